/*
 * Two requests at once to a driver that does harm when they meet: a scenario for each kind.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "harm.h"

static DWORD WINAPI open_door(LPVOID device)
{
    DWORD got = 0;

    return DeviceIoControl(device, IOCTL_DOOR, NULL, 0, NULL, 0, &got, NULL) ? 0 : GetLastError();
}

static int meet(int kind)
{
    DWORD got = 0;
    HANDLE device = CreateFileW(L"\\\\.\\Harm", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    HANDLE thread;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    thread = CreateThread(NULL, 0, open_door, device, 0, NULL);
    ntsim_check(thread != NULL);
    ntsim_check(DeviceIoControl(device, HARM_CODE(kind), NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(CloseHandle(thread) && CloseHandle(device));
    return 0;
}

#define HARM(name, kind, what)                                                                                         \
    static int body_##name(void)                                                                                       \
    {                                                                                                                  \
        return meet(kind);                                                                                             \
    }                                                                                                                  \
    NTSIM_SCENARIO(harm_##name, .claim = what, .drivers = NTSIM_DRIVERS("harm"), .body = body_##name)

HARM(null, HARM_NULL, "a write to address 0");
HARM(jump, HARM_JUMP, "a call of an address where nothing is");
HARM(divide, HARM_DIVIDE, "a division by zero");
HARM(recursion, HARM_RECURSION, "a recursion that does not end");
HARM(loop, HARM_LOOP, "a loop that does not end");
HARM(pool, HARM_POOL, "memory around a block of pool is overwritten");
HARM(device, HARM_DEVICE, "the device object is overwritten");
HARM(stack, HARM_STACK, "its own stack is overwritten");
