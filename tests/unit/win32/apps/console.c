/* Claims about the console. Its input is console.txt, typed a line a second. */
#include <windows.h>

#include <ntsim/scenario.h>

static HANDLE in, out;

static DWORD events(void)
{
    DWORD count = 77;

    ntsim_check(GetNumberOfConsoleInputEvents(in, &count));
    return count;
}

static void a_line_is_typed_in_a_second(void)
{
    char line[64] = "";
    DWORD got = 0;
    ULONGLONG before = GetTickCount64();

    ntsim_check(events() == 0);
    ntsim_check(ReadFile(in, line, 3, &got, NULL) && got == 3 && memcmp(line, "fir", 3) == 0);
    ntsim_check(GetTickCount64() - before >= 1000 && GetTickCount64() - before < 1100);
    ntsim_check(events() == 3);
    ntsim_check(ReadFile(in, line, sizeof line, &got, NULL) && got == 3 && memcmp(line, "st\n", 3) == 0);
}

static void a_program_that_only_looks_is_told_at_last(void)
{
    char line[64];
    DWORD got = 0, looks = 0;

    while (!events())
        looks++;
    ntsim_check(looks > 0);
    ntsim_check(ReadFile(in, line, sizeof line, &got, NULL) && got == 7 && memcmp(line, "second\n", 7) == 0);
}

static void behind_the_last_line_is_the_end(void)
{
    char byte;
    DWORD got = 77;

    ntsim_check(events() == 0 && ReadFile(in, &byte, 1, &got, NULL) && got == 0);
}

static void text_is_written_narrow_and_wide(void)
{
    WCHAR wide[300];
    DWORD put = 0;

    for (int i = 0; i < 298; i += 2)
        wide[i] = 0xD83D, wide[i + 1] = 0xDE00; /* a pair at the place where the text is cut */
    wide[298] = L'\n';
    ntsim_check(WriteConsoleA(out, "narrow\n", 7, &put, NULL) && put == 7);
    ntsim_check(WriteConsoleW(out, L"wide\n", 5, &put, NULL) && put == 5 && WriteConsoleW(out, wide + 1, 298, &put, NULL) && put == 298);
    ntsim_check(WriteFile(out, "file\n", 5, &put, NULL) && put == 5);
    ntsim_check(!WriteConsoleA(NULL, "x", 1, &put, NULL) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(!WriteConsoleW(NULL, L"x", 1, &put, NULL) && GetLastError() == ERROR_INVALID_HANDLE);
}

static void the_console_has_modes_and_names(void)
{
    DWORD mode = 0;

    ntsim_check(GetConsoleMode(in, &mode) && mode == 0x1F7 && SetConsoleMode(in, mode));
    ntsim_check(GetConsoleMode(out, &mode) && mode == 3 && !GetConsoleMode(NULL, &mode) && !SetConsoleMode(NULL, 0));
    ntsim_check(!GetNumberOfConsoleInputEvents(out, &mode) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(GetStdHandle(0) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(CreateFileA("CONIN$", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL) == in);
    ntsim_check(CreateFileW(L"CONOUT$", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL) == out && CloseHandle(out));
}

static int body(void)
{
    in = GetStdHandle(STD_INPUT_HANDLE);
    out = GetStdHandle(STD_OUTPUT_HANDLE);
    a_line_is_typed_in_a_second();
    a_program_that_only_looks_is_told_at_last();
    behind_the_last_line_is_the_end();
    text_is_written_narrow_and_wide();
    the_console_has_modes_and_names();
    return 0;
}

NTSIM_SCENARIO(win32_console, .claim = "the console is read by lines and written in order", .body = body);
