/* Claims about requests that are not done at once: overlapped, alertable, cancelled. The device's reads wait for a write. */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

static HANDLE device;

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

static void an_overlapped_read_is_pending_until_its_event_is_set(void)
{
    char text[8] = "";
    DWORD got = 77;
    OVERLAPPED overlapped = {.hEvent = CreateEventW(NULL, TRUE, TRUE, NULL)};

    ntsim_check(!ReadFile(device, text, 8, NULL, &overlapped) && GetLastError() == ERROR_IO_PENDING && !HasOverlappedIoCompleted(&overlapped));
    ntsim_check(WaitForSingleObject(overlapped.hEvent, 0) == WAIT_TIMEOUT);
    ntsim_check(!GetOverlappedResult(device, &overlapped, &got, FALSE) && GetLastError() == ERROR_IO_INCOMPLETE);
    ntsim_check(!GetOverlappedResultEx(device, &overlapped, &got, 10, FALSE) && GetLastError() == WAIT_TIMEOUT);
    say("one");
    ntsim_check(GetOverlappedResult(device, &overlapped, &got, TRUE) && got == 3 && memcmp(text, "one", 4) == 0);
    ntsim_check(HasOverlappedIoCompleted(&overlapped) && WaitForSingleObject(overlapped.hEvent, 0) == WAIT_OBJECT_0);
    CloseHandle(overlapped.hEvent);
}

static DWORD WINAPI says_two(LPVOID unused)
{
    (void)unused;
    Sleep(20);
    say("two");
    return 0;
}

static void without_an_event_the_file_is_waited_for(void)
{
    char text[8] = "";
    DWORD got = 0;
    OVERLAPPED overlapped = {.Offset = 5};
    HANDLE thread = CreateThread(NULL, 0, says_two, NULL, 0, NULL);

    ntsim_check(!ReadFile(device, text, 8, NULL, &overlapped) && GetLastError() == ERROR_IO_PENDING);
    ntsim_check(GetOverlappedResult(device, &overlapped, &got, TRUE) && got == 3 && memcmp(text, "two", 4) == 0);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

static void a_synchronous_read_returns_when_it_is_done(void)
{
    char text[8] = "";
    DWORD got = 0;
    HANDLE file = open_device(0), thread = CreateThread(NULL, 0, says_two, NULL, 0, NULL);

    ntsim_check(ReadFile(file, text, 8, &got, NULL) && got == 3 && memcmp(text, "two", 4) == 0);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(file);
}

static DWORD done_error, done_bytes, done_calls;
static VOID CALLBACK on_done(DWORD error, DWORD bytes, LPOVERLAPPED overlapped)
{
    done_error = error;
    done_bytes = bytes;
    done_calls += overlapped->hEvent == (HANDLE)0x55; /* the application's own, as documented */
}

static void a_completion_routine_runs_in_an_alertable_wait(void)
{
    char text[8] = "";
    OVERLAPPED read = {.hEvent = (HANDLE)0x55}, write = read;

    ntsim_check(ReadFileEx(device, text, 8, &read, on_done));
    ntsim_check(WriteFileEx(device, "three", 5, &write, on_done));
    Sleep(5);
    ntsim_check(done_calls == 0);
    ntsim_check(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION);
    ntsim_check(done_calls == 2 && done_error == 0 && done_bytes == 5 && memcmp(text, "three", 6) == 0);
}

static void a_cancelled_request_ends_with_an_error(void)
{
    char text[8];
    DWORD got = 0;
    OVERLAPPED first = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)}, second = {.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};

    ReadFile(device, text, 8, NULL, &first);
    ReadFile(device, text, 8, NULL, &second);
    ntsim_check(CancelIoEx(device, &second));
    ntsim_check(!GetOverlappedResult(device, &second, &got, TRUE) && GetLastError() == ERROR_OPERATION_ABORTED);
    ntsim_check(!HasOverlappedIoCompleted(&first));
    ntsim_check(!CancelIoEx(device, &second) && GetLastError() == ERROR_NOT_FOUND);
    ntsim_check(CancelIo(device) && !GetOverlappedResult(device, &first, &got, TRUE) && GetLastError() == ERROR_OPERATION_ABORTED);
    ntsim_check(CancelIo(device) && !CancelIoEx(device, NULL) && GetLastError() == ERROR_NOT_FOUND);
    CloseHandle(first.hEvent);
    CloseHandle(second.hEvent);
}

static void a_request_that_the_driver_does_not_know_fails(void)
{
    HANDLE file = open_device(0);
    DWORD got = 0;

    ntsim_check(!DeviceIoControl(file, CTL_CODE(FILE_DEVICE_UNKNOWN, 0x900, METHOD_BUFFERED, FILE_ANY_ACCESS), NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(GetLastError() == ERROR_INVALID_FUNCTION);
    ntsim_check(!WriteFile(file, "x", 1, &got, NULL) && GetLastError() == ERROR_NOT_READY && got == 0);
    ntsim_check(FlushFileBuffers(file) && CloseHandle(file));
    ntsim_check(!FlushFileBuffers(file) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(FlushFileBuffers(GetStdHandle(STD_OUTPUT_HANDLE)));
}

static int body(void)
{
    device = open_device(FILE_FLAG_OVERLAPPED);
    an_overlapped_read_is_pending_until_its_event_is_set();
    without_an_event_the_file_is_waited_for();
    a_synchronous_read_returns_when_it_is_done();
    a_completion_routine_runs_in_an_alertable_wait();
    a_cancelled_request_ends_with_an_error();
    a_request_that_the_driver_does_not_know_fails();
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(win32_io, .claim = "requests are overlapped, waited for and cancelled as Windows documents", .drivers = NTSIM_DRIVERS("win32_mailbox"),
               .body = body);
