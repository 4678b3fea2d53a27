/* Claims about I/O completion ports. The device's reads wait for a write; a write that nobody reads fails at once. */
#include <windows.h>

#include <ntsim/scenario.h>

static HANDLE device, port;

static HANDLE open_device(DWORD flags)
{
    HANDLE handle = CreateFileW(L"\\\\.\\Mailbox", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, flags, NULL);

    ntsim_check(handle != INVALID_HANDLE_VALUE);
    return handle;
}

static void say(const char *text)
{
    HANDLE other = open_device(0);
    DWORD put = 0;

    ntsim_check(WriteFile(other, text, (DWORD)strlen(text), &put, NULL) && put == strlen(text));
    CloseHandle(other);
}

static BOOL take(DWORD milliseconds, DWORD *bytes, ULONG_PTR *key, LPOVERLAPPED *overlapped)
{
    *overlapped = (LPOVERLAPPED)1;
    *bytes = 77;
    *key = 77;
    SetLastError(0);
    return GetQueuedCompletionStatus(port, bytes, key, overlapped, milliseconds);
}

static void nothing_is_there(void)
{
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED done;

    ntsim_check(!take(0, &bytes, &key, &done) && GetLastError() == WAIT_TIMEOUT && done == NULL);
}

static void a_request_that_is_done_is_told(void)
{
    char text[8] = "";
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED done;
    OVERLAPPED overlapped = {.Offset = 0};

    ntsim_check(!ReadFile(device, text, 8, NULL, &overlapped) && GetLastError() == ERROR_IO_PENDING);
    ntsim_check(!take(10, &bytes, &key, &done) && GetLastError() == WAIT_TIMEOUT && done == NULL);
    say("one");
    ntsim_check(take(INFINITE, &bytes, &key, &done) && done == &overlapped && key == 5 && bytes == 3 && memcmp(text, "one", 4) == 0);
    nothing_is_there();
}

static void one_that_failed_is_told_with_its_error(void)
{
    char text[8];
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED done;
    OVERLAPPED overlapped = {.Offset = 0};

    ReadFile(device, text, 8, NULL, &overlapped);
    ntsim_check(CancelIoEx(device, &overlapped));
    ntsim_check(!take(INFINITE, &bytes, &key, &done) && GetLastError() == ERROR_OPERATION_ABORTED && done == &overlapped && key == 5 && bytes == 0);
}

static void one_that_fails_at_once_is_not(void)
{
    OVERLAPPED overlapped = {.Offset = 0};

    ntsim_check(!WriteFile(device, "x", 1, NULL, &overlapped) && GetLastError() == ERROR_NOT_READY);
    nothing_is_there();
}

static DWORD WINAPI reads(LPVOID file)
{
    char text[8];
    DWORD got = 0;

    return ReadFile(file, text, 8, &got, NULL) ? got : 0;
}

/* Writes what a thread reads: done when WriteFile returns. */
static void write_at_once(OVERLAPPED *overlapped)
{
    HANDLE file = open_device(0), thread = CreateThread(NULL, 0, reads, file, 0, NULL);
    DWORD code = 0;

    Sleep(5);
    ntsim_check(WriteFile(device, "abc", 3, NULL, overlapped));
    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && code == 3);
    CloseHandle(thread);
    CloseHandle(file);
}

static void one_that_succeeds_at_once_is_told_unless_nobody_wants_it(void)
{
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED done;
    OVERLAPPED overlapped = {.Offset = 0};

    write_at_once(&overlapped);
    ntsim_check(take(0, &bytes, &key, &done) && done == &overlapped && bytes == 3);
    overlapped.hEvent = (HANDLE)((ULONG_PTR)CreateEventW(NULL, TRUE, FALSE, NULL) | 1);
    write_at_once(&overlapped);
    nothing_is_there();
    CloseHandle((HANDLE)((ULONG_PTR)overlapped.hEvent & ~(ULONG_PTR)1));
    overlapped.hEvent = NULL;
    ntsim_check(!SetFileCompletionNotificationModes(device, 4) && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(SetFileCompletionNotificationModes(device, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    write_at_once(&overlapped);
    nothing_is_there();
}

static void a_file_has_one_port_and_no_completion_routines(void)
{
    char text[8];
    OVERLAPPED overlapped = {.Offset = 0};
    HANDLE synchronous = open_device(0), other = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    ntsim_check(other != NULL);
    ntsim_check(CreateIoCompletionPort(device, other, 1, 0) == NULL && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(CreateIoCompletionPort(synchronous, other, 1, 0) == NULL && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(CreateIoCompletionPort(INVALID_HANDLE_VALUE, other, 1, 0) == NULL && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(CreateIoCompletionPort(device, device, 1, 0) == NULL && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(!ReadFileEx(device, text, 8, &overlapped, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
    CloseHandle(synchronous);
    CloseHandle(other);
}

static DWORD WINAPI posts(LPVOID unused)
{
    (void)unused;
    for (ULONG_PTR i = 1; i <= 3; i++)
        ntsim_check(PostQueuedCompletionStatus(port, (DWORD)i * 10, i, NULL));
    return 0;
}

static void what_is_posted_comes_in_order(void)
{
    OVERLAPPED_ENTRY entries[8];
    ULONG count = 99;
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED done;
    HANDLE thread = CreateThread(NULL, 0, posts, NULL, 0, NULL);

    ntsim_check(take(INFINITE, &bytes, &key, &done) && key == 1 && bytes == 10 && done == NULL);
    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0 && CloseHandle(thread));
    ntsim_check(GetQueuedCompletionStatusEx(port, entries, 8, &count, 0, FALSE) && count == 2);
    ntsim_check(entries[0].lpCompletionKey == 2 && entries[1].lpCompletionKey == 3 && entries[1].dwNumberOfBytesTransferred == 30);
    ntsim_check(!GetQueuedCompletionStatusEx(port, entries, 8, &count, 0, FALSE) && GetLastError() == WAIT_TIMEOUT && count == 0);
}

static DWORD WINAPI waits(LPVOID unused)
{
    DWORD bytes;
    ULONG_PTR key;
    LPOVERLAPPED done;

    (void)unused;
    return take(INFINITE, &bytes, &key, &done) ? 0 : GetLastError();
}

static void who_waits_is_told_when_the_port_is_closed(void)
{
    HANDLE threads[2] = {CreateThread(NULL, 0, waits, NULL, 0, NULL), CreateThread(NULL, 0, waits, NULL, 0, NULL)};
    DWORD code = 0;

    Sleep(5);
    ntsim_check(CloseHandle(port));
    ntsim_check(WaitForMultipleObjects(2, threads, TRUE, INFINITE) == WAIT_OBJECT_0);
    for (int i = 0; i < 2; i++)
        ntsim_check(GetExitCodeThread(threads[i], &code) && code == ERROR_ABANDONED_WAIT_0 && CloseHandle(threads[i]));
    ntsim_check(!PostQueuedCompletionStatus(port, 0, 0, NULL) && GetLastError() == ERROR_INVALID_HANDLE);
}

static int body(void)
{
    device = open_device(FILE_FLAG_OVERLAPPED);
    port = CreateIoCompletionPort(device, NULL, 5, 0);
    ntsim_check(port != NULL && port != device);
    a_request_that_is_done_is_told();
    one_that_failed_is_told_with_its_error();
    one_that_fails_at_once_is_not();
    a_file_has_one_port_and_no_completion_routines();
    what_is_posted_comes_in_order();
    one_that_succeeds_at_once_is_told_unless_nobody_wants_it();
    who_waits_is_told_when_the_port_is_closed();
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(win32_completion_port, .claim = "requests that are done are told at a completion port", .drivers = NTSIM_DRIVERS("win32_mailbox"), .body = body);
