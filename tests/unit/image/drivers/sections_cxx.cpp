// Functions of C++ in sections, by every way to say so (../sections_cxx.c).
#include <wdm.h>

#define PAGED __declspec(code_seg("PAGE"))

extern "C" DRIVER_INITIALIZE DriverEntry;

class Device {
public:
    Device() : a_(1), b_{2} {}
    ~Device();
    int Start(int how);
    int Stop() const noexcept;
    int Overloaded(int value);
    int Overloaded(char value);
    bool operator==(const Device &other) const;
    PAGED int Declared();

private:
    int a_, b_;
};

namespace tools {
namespace {
int Stays()
{
    return 1;
}
} // namespace

#pragma code_seg("PAGE")
int Pages(int how)
{
    auto twice = [](int value) { return value * 2; };
    return twice(how) + Stays();
}

namespace {
int Hidden()
{
    return 1;
}
} // namespace

extern "C" int WithoutScope()
{
    return Hidden();
}

extern "C" {
int InBlock()
{
    return 1;
}
}

template <class T> T Made(T value)
{
    return value;
}
} // namespace tools

Device::~Device()
{
    a_ = 0;
}

int Device::Start(int how)
{
    return tools::Made(how) + Overloaded(1) + Overloaded('1');
}

int Device::Overloaded(int value)
{
    return value;
}

bool Device::operator==(const Device &other) const
{
    return a_ == other.a_;
}
#pragma code_seg()

int Device::Stop() const noexcept
{
    return b_;
}

int Device::Overloaded(char value)
{
    return value;
}

int Device::Declared()
{
    return a_;
}

class PAGED Paged {
public:
    int Inside() { return 1; }
    int Outside();
};

int Paged::Outside()
{
    return Inside();
}

class Open {
public:
    int Inside() { return 1; }
};

#pragma code_seg("INIT")
extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
{
    Device device, other;
    Paged paged;
    Open open;

    return device == other ? device.Start(paged.Outside()) + device.Stop() + device.Declared() + open.Inside() + tools::Pages(tools::WithoutScope() + tools::InBlock()) : STATUS_UNSUCCESSFUL;
}
