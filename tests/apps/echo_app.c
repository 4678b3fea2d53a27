/*
 * Sends its arguments, or a greeting, to the echo driver and prints what comes back.
 */
#include <windows.h>
#include <winioctl.h>

#include <stdio.h>
#include <string.h>

#include "echo.h"

static int send_text(HANDLE device, const char *text)
{
    char answer[256];
    DWORD got = 0;

    if (!DeviceIoControl(device, IOCTL_ECHO, (LPVOID)text, (DWORD)strlen(text), answer, sizeof answer - 1, &got,
                         NULL)) {
        printf("DeviceIoControl failed: %lu\n", GetLastError());
        return 1;
    }
    answer[got] = '\0';
    printf("sent \"%s\", got \"%s\" (%lu bytes)\n", text, answer, got);
    return 0;
}

int main(int argc, char *argv[])
{
    int i, failed = 0;
    HANDLE device =
        CreateFileA("\\\\.\\Echo", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);

    if (device == INVALID_HANDLE_VALUE) {
        printf("cannot open \\\\.\\Echo: %lu\n", GetLastError());
        return 1;
    }
    if (argc < 2)
        failed = send_text(device, "hello, driver");
    for (i = 1; i < argc; i++)
        failed |= send_text(device, argv[i]);
    CloseHandle(device);
    return failed;
}
