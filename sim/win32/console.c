/*
 * The console: output goes to the report, in order; input comes from the script that the run was given, one line at a time.
 */
#include "win32/private.h"

#include "ke/point.h"
#include "win32/winbase.h"

#include <string.h>

HANDLE GetStdHandle(DWORD nStdHandle)
{
    switch (nStdHandle) {
    case STD_INPUT_HANDLE:
        return WIN32_CONSOLE_INPUT;
    case STD_OUTPUT_HANDLE:
        return WIN32_CONSOLE_OUTPUT;
    case STD_ERROR_HANDLE:
        return WIN32_CONSOLE_ERROR;
    default:
        win32_error(ERROR_INVALID_HANDLE);
        return INVALID_HANDLE_VALUE;
    }
}

static void say(const char *text, size_t size)
{
    if (win32->console_text && size)
        win32->console_text(win32->console_text_context, text, size);
}

BOOL win32_console_write(const struct win32_caller *caller, const void *text, DWORD size, DWORD *written)
{
    if (size) {
        win32_check(caller, text, size, false);
        say(text, size);
    }
    if (written)
        *written = size;
    return TRUE;
}

/* Fetches the next line of the script when none is left; how many bytes there are. */
static size_t fetched(void)
{
    struct win32_state *w = win32;
    if (w->console_left || !w->console_input)
        return w->console_left;
    w->console_next = 0;
    w->console_typed_at = 0;
    w->console_left = w->console_input(w->console_input_context, w->console_position, w->console_line, sizeof w->console_line);
    sim_assert(w->console_left <= sizeof w->console_line);
    w->console_position += w->console_left;
    return w->console_left;
}

/* Whoever sits at the keyboard takes a second: a line is there one second of virtual time after the program first asked for it. */
#define TYPING_100NS 10000000u

static void typed(struct ke_due *due)
{
    (void)due;
}

static bool is_typed(void)
{
    struct win32_state *w = win32;
    if (!w->console_typed_at) {
        w->console_typed_at = ke_now() + TYPING_100NS;
        w->console_typing.fire = typed;
        ke_due_arm(&w->console_typing, w->console_typed_at);
    }
    return ke_now() >= w->console_typed_at;
}

#define BUSY_100NS 1000u /* two looks within 100 us: the program does nothing but look */

static uintptr_t poll(void *unused)
{
    (void)unused;
    bool busy = ke_now() - win32->console_polled_at < BUSY_100NS;
    if (busy)
        ke_spin_poll();
    else
        ke_time_pass(10);
    win32->console_polled_at = ke_now();
    return 0;
}

static uintptr_t wait_for_typing(void *unused)
{
    (void)unused;
    LARGE_INTEGER until = {.QuadPart = (LONGLONG)win32->console_typed_at};
    ke_delay(UserMode, FALSE, &until);
    return 0;
}

/* What is there now. A program that only looks is told at last: looking costs time. */
static size_t available(const struct win32_caller *caller)
{
    if (!fetched())
        return 0;
    if (!is_typed())
        win32_kernel(caller, poll, NULL);
    return is_typed() ? win32->console_left : 0;
}

BOOL win32_console_read(const struct win32_caller *caller, void *buffer, DWORD size, DWORD *read)
{
    if (fetched() && !is_typed())
        win32_kernel(caller, wait_for_typing, NULL);
    size_t there = win32->console_left, taken = there < size ? there : size;
    if (taken) {
        win32_check(caller, buffer, taken, true);
        memcpy(buffer, win32->console_line + win32->console_next, taken);
        win32->console_next += taken;
        win32->console_left -= taken;
    }
    if (read)
        *read = (DWORD)taken;
    return TRUE;
}

BOOL GetNumberOfConsoleInputEvents(HANDLE hConsoleInput, LPDWORD lpNumberOfEvents)
{
    WIN32_ENTER();
    if (hConsoleInput != WIN32_CONSOLE_INPUT)
        return win32_fail(STATUS_INVALID_HANDLE);
    win32_check(&caller, lpNumberOfEvents, sizeof *lpNumberOfEvents, true);
    *lpNumberOfEvents = (DWORD)available(&caller);
    return TRUE;
}

BOOL ReadConsoleA(HANDLE hConsoleInput, LPVOID lpBuffer, DWORD nNumberOfCharsToRead, LPDWORD lpNumberOfCharsRead, LPVOID pInputControl)
{
    WIN32_ENTER();
    (void)pInputControl;
    if (hConsoleInput != WIN32_CONSOLE_INPUT)
        return win32_fail(STATUS_INVALID_HANDLE);
    win32_check(&caller, lpNumberOfCharsRead, sizeof *lpNumberOfCharsRead, true);
    return win32_console_read(&caller, lpBuffer, nNumberOfCharsToRead, lpNumberOfCharsRead);
}

/* What was typed and not read yet is dropped. */
BOOL FlushConsoleInputBuffer(HANDLE hConsoleInput)
{
    if (hConsoleInput != WIN32_CONSOLE_INPUT)
        return win32_fail(STATUS_INVALID_HANDLE);
    if (win32->console_left && is_typed())
        win32->console_left = 0;
    return TRUE;
}

BOOL WriteConsoleA(HANDLE hConsoleOutput, const VOID *lpBuffer, DWORD nNumberOfCharsToWrite, LPDWORD lpNumberOfCharsWritten, LPVOID lpReserved)
{
    WIN32_ENTER();
    (void)lpReserved;
    if (!win32_is_console(hConsoleOutput))
        return win32_fail(STATUS_INVALID_HANDLE);
    if (lpNumberOfCharsWritten)
        win32_check(&caller, lpNumberOfCharsWritten, sizeof *lpNumberOfCharsWritten, true);
    return win32_console_write(&caller, lpBuffer, nNumberOfCharsToWrite, lpNumberOfCharsWritten);
}

BOOL WriteConsoleW(HANDLE hConsoleOutput, const VOID *lpBuffer, DWORD nNumberOfCharsToWrite, LPDWORD lpNumberOfCharsWritten, LPVOID lpReserved)
{
    WIN32_ENTER();
    (void)lpReserved;
    if (!win32_is_console(hConsoleOutput))
        return win32_fail(STATUS_INVALID_HANDLE);
    if (lpNumberOfCharsWritten)
        win32_check(&caller, lpNumberOfCharsWritten, sizeof *lpNumberOfCharsWritten, true);
    if (nNumberOfCharsToWrite)
        win32_check(&caller, lpBuffer, nNumberOfCharsToWrite * sizeof(WCHAR), false);
    const WCHAR *text = lpBuffer;
    for (DWORD at = 0; at < nNumberOfCharsToWrite;) {
        char narrow[1024];
        bool broken;
        DWORD part = nNumberOfCharsToWrite - at < 256 ? nNumberOfCharsToWrite - at : 256;
        if (part == 256 && (text[at + 255] & 0xFC00) == 0xD800)
            part--; /* a pair is not torn */
        say(narrow, rtl_utf16_to_utf8(text + at, part, narrow, sizeof narrow, &broken));
        at += part;
    }
    if (lpNumberOfCharsWritten)
        *lpNumberOfCharsWritten = nNumberOfCharsToWrite;
    return TRUE;
}

BOOL GetConsoleMode(HANDLE hConsoleHandle, LPDWORD lpMode)
{
    WIN32_ENTER();
    if (!win32_is_console(hConsoleHandle))
        return win32_fail(STATUS_INVALID_HANDLE);
    win32_check(&caller, lpMode, sizeof *lpMode, true);
    *lpMode = hConsoleHandle == WIN32_CONSOLE_INPUT ? 0x1F7 : 0x3;
    return TRUE;
}

/* Input comes by lines and is not echoed, whatever the mode. */
BOOL SetConsoleMode(HANDLE hConsoleHandle, DWORD dwMode)
{
    (void)dwMode;
    return win32_is_console(hConsoleHandle) ? TRUE : win32_fail(STATUS_INVALID_HANDLE);
}
