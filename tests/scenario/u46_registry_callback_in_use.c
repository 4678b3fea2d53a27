/*
 * U46: a driver unloads while a thread of an application is in its registry callback. Left registered, the callback returns into an image that is gone: 0xCE.
 * Taken back, Unload waits for that thread.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static HKEY guarded;

static DWORD WINAPI set_value(LPVOID number)
{
    DWORD value = (DWORD)(ULONG_PTR)number;

    return (DWORD)RegSetValueExA(guarded, "Number", 0, REG_DWORD, (const BYTE *)&value, sizeof value);
}

/* What the thread does takes 50 ms. */
static HANDLE stop_meanwhile(const char *driver)
{
    HANDLE thread;

    ntsim_check(RegCreateKeyA(HKEY_LOCAL_MACHINE, "Software\\Guarded", &guarded) == ERROR_SUCCESS);
    thread = CreateThread(NULL, 0, set_value, (LPVOID)42, 0, NULL);
    ntsim_check(thread != NULL);
    Sleep(10);
    ntsim_check(ntsim_driver_stop(driver) == ERROR_SUCCESS);
    return thread;
}

static int body(void)
{
    WaitForSingleObject(stop_meanwhile("registry_callback_in_use"), INFINITE);
    return 0;
}

static int fixed_body(void)
{
    DWORD code = 1, value = 0, size = sizeof value;
    HANDLE thread = stop_meanwhile("registry_callback_in_use_fixed");

    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0 && GetExitCodeThread(thread, &code) && code == ERROR_SUCCESS);
    ntsim_check(RegQueryValueExA(guarded, "Number", NULL, NULL, (LPBYTE)&value, &size) == ERROR_SUCCESS && value == 42);
    ntsim_check(RegCloseKey(guarded) == ERROR_SUCCESS && CloseHandle(thread));
    return 0;
}

NTSIM_SCENARIO(u46_registry_callback_in_use, .kind = "crash", .claim = "the driver unloads while a thread is in its registry callback, which returns into nothing",
               .drivers = NTSIM_DRIVERS("registry_callback_in_use"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u46_registry_callback_in_use_fixed, .kind = "crash", .claim = "Unload takes its registry callback back and so waits for the thread that is in it",
               .drivers = NTSIM_DRIVERS("registry_callback_in_use_fixed"), .body = fixed_body);
