/* Claims about events, mutexes and semaphores, with names and without, and about waiting for them. */
#include <windows.h>

#include <ntsim/scenario.h>

#define IS_SET(object) (WaitForSingleObject(object, 0) == WAIT_OBJECT_0)
#define IS_NOT_SET(object) (WaitForSingleObject(object, 0) == WAIT_TIMEOUT)

static void an_auto_reset_event_lets_one_wait_through(void)
{
    HANDLE event = CreateEventW(NULL, FALSE, TRUE, NULL);

    ntsim_check(event && IS_SET(event) && IS_NOT_SET(event));
    ntsim_check(SetEvent(event) && IS_SET(event) && IS_NOT_SET(event));
    ntsim_check(CloseHandle(event) && !SetEvent(event) && GetLastError() == ERROR_INVALID_HANDLE);
}

static void a_manual_reset_event_stays_set_until_reset(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

    ntsim_check(event && IS_NOT_SET(event));
    ntsim_check(SetEvent(event) && IS_SET(event) && IS_SET(event));
    ntsim_check(ResetEvent(event) && IS_NOT_SET(event));
    ntsim_check(PulseEvent(event) && IS_NOT_SET(event));
    CloseHandle(event);
}

static void the_same_name_is_the_same_object(void)
{
    HANDLE first = CreateEventW(NULL, TRUE, FALSE, L"Global\\Bell"), second, third;

    ntsim_check(first && GetLastError() == ERROR_SUCCESS);
    second = CreateEventA(NULL, TRUE, FALSE, "Local\\Bell");
    ntsim_check(second && GetLastError() == ERROR_ALREADY_EXISTS);
    third = OpenEventW(SYNCHRONIZE, FALSE, L"Bell");
    ntsim_check(third && SetEvent(second) && IS_SET(first) && IS_SET(third));
    ntsim_check(!SetEvent(third) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(!CreateMutexW(NULL, FALSE, L"Bell") && GetLastError() == ERROR_INVALID_HANDLE);
    CloseHandle(first);
    CloseHandle(second);
    CloseHandle(third);
    ntsim_check(!OpenEventA(EVENT_ALL_ACCESS, FALSE, "Bell") && GetLastError() == ERROR_FILE_NOT_FOUND);
    ntsim_check(!OpenEventA(EVENT_ALL_ACCESS, FALSE, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
}

static void a_name_that_is_too_long_is_refused(void)
{
    char name[400];

    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = 0;
    ntsim_check(!CreateEventA(NULL, FALSE, FALSE, name) && GetLastError() == ERROR_FILENAME_EXCED_RANGE);
}

static DWORD WINAPI takes_and_dies(LPVOID mutex)
{
    return WaitForSingleObject(mutex, INFINITE);
}

static void a_mutex_belongs_to_its_thread_as_often_as_it_was_taken(void)
{
    HANDLE mutex = CreateMutexA(NULL, TRUE, "Lock"), again = OpenMutexW(SYNCHRONIZE, FALSE, L"Lock");

    ntsim_check(mutex && again && IS_SET(again));
    ntsim_check(ReleaseMutex(mutex) && ReleaseMutex(mutex));
    ntsim_check(!ReleaseMutex(mutex) && GetLastError() == ERROR_NOT_OWNER);
    ntsim_check(CloseHandle(again) && CloseHandle(mutex));
    ntsim_check(!OpenMutexA(SYNCHRONIZE, FALSE, "Lock"));
}

static void who_ends_with_a_mutex_abandons_it(void)
{
    HANDLE mutex = CreateMutexW(NULL, FALSE, NULL), thread = CreateThread(NULL, 0, takes_and_dies, mutex, 0, NULL);
    DWORD code = 1;

    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(GetExitCodeThread(thread, &code) && code == WAIT_OBJECT_0);
    ntsim_check(WaitForSingleObject(mutex, 0) == WAIT_ABANDONED && ReleaseMutex(mutex));
    CloseHandle(thread);
    CloseHandle(mutex);
}

static void a_semaphore_counts_to_its_limit(void)
{
    HANDLE semaphore = CreateSemaphoreW(NULL, 1, 3, L"Places"), again = OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, "Places");
    LONG before = -1;

    ntsim_check(IS_SET(semaphore) && IS_NOT_SET(semaphore));
    ntsim_check(ReleaseSemaphore(again, 2, &before) && before == 0);
    ntsim_check(!ReleaseSemaphore(semaphore, 2, NULL) && GetLastError() == ERROR_TOO_MANY_POSTS);
    ntsim_check(!ReleaseSemaphore(semaphore, 0, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(IS_SET(semaphore) && IS_SET(semaphore) && IS_NOT_SET(semaphore));
    ntsim_check(!CreateSemaphoreA(NULL, 4, 3, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
    CloseHandle(again);
    CloseHandle(semaphore);
    ntsim_check(!OpenSemaphoreW(SYNCHRONIZE, FALSE, L"Places"));
}

static void a_wait_for_several_says_which_or_waits_for_all(void)
{
    HANDLE two[2] = {CreateEventW(NULL, TRUE, FALSE, NULL), CreateEventW(NULL, TRUE, TRUE, NULL)}, twice[2] = {two[1], two[1]};

    ntsim_check(WaitForMultipleObjects(2, two, FALSE, INFINITE) == WAIT_OBJECT_0 + 1);
    ntsim_check(WaitForMultipleObjectsEx(2, two, TRUE, 10, FALSE) == WAIT_TIMEOUT);
    SetEvent(two[0]);
    ntsim_check(WaitForMultipleObjects(2, two, TRUE, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(WaitForMultipleObjects(2, twice, TRUE, 0) == WAIT_FAILED);
    ntsim_check(WaitForMultipleObjects(65, two, FALSE, 0) == WAIT_FAILED && GetLastError() == ERROR_INVALID_PARAMETER);
    CloseHandle(two[0]);
    ntsim_check(WaitForMultipleObjects(2, two, FALSE, 0) == WAIT_FAILED && GetLastError() == ERROR_INVALID_HANDLE);
    CloseHandle(two[1]);
}

static int body(void)
{
    an_auto_reset_event_lets_one_wait_through();
    a_manual_reset_event_stays_set_until_reset();
    the_same_name_is_the_same_object();
    a_name_that_is_too_long_is_refused();
    a_mutex_belongs_to_its_thread_as_often_as_it_was_taken();
    who_ends_with_a_mutex_abandons_it();
    a_semaphore_counts_to_its_limit();
    a_wait_for_several_says_which_or_waits_for_all();
    return 0;
}

NTSIM_SCENARIO(win32_sync, .claim = "events, mutexes and semaphores do what Windows documents", .body = body);
