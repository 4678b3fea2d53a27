/* Asks the scribbler once; its argument is the seed. */
#include <stdlib.h>
#include <windows.h>
#include <winioctl.h>

#include "scribbler.h"

int main(int argc, char **argv)
{
    unsigned long long seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    char room[256];
    DWORD got = 0;
    HANDLE device = CreateFileW(L"\\\\.\\Scribbler", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    if (device == INVALID_HANDLE_VALUE)
        return 1;
    DeviceIoControl(device, IOCTL_SCRIBBLE, &seed, sizeof seed, room, sizeof room, &got, NULL);
    CloseHandle(device);
    Sleep(100);
    return 0;
}
