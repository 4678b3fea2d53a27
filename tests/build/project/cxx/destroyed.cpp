#include <wdm.h>

struct Held {
    int value;
    ~Held() { value = 0; }
};

static int Go()
{
    static Held held;
    return held.value;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
{
    return Go();
}
