/*
 * The service functions: handles over the service controller (sim/scm). A service handle is an object's handle here, so that the end of a process closes it.
 */
#include "win32/private.h"

#include "scm/scm.h"
#include "win32/winsvc.h"

#include <string.h>

/* Body of a service handle's object; the handle of the controller itself has no service. */
struct service_handle {
    struct scm_service *service;
};

static void destroy(void *body)
{
    struct service_handle *handle = body;
    if (handle->service)
        scm_close(handle->service);
}

void win32_services_boot(void)
{
    static const struct ob_type_ops ops = {.name = "Service", .destroy = destroy};
    win32->service_type = ob_type_create(&ops);
}

enum service_operation { SERVICE_OP_CONNECT, SERVICE_OP_CREATE, SERVICE_OP_OPEN, SERVICE_OP_START, SERVICE_OP_CONTROL, SERVICE_OP_QUERY, SERVICE_OP_CHANGE, SERVICE_OP_DELETE,
                         SERVICE_OP_CLOSE };

struct service_call {
    enum service_operation operation;
    HANDLE handle; /* in; out for the first three */
    ACCESS_MASK access;
    char name[260];
    WCHAR display_name[260], image_path[WIN32_PATH_MAX];
    struct scm_config config;
    uint32_t control;
    SERVICE_STATUS status;
};

static uint32_t new_handle(struct scm_service *service, ACCESS_MASK access, HANDLE *handle)
{
    struct service_handle *body = ob_create(win32->service_type, sizeof *body);
    body->service = service;
    NTSTATUS status = ob_handle_create(ps_current_process()->handles, body, access, 0, handle);
    ob_dereference(body, OB_BY_CREATE);
    return NT_SUCCESS(status) ? ERROR_SUCCESS : rtl_dos_error(status);
}

static uint32_t make(struct service_call *call)
{
    struct scm_service *service = NULL;
    uint32_t error = ERROR_SUCCESS;
    if (call->operation == SERVICE_OP_CREATE)
        error = scm_create(&call->config, &service);
    else if (call->operation == SERVICE_OP_OPEN)
        error = scm_open(call->name, &service);
    return error ? error : new_handle(service, call->access, &call->handle);
}

static uint32_t on_service(struct service_call *call, struct scm_service *service)
{
    switch (call->operation) {
    case SERVICE_OP_START:
        return scm_service_start(service);
    case SERVICE_OP_CONTROL:
        return scm_service_control(service, call->control, &call->status);
    case SERVICE_OP_QUERY:
        scm_service_status(service, &call->status);
        return ERROR_SUCCESS;
    case SERVICE_OP_CHANGE:
        return scm_service_change(service, &call->config);
    case SERVICE_OP_DELETE:
        return scm_service_delete(service);
    default:
        return ERROR_SUCCESS;
    }
}

static ACCESS_MASK needed(const struct service_call *call)
{
    switch (call->operation) {
    case SERVICE_OP_CREATE:
        return SC_MANAGER_CREATE_SERVICE;
    case SERVICE_OP_START:
        return SERVICE_START;
    case SERVICE_OP_CONTROL:
        return call->control == SERVICE_CONTROL_STOP ? SERVICE_STOP : call->control == SERVICE_CONTROL_INTERROGATE ? SERVICE_INTERROGATE : 0;
    case SERVICE_OP_QUERY:
        return SERVICE_QUERY_STATUS;
    case SERVICE_OP_CHANGE:
        return SERVICE_CHANGE_CONFIG;
    case SERVICE_OP_DELETE:
        return DELETE;
    default:
        return 0;
    }
}

/* GENERIC_* of a service handle: enough that nobody who asks for them is refused. */
static ACCESS_MASK mapped(ACCESS_MASK access)
{
    return access & (GENERIC_ALL | GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | MAXIMUM_ALLOWED) ? access | SERVICE_ALL_ACCESS : access;
}

static uintptr_t serve(void *argument)
{
    struct service_call *call = argument;
    struct service_handle *body;
    call->access = mapped(call->access);
    if (call->operation == SERVICE_OP_CONNECT)
        return make(call);
    NTSTATUS status = win32_object(call->handle, win32->service_type, needed(call), (void **)&body);
    if (!NT_SUCCESS(status))
        return status == STATUS_ACCESS_DENIED ? ERROR_ACCESS_DENIED : ERROR_INVALID_HANDLE;
    bool for_manager = call->operation == SERVICE_OP_CREATE || call->operation == SERVICE_OP_OPEN;
    uint32_t error = ERROR_INVALID_HANDLE;
    if (call->operation == SERVICE_OP_CLOSE)
        error = NT_SUCCESS(ob_handle_close(ps_current_process()->handles, call->handle)) ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
    else if (for_manager == !body->service)
        error = for_manager ? make(call) : on_service(call, body->service);
    ob_dereference(body, OB_BY_LOOKUP);
    return error;
}

static BOOL run(const struct win32_caller *caller, struct service_call *call)
{
    uint32_t error = (uint32_t)win32_kernel(caller, serve, call);
    win32_error(error);
    return error == ERROR_SUCCESS;
}

static SC_HANDLE run_for_handle(const struct win32_caller *caller, struct service_call *call)
{
    return run(caller, call) ? call->handle : NULL;
}

static bool take(const struct win32_caller *caller, const void *text, bool wide, WCHAR *copy, size_t room)
{
    size_t chars = 0;
    return wide ? win32_text_w(caller, text, copy, room, &chars) : win32_text_a(caller, text, copy, room, &chars);
}

static bool take_name(const struct win32_caller *caller, const void *text, bool wide, char *name, size_t room)
{
    WCHAR copy[260];
    bool broken;
    if (!text || !take(caller, text, wide, copy, 260))
        return false;
    size_t bytes = rtl_utf16_to_utf8(copy, rtl_length(copy), NULL, 0, &broken);
    if (bytes >= room)
        return false;
    rtl_utf16_to_utf8(copy, rtl_length(copy), name, room, &broken);
    name[bytes] = 0;
    return true;
}

static SC_HANDLE connect(const struct win32_caller *caller, const void *machine, bool wide, DWORD access)
{
    WCHAR name[260];
    struct service_call call = {.operation = SERVICE_OP_CONNECT, .access = access};
    if (!take(caller, machine, wide, name, 260) || name[0])
        return win32_error(1722 /* RPC_S_SERVER_UNAVAILABLE */), NULL; /* there is no other machine */
    return run_for_handle(caller, &call);
}

SC_HANDLE OpenSCManagerA(LPCSTR lpMachineName, LPCSTR lpDatabaseName, DWORD dwDesiredAccess)
{
    WIN32_ENTER();
    (void)lpDatabaseName;
    return connect(&caller, lpMachineName, false, dwDesiredAccess);
}

SC_HANDLE OpenSCManagerW(LPCWSTR lpMachineName, LPCWSTR lpDatabaseName, DWORD dwDesiredAccess)
{
    WIN32_ENTER();
    (void)lpDatabaseName;
    return connect(&caller, lpMachineName, true, dwDesiredAccess);
}

struct texts {
    const void *name, *display_name, *image_path;
    bool wide;
};

static SC_HANDLE create(const struct win32_caller *caller, struct service_call *call, const struct texts *texts)
{
    if (!texts->name || !take_name(caller, texts->name, texts->wide, call->name, sizeof call->name))
        return win32_error(ERROR_INVALID_NAME), NULL;
    if (!texts->image_path || !take(caller, texts->image_path, texts->wide, call->image_path, WIN32_PATH_MAX) ||
        !take(caller, texts->display_name, texts->wide, call->display_name, 260))
        return win32_error(ERROR_INVALID_PARAMETER), NULL;
    call->config.name = call->name;
    call->config.display_name = call->display_name;
    call->config.image_path = call->image_path;
    return run_for_handle(caller, call);
}

SC_HANDLE CreateServiceA(SC_HANDLE hSCManager, LPCSTR lpServiceName, LPCSTR lpDisplayName, DWORD dwDesiredAccess, DWORD dwServiceType, DWORD dwStartType,
                         DWORD dwErrorControl, LPCSTR lpBinaryPathName, LPCSTR lpLoadOrderGroup, LPDWORD lpdwTagId, LPCSTR lpDependencies,
                         LPCSTR lpServiceStartName, LPCSTR lpPassword)
{
    WIN32_ENTER();
    (void)lpLoadOrderGroup, (void)lpdwTagId, (void)lpDependencies, (void)lpServiceStartName, (void)lpPassword;
    struct texts texts = {lpServiceName, lpDisplayName, lpBinaryPathName, false};
    struct service_call call = {.operation = SERVICE_OP_CREATE, .handle = hSCManager, .access = dwDesiredAccess,
                                .config = {.type = dwServiceType, .start = dwStartType, .error_control = dwErrorControl}};
    return create(&caller, &call, &texts);
}

SC_HANDLE CreateServiceW(SC_HANDLE hSCManager, LPCWSTR lpServiceName, LPCWSTR lpDisplayName, DWORD dwDesiredAccess, DWORD dwServiceType, DWORD dwStartType,
                         DWORD dwErrorControl, LPCWSTR lpBinaryPathName, LPCWSTR lpLoadOrderGroup, LPDWORD lpdwTagId, LPCWSTR lpDependencies,
                         LPCWSTR lpServiceStartName, LPCWSTR lpPassword)
{
    WIN32_ENTER();
    (void)lpLoadOrderGroup, (void)lpdwTagId, (void)lpDependencies, (void)lpServiceStartName, (void)lpPassword;
    struct texts texts = {lpServiceName, lpDisplayName, lpBinaryPathName, true};
    struct service_call call = {.operation = SERVICE_OP_CREATE, .handle = hSCManager, .access = dwDesiredAccess,
                                .config = {.type = dwServiceType, .start = dwStartType, .error_control = dwErrorControl}};
    return create(&caller, &call, &texts);
}

static SC_HANDLE open_service(const struct win32_caller *caller, SC_HANDLE manager, const void *name, bool wide, DWORD access)
{
    struct service_call call = {.operation = SERVICE_OP_OPEN, .handle = manager, .access = access};
    if (!take_name(caller, name, wide, call.name, sizeof call.name))
        return win32_error(ERROR_INVALID_NAME), NULL;
    return run_for_handle(caller, &call);
}

SC_HANDLE OpenServiceA(SC_HANDLE hSCManager, LPCSTR lpServiceName, DWORD dwDesiredAccess)
{
    WIN32_ENTER();
    return open_service(&caller, hSCManager, lpServiceName, false, dwDesiredAccess);
}

SC_HANDLE OpenServiceW(SC_HANDLE hSCManager, LPCWSTR lpServiceName, DWORD dwDesiredAccess)
{
    WIN32_ENTER();
    return open_service(&caller, hSCManager, lpServiceName, true, dwDesiredAccess);
}

/* Drivers get no arguments: NT ignores them. */
BOOL StartServiceA(SC_HANDLE hService, DWORD dwNumServiceArgs, LPCSTR *lpServiceArgVectors)
{
    WIN32_ENTER();
    (void)dwNumServiceArgs, (void)lpServiceArgVectors;
    return run(&caller, &(struct service_call){.operation = SERVICE_OP_START, .handle = hService});
}

BOOL StartServiceW(SC_HANDLE hService, DWORD dwNumServiceArgs, LPCWSTR *lpServiceArgVectors)
{
    WIN32_ENTER();
    (void)dwNumServiceArgs, (void)lpServiceArgVectors;
    return run(&caller, &(struct service_call){.operation = SERVICE_OP_START, .handle = hService});
}

BOOL ControlService(SC_HANDLE hService, DWORD dwControl, LPSERVICE_STATUS lpServiceStatus)
{
    WIN32_ENTER();
    struct service_call call = {.operation = SERVICE_OP_CONTROL, .handle = hService, .control = dwControl};
    win32_check(&caller, lpServiceStatus, sizeof *lpServiceStatus, true);
    BOOL done = run(&caller, &call);
    DWORD error = ke_current()->last_error;
    if (done || error == ERROR_INVALID_SERVICE_CONTROL || error == ERROR_SERVICE_CANNOT_ACCEPT_CTRL || error == ERROR_SERVICE_NOT_ACTIVE)
        *lpServiceStatus = call.status;
    return done;
}

BOOL QueryServiceStatus(SC_HANDLE hService, LPSERVICE_STATUS lpServiceStatus)
{
    WIN32_ENTER();
    struct service_call call = {.operation = SERVICE_OP_QUERY, .handle = hService};
    win32_check(&caller, lpServiceStatus, sizeof *lpServiceStatus, true);
    BOOL done = run(&caller, &call);
    if (done)
        *lpServiceStatus = call.status;
    return done;
}

BOOL QueryServiceStatusEx(SC_HANDLE hService, SC_STATUS_TYPE InfoLevel, LPBYTE lpBuffer, DWORD cbBufSize, LPDWORD pcbBytesNeeded)
{
    WIN32_ENTER();
    struct service_call call = {.operation = SERVICE_OP_QUERY, .handle = hService};
    win32_check(&caller, pcbBytesNeeded, sizeof *pcbBytesNeeded, true);
    *pcbBytesNeeded = sizeof(SERVICE_STATUS_PROCESS);
    if (InfoLevel != SC_STATUS_PROCESS_INFO)
        return win32_error(ERROR_INVALID_LEVEL), FALSE;
    if (cbBufSize < sizeof(SERVICE_STATUS_PROCESS))
        return win32_error(ERROR_INSUFFICIENT_BUFFER), FALSE;
    win32_check(&caller, lpBuffer, sizeof(SERVICE_STATUS_PROCESS), true);
    if (!run(&caller, &call))
        return FALSE;
    memset(lpBuffer, 0, sizeof(SERVICE_STATUS_PROCESS)); /* no process: drivers run in none of their own */
    memcpy(lpBuffer, &call.status, sizeof call.status);
    return TRUE;
}

/* The parts that name other services, groups, accounts are not looked at, as in CreateService. */
static BOOL change(const struct win32_caller *caller, struct service_call *call, const struct texts *texts)
{
    if ((texts->image_path && !take(caller, texts->image_path, texts->wide, call->image_path, WIN32_PATH_MAX)) ||
        (texts->display_name && !take(caller, texts->display_name, texts->wide, call->display_name, 260)))
        return win32_error(ERROR_INVALID_PARAMETER), FALSE;
    call->config.image_path = texts->image_path ? call->image_path : NULL;
    call->config.display_name = texts->display_name ? call->display_name : NULL;
    return run(caller, call);
}

BOOL ChangeServiceConfigA(SC_HANDLE hService, DWORD dwServiceType, DWORD dwStartType, DWORD dwErrorControl, LPCSTR lpBinaryPathName, LPCSTR lpLoadOrderGroup,
                          LPDWORD lpdwTagId, LPCSTR lpDependencies, LPCSTR lpServiceStartName, LPCSTR lpPassword, LPCSTR lpDisplayName)
{
    WIN32_ENTER();
    (void)lpLoadOrderGroup, (void)lpdwTagId, (void)lpDependencies, (void)lpServiceStartName, (void)lpPassword;
    struct texts texts = {NULL, lpDisplayName, lpBinaryPathName, false};
    struct service_call call = {.operation = SERVICE_OP_CHANGE, .handle = hService,
                                .config = {.type = dwServiceType, .start = dwStartType, .error_control = dwErrorControl}};
    return change(&caller, &call, &texts);
}

BOOL ChangeServiceConfigW(SC_HANDLE hService, DWORD dwServiceType, DWORD dwStartType, DWORD dwErrorControl, LPCWSTR lpBinaryPathName, LPCWSTR lpLoadOrderGroup,
                          LPDWORD lpdwTagId, LPCWSTR lpDependencies, LPCWSTR lpServiceStartName, LPCWSTR lpPassword, LPCWSTR lpDisplayName)
{
    WIN32_ENTER();
    (void)lpLoadOrderGroup, (void)lpdwTagId, (void)lpDependencies, (void)lpServiceStartName, (void)lpPassword;
    struct texts texts = {NULL, lpDisplayName, lpBinaryPathName, true};
    struct service_call call = {.operation = SERVICE_OP_CHANGE, .handle = hService,
                                .config = {.type = dwServiceType, .start = dwStartType, .error_control = dwErrorControl}};
    return change(&caller, &call, &texts);
}

BOOL DeleteService(SC_HANDLE hService)
{
    WIN32_ENTER();
    return run(&caller, &(struct service_call){.operation = SERVICE_OP_DELETE, .handle = hService});
}

BOOL CloseServiceHandle(SC_HANDLE hSCObject)
{
    WIN32_ENTER();
    return run(&caller, &(struct service_call){.operation = SERVICE_OP_CLOSE, .handle = hSCObject});
}
