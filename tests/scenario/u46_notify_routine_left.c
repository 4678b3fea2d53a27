/*
 * U46: a driver leaves its thread notify routine registered. The next thread that anybody makes calls it: 0xCE in the context of an innocent application.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static DWORD WINAPI nothing(LPVOID parameter)
{
    (void)parameter;
    return 0;
}

static void start_thread(void)
{
    HANDLE thread = CreateThread(NULL, 0, nothing, NULL, 0, NULL);

    ntsim_check(thread && WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    ntsim_check(CloseHandle(thread));
}

static void stop_and_go_on(const char *driver)
{
    start_thread();
    ntsim_check(ntsim_driver_stop(driver) == ERROR_SUCCESS);
    start_thread();
}

static int body(void)
{
    stop_and_go_on("notify_routine_left");
    return 0;
}

static int fixed_body(void)
{
    stop_and_go_on("notify_routine_left_fixed");
    return 0;
}

NTSIM_SCENARIO(u46_notify_routine_left, .kind = "crash", .claim = "Unload leaves a thread notify routine registered: the next thread calls it",
               .drivers = NTSIM_DRIVERS("notify_routine_left"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u46_notify_routine_left_fixed, .kind = "crash", .claim = "Unload takes its notify routine back: threads come and go",
               .drivers = NTSIM_DRIVERS("notify_routine_left_fixed"), .body = fixed_body);
