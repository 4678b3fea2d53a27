/*
 * scribbler OBJECT OFFSET PATTERN: lets the scribble driver write rubbish, then uses everything, and leaves. Ends with the size of the object.
 */
#include <windows.h>
#include <winioctl.h>

#include <stdlib.h>

#include "scribble.h"

static HANDLE device;
static OVERLAPPED reading, waiting, asking;
static char buffer[64], direct[64];

static DWORD ask(DWORD code, void *in, DWORD in_size, void *out, DWORD out_size)
{
    DWORD got = 0;

    if (!DeviceIoControl(device, code, in, in_size, out, out_size, &got, &asking) && GetLastError() != ERROR_IO_PENDING)
        return 0;
    return GetOverlappedResult(device, &asking, &got, TRUE) ? got : 0;
}

int main(int argc, char *argv[])
{
    SCRIBBLE wish = {argc > 1 ? (ULONG)atoi(argv[1]) : SCRIBBLE_OBJECTS, argc > 3 ? (ULONG)atoi(argv[3]) : 0, argc > 2 ? atoi(argv[2]) : 0};
    ULONG size = 0;

    device = CreateFileW(L"\\\\.\\Scribble", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    if (device == INVALID_HANDLE_VALUE)
        return -1;
    asking.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    reading.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    waiting.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    ReadFile(device, buffer, sizeof buffer, NULL, &reading);
    DeviceIoControl(device, IOCTL_SCRIBBLE_WAIT, NULL, 0, direct, sizeof direct, NULL, &waiting);
    ask(IOCTL_SCRIBBLE, &wish, sizeof wish, &size, sizeof size);
    ask(IOCTL_SCRIBBLE_USE, NULL, 0, NULL, 0);
    Sleep(2000);
    CancelIoEx(device, &waiting);
    CloseHandle(device);
    return (int)size;
}
