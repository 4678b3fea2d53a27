/*
 * U33: three notes are written, one is read; the driver goes and leaves the others in pool.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static void write_note(HANDLE device, const char *text, DWORD length)
{
    DWORD written = 0;

    ntsim_check(WriteFile(device, text, length, &written, NULL) && written == length);
}

static int body(void)
{
    char text[16];
    DWORD got = 0;
    HANDLE device = CreateFileW(L"\\\\.\\Notepad", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    write_note(device, "one", 3);
    write_note(device, "three", 5);
    write_note(device, "four", 4);
    ntsim_check(ReadFile(device, text, sizeof text, &got, NULL) && got == 3 && text[2] == 'e');
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(u33_pool_not_freed, .kind = "leak", .claim = "Unload leaves two blocks in pool",
               .drivers = NTSIM_DRIVERS("pool_not_freed"), .body = body, .expect = {.leak = 1});

NTSIM_SCENARIO(u33_pool_not_freed_fixed, .kind = "leak", .claim = "Unload frees what nobody has read",
               .drivers = NTSIM_DRIVERS("pool_not_freed_fixed"), .body = body);
