/* Claims about the size and the position of a file. */
#include <windows.h>

#include <ntsim/scenario.h>

static HANDLE open_tape(DWORD flags)
{
    HANDLE handle = CreateFileW(L"\\\\.\\Tape", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, flags, NULL);

    ntsim_check(handle != INVALID_HANDLE_VALUE);
    return handle;
}

static LARGE_INTEGER value(LONGLONG number)
{
    return (LARGE_INTEGER){.QuadPart = number};
}

static void the_driver_tells_the_size(HANDLE tape)
{
    LARGE_INTEGER size;
    DWORD high = 0;

    ntsim_check(GetFileSizeEx(tape, &size) && size.QuadPart == 5000000000);
    ntsim_check(GetFileSize(tape, &high) == (DWORD)5000000000 && high == 1 && GetLastError() == ERROR_SUCCESS);
    ntsim_check(!GetFileSizeEx(GetCurrentProcess(), &size) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(GetFileSize(NULL, NULL) == INVALID_FILE_SIZE && GetLastError() == ERROR_INVALID_HANDLE);
}

static void reads_go_on_from_where_the_file_stands(HANDLE tape)
{
    unsigned char bytes[4];
    LARGE_INTEGER now;
    DWORD got;
    LONG high = 1;

    ntsim_check(ReadFile(tape, bytes, 4, &got, NULL) && bytes[3] == 3);
    ntsim_check(SetFilePointerEx(tape, value(0), &now, FILE_CURRENT) && now.QuadPart == 4);
    ntsim_check(SetFilePointer(tape, 0x20, NULL, FILE_BEGIN) == 0x20 && ReadFile(tape, bytes, 2, &got, NULL) && bytes[0] == 0x20);
    ntsim_check(SetFilePointer(tape, -2, NULL, FILE_CURRENT) == 0x20);
    ntsim_check(SetFilePointer(tape, 7, &high, FILE_BEGIN) == 7 && high == 1);
    ntsim_check(SetFilePointerEx(tape, value(-1), &now, FILE_END) && now.QuadPart == 4999999999);
    ntsim_check(!SetFilePointerEx(tape, value(-1), NULL, FILE_BEGIN) && GetLastError() == ERROR_NEGATIVE_SEEK);
    ntsim_check(SetFilePointer(tape, 0, NULL, 9) == INVALID_SET_FILE_POINTER && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(SetFilePointerEx(tape, value(0), &now, FILE_CURRENT) && now.QuadPart == 4999999999); /* where it was */
}

static int body(void)
{
    HANDLE tape = open_tape(0), overlapped = open_tape(FILE_FLAG_OVERLAPPED);

    the_driver_tells_the_size(tape);
    reads_go_on_from_where_the_file_stands(tape);
    ntsim_check(!SetFilePointerEx(overlapped, value(1), NULL, FILE_BEGIN)); /* such a file has no position */
    ntsim_check(CloseHandle(tape) && CloseHandle(overlapped));
    return 0;
}

NTSIM_SCENARIO(win32_position, .claim = "drivers tell sizes, synchronous files have positions", .drivers = NTSIM_DRIVERS("win32_tape"), .body = body);
