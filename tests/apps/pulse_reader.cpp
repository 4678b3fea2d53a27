/*
 * Reads a pulse until it has come so often as its argument says (3 without one), by a handle that closes itself. Prints the count; 0, or a Win32 error.
 */
#include <windows.h>
#include <winioctl.h>

#include <stdio.h>
#include <stdlib.h>

#include "raii_pulse.h"

namespace {

class Handle {
public:
    explicit Handle(HANDLE Value) : value(Value) {}
    ~Handle()
    {
        if (IsValid())
            CloseHandle(value);
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    bool IsValid() const { return value != INVALID_HANDLE_VALUE; }
    HANDLE Get() const { return value; }

private:
    HANDLE value;
};

/* Global, so there before main and printed behind it. */
struct Result {
    DWORD count = 0;
    Result() : count(0) {}
    ~Result() { printf("%u\n", count); }
} result;

template <typename Value> bool Ask(const Handle &Device, DWORD Code, Value &Answer)
{
    DWORD got = 0;
    return DeviceIoControl(Device.Get(), Code, nullptr, 0, &Answer, sizeof Answer, &got, nullptr) && got == sizeof Answer;
}

} // namespace

int main(int argc, char *argv[])
{
    DWORD wanted = argc > 1 ? static_cast<DWORD>(atoi(argv[1])) : 3;
    Handle device(CreateFileW(L"\\\\.\\RaiiPulse", GENERIC_READ, 0, nullptr, OPEN_EXISTING, 0, nullptr));

    if (!device.IsValid())
        return static_cast<int>(GetLastError());
    while (Ask(device, IOCTL_PULSE_COUNT, result.count) && result.count < wanted)
        Sleep(10);
    return result.count >= wanted ? 0 : static_cast<int>(GetLastError());
}
