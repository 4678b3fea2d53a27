/* Calls a pure virtual function: from a constructor, through another function, when the object is no Derived yet. */
#include <wdm.h>

struct Base {
    Base() { Start(); }
    void Start() { Go(); }
    virtual void Go() = 0;
};

struct Derived final : Base {
    void Go() override {}
};

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
{
    Derived derived;
    return STATUS_SUCCESS;
}
