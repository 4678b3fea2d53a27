/*
 * A program that others start. Its first word says what it does:
 *   exit N       ends with code N
 *   stay         ends when somebody ends it
 *   talk HANDLE  sends a text to the echo driver by a handle that it inherited
 *   close HANDLE ends with 0 if it could close the handle
 *   fault        reads from address 0
 */
#include <windows.h>
#include <winioctl.h>

#include <stdlib.h>
#include <string.h>

#include "echo.h"

static HANDLE handle_of(const char *text)
{
    return (HANDLE)(ULONG_PTR)strtoul(text, NULL, 16);
}

static int talk(HANDLE device)
{
    char text[] = "inherited", answer[sizeof text] = "";
    DWORD got = 0;

    if (!DeviceIoControl(device, IOCTL_ECHO, text, sizeof text, answer, sizeof answer, &got, NULL))
        return (int)GetLastError();
    return got == sizeof text && memcmp(text, answer, got) == 0 ? 0 : 1000;
}

int main(int argc, char *argv[])
{
    if (argc == 3 && strcmp(argv[1], "exit") == 0)
        return atoi(argv[2]);
    if (argc == 2 && strcmp(argv[1], "stay") == 0)
        Sleep(INFINITE);
    if (argc == 3 && strcmp(argv[1], "talk") == 0)
        return talk(handle_of(argv[2]));
    if (argc == 3 && strcmp(argv[1], "close") == 0)
        return CloseHandle(handle_of(argv[2])) ? 0 : (int)GetLastError();
    if (argc == 2 && strcmp(argv[1], "fault") == 0)
        return *(volatile int *)NULL;
    return 2000 + argc;
}
