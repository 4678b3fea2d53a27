/* A whole driver in C++: a class with virtual functions, its own operators, a template with a guarded block, a lambda. */
#include <wdm.h>
#include <new>

void *operator new(size_t size, POOL_FLAGS flags) noexcept
{
    return ExAllocatePool2(flags, size, 'sulP');
}
void operator delete(void *block, size_t) noexcept
{
    ExFreePoolWithTag(block, 'sulP');
}

namespace {

class Shape {
public:
    virtual ~Shape() = default;
    virtual ULONG Area() const = 0;
};

class Square final : public Shape {
public:
    explicit Square(ULONG Side) : side(Side) {}
    ULONG Area() const override { return side * side; }

private:
    ULONG side;
};

template <typename Number> struct Guarded {
    static bool Faults(const Number *Address)
    {
        bool faulted = false;
        __try {
            ProbeForRead(const_cast<Number *>(Address), sizeof(Number), sizeof(Number));
        } __except (EXCEPTION_EXECUTE_HANDLER) {
            faulted = true;
        }
        return faulted;
    }
};

const UNICODE_STRING Name = RTL_CONSTANT_STRING(L"\\Device\\Plus");

VOID Unload(PDRIVER_OBJECT DriverObject)
{
    IoDeleteDevice(DriverObject->DeviceObject);
}

}

extern "C" DRIVER_INITIALIZE DriverEntry;

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING)
{
    PDEVICE_OBJECT device;
    Shape *shape = new (POOL_FLAG_NON_PAGED) Square(5);
    auto area = [shape] { return shape ? shape->Area() : 0; };
    bool good = area() == 25 && Guarded<ULONG>::Faults(reinterpret_cast<PULONG>(~0ull << 12)) && Guarded<USHORT>::Faults(reinterpret_cast<PUSHORT>(1));
    delete shape;
    DriverObject->DriverUnload = Unload;
    return good ? IoCreateDevice(DriverObject, 0, const_cast<PUNICODE_STRING>(&Name), FILE_DEVICE_UNKNOWN, 0, FALSE, &device) : STATUS_UNSUCCESSFUL;
}
