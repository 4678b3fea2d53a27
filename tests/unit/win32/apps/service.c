/* Claims about the service functions, as a program that installs a driver uses them. */
#include <windows.h>

#include <ntsim/scenario.h>

#define PATH "C:\\Windows\\System32\\drivers\\win32_mailbox.sys"

static SC_HANDLE manager, service;

static SC_HANDLE create(const char *name, const char *path)
{
    return CreateServiceA(manager, name, "A mailbox", SERVICE_ALL_ACCESS, SERVICE_KERNEL_DRIVER, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, path, NULL, NULL,
                          NULL, NULL, NULL);
}

static DWORD state(void)
{
    SERVICE_STATUS status = {0};

    ntsim_check(QueryServiceStatus(service, &status) && status.dwServiceType == SERVICE_KERNEL_DRIVER);
    return status.dwCurrentState;
}

static void there_is_no_other_machine(void)
{
    ntsim_check(!OpenSCManagerA("elsewhere", NULL, SC_MANAGER_ALL_ACCESS) && GetLastError() == 1722);
    manager = OpenSCManagerW(NULL, NULL, GENERIC_READ | GENERIC_WRITE);
    ntsim_check(manager != NULL);
}

static void a_service_exists_once(void)
{
    ntsim_check(!OpenServiceA(manager, "Mailbox", SERVICE_ALL_ACCESS) && GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST);
    ntsim_check(!create(NULL, PATH) && GetLastError() == ERROR_INVALID_NAME);
    ntsim_check(!create("Mailbox", NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
    service = create("Mailbox", PATH);
    ntsim_check(service && state() == SERVICE_STOPPED);
    ntsim_check(!create("Mailbox", PATH) && GetLastError() == ERROR_SERVICE_EXISTS);
}

static void a_driver_is_started_and_stopped_once_each(void)
{
    SERVICE_STATUS status = {0};

    ntsim_check(!ControlService(service, SERVICE_CONTROL_STOP, &status) && GetLastError() == ERROR_SERVICE_NOT_ACTIVE);
    ntsim_check(status.dwCurrentState == SERVICE_STOPPED);
    ntsim_check(StartServiceA(service, 0, NULL) && state() == SERVICE_RUNNING);
    ntsim_check(!StartServiceW(service, 0, NULL) && GetLastError() == ERROR_SERVICE_ALREADY_RUNNING);
    ntsim_check(ControlService(service, SERVICE_CONTROL_INTERROGATE, &status) && status.dwCurrentState == SERVICE_RUNNING);
    ntsim_check(ControlService(service, SERVICE_CONTROL_STOP, &status) && state() == SERVICE_STOPPED);
}

static void a_handle_does_what_it_was_opened_for(void)
{
    SC_HANDLE reader = OpenServiceW(manager, L"Mailbox", SERVICE_QUERY_STATUS);
    SERVICE_STATUS_PROCESS status;
    DWORD needed = 0;

    ntsim_check(reader && !StartServiceA(reader, 0, NULL) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(!DeleteService(reader) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(QueryServiceStatusEx(reader, SC_STATUS_PROCESS_INFO, (LPBYTE)&status, sizeof status, &needed) && needed == sizeof status);
    ntsim_check(status.dwCurrentState == SERVICE_STOPPED && status.dwProcessId == 0);
    ntsim_check(!QueryServiceStatusEx(reader, SC_STATUS_PROCESS_INFO, (LPBYTE)&status, 4, &needed) && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    ntsim_check(!QueryServiceStatusEx(reader, 9, (LPBYTE)&status, sizeof status, &needed) && GetLastError() == ERROR_INVALID_LEVEL);
    ntsim_check(CloseServiceHandle(reader) && !CloseServiceHandle(reader) && GetLastError() == ERROR_INVALID_HANDLE);
    ntsim_check(!StartServiceA(manager, 0, NULL) && GetLastError() == ERROR_INVALID_HANDLE);
}

static void a_deleted_service_goes_with_its_last_handle(void)
{
    ntsim_check(DeleteService(service) && !DeleteService(service) && GetLastError() == ERROR_SERVICE_MARKED_FOR_DELETE);
    ntsim_check(CloseServiceHandle(service));
    ntsim_check(!OpenServiceA(manager, "Mailbox", SERVICE_ALL_ACCESS) && GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST);
    ntsim_check(CloseServiceHandle(manager));
}

static int body(void)
{
    there_is_no_other_machine();
    a_service_exists_once();
    a_driver_is_started_and_stopped_once_each();
    a_handle_does_what_it_was_opened_for();
    a_deleted_service_goes_with_its_last_handle();
    return 0;
}

NTSIM_SCENARIO(win32_service, .claim = "a program installs, starts, stops and deletes a driver", .drivers = NTSIM_DRIVERS("win32_mailbox"), .body = body,
               .manual = 1);
