/* Claims about slim locks, condition variables, waiting on addresses and one-time initialisation. */
#include <windows.h>

#include <ntsim/scenario.h>

static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE changed = CONDITION_VARIABLE_INIT;
static CRITICAL_SECTION section;
static int readers, most_readers, writers, both, items;

static DWORD result_of(HANDLE thread)
{
    DWORD code = 0;

    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(GetExitCodeThread(thread, &code) && CloseHandle(thread));
    return code;
}

static HANDLE start(LPTHREAD_START_ROUTINE routine, LPVOID argument)
{
    return CreateThread(NULL, 0, routine, argument, 0, NULL);
}

static DWORD WINAPI is_reader(LPVOID unused)
{
    (void)unused;
    AcquireSRWLockShared(&lock);
    if (++readers > most_readers)
        most_readers = readers;
    both += writers;
    Sleep(2);
    readers--;
    ReleaseSRWLockShared(&lock);
    return 0;
}

static DWORD WINAPI is_writer(LPVOID unused)
{
    (void)unused;
    AcquireSRWLockExclusive(&lock);
    both += readers + writers++;
    Sleep(2);
    both += readers;
    writers--;
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

static void readers_are_together_and_writers_alone(void)
{
    HANDLE threads[5];

    for (int i = 0; i < 5; i++)
        threads[i] = start(i % 2 ? is_writer : is_reader, NULL);
    for (int i = 0; i < 5; i++)
        result_of(threads[i]);
    ntsim_check(both == 0 && most_readers > 1 && readers == 0 && writers == 0 && lock.Ptr == NULL);
}

static DWORD WINAPI tries(LPVOID shared)
{
    BOOLEAN got = shared ? TryAcquireSRWLockShared(&lock) : TryAcquireSRWLockExclusive(&lock);

    if (got && shared)
        ReleaseSRWLockShared(&lock);
    else if (got)
        ReleaseSRWLockExclusive(&lock);
    return got;
}

static void trying_does_not_wait(void)
{
    InitializeSRWLock(&lock);
    AcquireSRWLockShared(&lock);
    ntsim_check(result_of(start(tries, (LPVOID)1)) == TRUE && result_of(start(tries, NULL)) == FALSE);
    ReleaseSRWLockShared(&lock);
    AcquireSRWLockExclusive(&lock);
    ntsim_check(result_of(start(tries, (LPVOID)1)) == FALSE && result_of(start(tries, NULL)) == FALSE);
    ReleaseSRWLockExclusive(&lock);
    ntsim_check(result_of(start(tries, NULL)) == TRUE);
}

static DWORD WINAPI takes_an_item(LPVOID with_section)
{
    BOOL slept = TRUE;

    if (with_section)
        EnterCriticalSection(&section);
    else
        AcquireSRWLockExclusive(&lock);
    while (!items && slept)
        slept = with_section ? SleepConditionVariableCS(&changed, &section, INFINITE) : SleepConditionVariableSRW(&changed, &lock, INFINITE, 0);
    items--;
    if (with_section)
        LeaveCriticalSection(&section);
    else
        ReleaseSRWLockExclusive(&lock);
    return slept;
}

static void one_sleeper_is_woken_or_all(void)
{
    HANDLE threads[3];

    InitializeCriticalSection(&section);
    InitializeConditionVariable(&changed);
    for (int i = 0; i < 3; i++)
        threads[i] = start(takes_an_item, (LPVOID)1);
    Sleep(5);
    items = 1;
    WakeConditionVariable(&changed);
    ntsim_check(WaitForMultipleObjects(3, threads, FALSE, 5) < WAIT_OBJECT_0 + 3 && items == 0);
    items = 2;
    WakeAllConditionVariable(&changed);
    for (int i = 0; i < 3; i++)
        ntsim_check(result_of(threads[i]) == TRUE);
    ntsim_check(items == 0);
    threads[0] = start(takes_an_item, NULL);
    Sleep(5);
    AcquireSRWLockExclusive(&lock); /* the sleeper has left it */
    items = 1;
    ReleaseSRWLockExclusive(&lock);
    WakeConditionVariable(&changed);
    ntsim_check(result_of(threads[0]) == TRUE && items == 0);
}

static void a_sleep_may_time_out_and_holds_the_lock_then(void)
{
    EnterCriticalSection(&section);
    ntsim_check(!SleepConditionVariableCS(&changed, &section, 5) && GetLastError() == ERROR_TIMEOUT);
    LeaveCriticalSection(&section);
    AcquireSRWLockShared(&lock);
    ntsim_check(!SleepConditionVariableSRW(&changed, &lock, 5, CONDITION_VARIABLE_LOCKMODE_SHARED) && GetLastError() == ERROR_TIMEOUT);
    ReleaseSRWLockShared(&lock);
    DeleteCriticalSection(&section);
}

static volatile LONG word;
static DWORD WINAPI waits_for_a_change(LPVOID unused)
{
    LONG seen = 0;

    (void)unused;
    while (word == seen)
        ntsim_check(WaitOnAddress(&word, &seen, sizeof seen, INFINITE));
    return (DWORD)word;
}

static void who_waits_on_an_address_is_woken(void)
{
    LONG seen = 0;
    HANDLE threads[2] = {start(waits_for_a_change, NULL), start(waits_for_a_change, NULL)};

    Sleep(5);
    ntsim_check(!WaitOnAddress(&word, &seen, sizeof seen, 2) && GetLastError() == ERROR_TIMEOUT);
    ntsim_check(!WaitOnAddress(&word, &seen, 3, 2) && GetLastError() == ERROR_INVALID_PARAMETER);
    word = 7;
    WakeByAddressSingle((PVOID)&word);
    Sleep(5);
    ntsim_check((WaitForSingleObject(threads[0], 0) == WAIT_OBJECT_0) != (WaitForSingleObject(threads[1], 0) == WAIT_OBJECT_0));
    WakeByAddressAll((PVOID)&word);
    ntsim_check(result_of(threads[0]) == 7 && result_of(threads[1]) == 7);
    ntsim_check(WaitOnAddress(&word, &seen, sizeof seen, INFINITE)); /* it differs already */
}

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static int made;
static BOOL CALLBACK make(PINIT_ONCE which, PVOID parameter, PVOID *context)
{
    ntsim_check(which == &once && parameter == &made);
    Sleep(3);
    *context = (PVOID)0x40;
    return ++made > 1; /* the first attempt fails */
}

static DWORD WINAPI initialises(LPVOID unused)
{
    LPVOID context = NULL;

    (void)unused;
    return InitOnceExecuteOnce(&once, make, &made, &context) ? (DWORD)(ULONG_PTR)context : 0;
}

static void it_is_done_once(void)
{
    HANDLE threads[3];
    DWORD good = 0;

    for (int i = 0; i < 3; i++)
        threads[i] = start(initialises, NULL);
    for (int i = 0; i < 3; i++)
        good += result_of(threads[i]) == 0x40;
    ntsim_check(made == 2 && good == 2 && initialises(NULL) == 0x40 && made == 2);
    InitOnceInitialize(&once);
    ntsim_check(initialises(NULL) == 0x40 && made == 3);
}

static int body(void)
{
    readers_are_together_and_writers_alone();
    trying_does_not_wait();
    one_sleeper_is_woken_or_all();
    a_sleep_may_time_out_and_holds_the_lock_then();
    who_waits_on_an_address_is_woken();
    it_is_done_once();
    return 0;
}

static int sleeps_without_the_lock(void)
{
    SleepConditionVariableSRW(&changed, &lock, INFINITE, 0);
    return 0;
}

static int releases_what_it_has_not(void)
{
    AcquireSRWLockShared(&lock);
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

NTSIM_SCENARIO(win32_condition, .claim = "slim locks exclude, condition variables and addresses wake, initialisation runs once", .body = body);
NTSIM_SCENARIO(win32_condition_not_held, .claim = "sleeping without the lock stops the run", .body = sleeps_without_the_lock, .expect = {.outcome = NTSIM_NOT_MODELLED});
NTSIM_SCENARIO(win32_condition_lock_not_held, .claim = "giving back another kind of lock stops the run", .body = releases_what_it_has_not,
               .expect = {.outcome = NTSIM_NOT_MODELLED});
