/*
 * U11: a driver without DriverUnload refuses every stop with error 1052, whoever asks.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

static void fill_sink(void)
{
    static const char text[] = "gone";
    LONGLONG swallowed = 0;
    DWORD moved = 0;
    HANDLE device = CreateFileW(L"\\\\.\\Sink", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(WriteFile(device, text, sizeof text, &moved, NULL) && moved == sizeof text);
    ntsim_check(ReadFile(device, &swallowed, sizeof swallowed, &moved, NULL) && swallowed == sizeof text);
    ntsim_check(CloseHandle(device));
}

static DWORD stop_service(const WCHAR *name, DWORD *state)
{
    SERVICE_STATUS status;
    DWORD error = ERROR_SUCCESS;
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service = OpenServiceW(manager, name, SERVICE_STOP | SERVICE_QUERY_STATUS);

    ntsim_check(manager && service);
    if (!ControlService(service, SERVICE_CONTROL_STOP, &status))
        error = GetLastError();
    ntsim_check(QueryServiceStatus(service, &status));
    *state = status.dwCurrentState;
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
    return error;
}

static int refused(void)
{
    DWORD state;

    fill_sink();
    ntsim_check(stop_service(L"no_unload_routine", &state) == ERROR_INVALID_SERVICE_CONTROL);
    ntsim_check(state == SERVICE_RUNNING);
    return 0;
}

static int accepted(void)
{
    DWORD state;

    fill_sink();
    ntsim_check(stop_service(L"no_unload_routine_fixed", &state) == ERROR_SUCCESS);
    ntsim_check(state == SERVICE_STOPPED);
    return 0;
}

NTSIM_SCENARIO(u11_no_unload_routine, .kind = "wedge",
               .claim = "a driver without an Unload routine refuses the stop and runs on",
               .drivers = NTSIM_DRIVERS("no_unload_routine"), .body = refused,
               .expect = {.outcome = NTSIM_QUIET, .verdict = NTSIM_REFUSED});

NTSIM_SCENARIO(u11_no_unload_routine_fixed, .kind = "wedge",
               .claim = "with an Unload routine the stop is accepted: the driver leaves",
               .drivers = NTSIM_DRIVERS("no_unload_routine_fixed"), .body = accepted);
