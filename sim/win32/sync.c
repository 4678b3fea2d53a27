/*
 * Events, mutexes, semaphores: NT's dispatcher objects in object manager bodies, so that a driver may have the same object by its handle. Named ones live
 * under \BaseNamedObjects.
 */
#include "win32/private.h"

#include "win32/synchapi.h"

#include <string.h>

enum sync_kind { SYNC_EVENT, SYNC_MUTEX, SYNC_SEMAPHORE, SYNC_TIMER };

struct sync_create {
    enum sync_kind kind;
    WCHAR path[WIN32_PATH_MAX];
    size_t chars; /* 0: no name */
    LONG first, second; /* event: type, signalled; mutex: -, owned; semaphore: limit, count; timer: type */
    bool open_only, existed;
    ACCESS_MASK access;
    ULONG attributes; /* of the handle */
    HANDLE handle;
};

static POBJECT_TYPE type_of(enum sync_kind kind)
{
    POBJECT_TYPE const types[] = {win32->event_type, win32->mutex_type, win32->semaphore_type, win32->timer_type};
    return types[kind];
}

static void *new_object(const struct sync_create *create)
{
    static const size_t sizes[] = {sizeof(KEVENT), sizeof(KMUTANT), sizeof(KSEMAPHORE), sizeof(KTIMER)};
    static const enum ke_label labels[] = {LABEL_EVENT, LABEL_MUTEX, LABEL_SEMAPHORE, LABEL_TIMER};
    void *body = ob_create(type_of(create->kind), sizes[create->kind]);
    ke_label_of(body, labels[create->kind]);
    LARGE_INTEGER now = {.QuadPart = 0};
    switch (create->kind) {
    case SYNC_EVENT:
        ke_event_init(body, (EVENT_TYPE)create->first, (BOOLEAN)create->second);
        break;
    case SYNC_MUTEX:
        ke_mutex_init(body);
        ((KMUTANT *)body)->ApcDisable = 0; /* a mutant of user mode, not a driver's mutex */
        if (create->second)
            ke_wait_one(body, KernelMode, FALSE, &now);
        break;
    case SYNC_SEMAPHORE:
        ke_semaphore_init(body, create->second, create->first);
        break;
    case SYNC_TIMER:
        ke_timer_init(body, (TIMER_TYPE)create->first);
        break;
    }
    return body;
}

static NTSTATUS find_or_make(struct sync_create *create, void **body)
{
    UNICODE_STRING path = {(USHORT)(create->chars * sizeof(WCHAR)), (USHORT)(create->chars * sizeof(WCHAR)), create->path};
    if (create->chars) {
        NTSTATUS status = ob_lookup(&path, type_of(create->kind), NULL, body);
        create->existed = NT_SUCCESS(status);
        if (create->open_only || (status != STATUS_OBJECT_NAME_NOT_FOUND && !NT_SUCCESS(status)) || NT_SUCCESS(status))
            return status;
    }
    *body = new_object(create);
    ob_reference(*body, OB_BY_LOOKUP);
    NTSTATUS status = create->chars ? ob_insert(*body, &path, false) : STATUS_SUCCESS;
    ob_dereference(*body, OB_BY_CREATE);
    if (!NT_SUCCESS(status))
        ob_dereference(*body, OB_BY_LOOKUP);
    return status;
}

static uintptr_t create_object(void *argument)
{
    struct sync_create *create = argument;
    void *body;
    NTSTATUS status = find_or_make(create, &body);
    if (NT_SUCCESS(status)) {
        status = ob_handle_create(ps_current_process()->handles, body, create->access, create->attributes, &create->handle);
        ob_dereference(body, OB_BY_LOOKUP);
    }
    return (uintptr_t)(uint32_t)status;
}

/* "Global\Foo" and "Local\Foo" are Foo: there is one session. */
static size_t skip_session(const WCHAR *name, size_t chars)
{
    if (chars > 7 && memcmp(name, L"Global\\", 7 * sizeof(WCHAR)) == 0)
        return 7;
    return chars > 6 && memcmp(name, L"Local\\", 6 * sizeof(WCHAR)) == 0 ? 6 : 0;
}

static bool take_name(const struct win32_caller *caller, const void *name, bool wide, struct sync_create *create)
{
    static const WCHAR folder[] = L"\\BaseNamedObjects\\";
    WCHAR given[MAX_PATH + 1];
    size_t chars = 0;
    if (!(wide ? win32_text_w(caller, name, given, MAX_PATH + 1, &chars) : win32_text_a(caller, name, given, MAX_PATH + 1, &chars))) {
        win32_error(ERROR_FILENAME_EXCED_RANGE);
        return false;
    }
    if (!chars)
        return true;
    size_t skip = skip_session(given, chars), prefix = sizeof folder / sizeof *folder - 1;
    memcpy(create->path, folder, prefix * sizeof(WCHAR));
    memcpy(create->path + prefix, given + skip, (chars - skip) * sizeof(WCHAR));
    create->chars = prefix + chars - skip;
    return true;
}

static HANDLE create_or_open(const struct win32_caller *caller, const void *name, bool wide, struct sync_create *create)
{
    if (!take_name(caller, name, wide, create))
        return NULL;
    if (create->open_only && !create->chars)
        return win32_fail(STATUS_INVALID_PARAMETER), NULL;
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, create_object, create);
    if (!NT_SUCCESS(status)) {
        win32_fail(status);
        if (status == STATUS_OBJECT_TYPE_MISMATCH)
            win32_error(ERROR_INVALID_HANDLE);
        return NULL;
    }
    if (!create->open_only)
        win32_error(create->existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    return create->handle;
}

static HANDLE create_event(const struct win32_caller *caller, LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL signalled, const void *name, bool wide)
{
    struct sync_create create = {.kind = SYNC_EVENT, .first = manual ? NotificationEvent : SynchronizationEvent, .second = signalled, .access = EVENT_ALL_ACCESS,
                                 .attributes = win32_inherit(caller, security)};
    return create_or_open(caller, name, wide, &create);
}

static HANDLE create_mutex(const struct win32_caller *caller, LPSECURITY_ATTRIBUTES security, BOOL owned, const void *name, bool wide)
{
    struct sync_create create = {.kind = SYNC_MUTEX, .second = owned, .access = STANDARD_RIGHTS_ALL | 1, .attributes = win32_inherit(caller, security)};
    return create_or_open(caller, name, wide, &create);
}

static HANDLE create_semaphore(const struct win32_caller *caller, LPSECURITY_ATTRIBUTES security, LONG count, LONG limit, const void *name, bool wide)
{
    struct sync_create create = {.kind = SYNC_SEMAPHORE, .first = limit, .second = count, .access = SEMAPHORE_ALL_ACCESS,
                                 .attributes = win32_inherit(caller, security)};
    if (limit <= 0 || count < 0 || count > limit)
        return win32_fail(STATUS_INVALID_PARAMETER), NULL;
    return create_or_open(caller, name, wide, &create);
}

static HANDLE create_timer(const struct win32_caller *caller, LPSECURITY_ATTRIBUTES security, BOOL manual, const void *name, bool wide)
{
    struct sync_create create = {.kind = SYNC_TIMER, .first = manual ? NotificationTimer : SynchronizationTimer, .access = TIMER_ALL_ACCESS,
                                 .attributes = win32_inherit(caller, security)};
    return create_or_open(caller, name, wide, &create);
}

static HANDLE open_object(const struct win32_caller *caller, enum sync_kind kind, DWORD access, BOOL inherit, const void *name, bool wide)
{
    struct sync_create create = {.kind = kind, .open_only = true, .access = access, .attributes = inherit ? OBJ_INHERIT : 0};
    return create_or_open(caller, name, wide, &create);
}

HANDLE CreateEventA(LPSECURITY_ATTRIBUTES lpEventAttributes, BOOL bManualReset, BOOL bInitialState, LPCSTR lpName)
{
    WIN32_ENTER();
    return create_event(&caller, lpEventAttributes, bManualReset, bInitialState, lpName, false);
}

HANDLE CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes, BOOL bManualReset, BOOL bInitialState, LPCWSTR lpName)
{
    WIN32_ENTER();
    return create_event(&caller, lpEventAttributes, bManualReset, bInitialState, lpName, true);
}

HANDLE CreateMutexA(LPSECURITY_ATTRIBUTES lpMutexAttributes, BOOL bInitialOwner, LPCSTR lpName)
{
    WIN32_ENTER();
    return create_mutex(&caller, lpMutexAttributes, bInitialOwner, lpName, false);
}

HANDLE CreateMutexW(LPSECURITY_ATTRIBUTES lpMutexAttributes, BOOL bInitialOwner, LPCWSTR lpName)
{
    WIN32_ENTER();
    return create_mutex(&caller, lpMutexAttributes, bInitialOwner, lpName, true);
}

HANDLE CreateSemaphoreA(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount, LONG lMaximumCount, LPCSTR lpName)
{
    WIN32_ENTER();
    return create_semaphore(&caller, lpSemaphoreAttributes, lInitialCount, lMaximumCount, lpName, false);
}

HANDLE CreateSemaphoreW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes, LONG lInitialCount, LONG lMaximumCount, LPCWSTR lpName)
{
    WIN32_ENTER();
    return create_semaphore(&caller, lpSemaphoreAttributes, lInitialCount, lMaximumCount, lpName, true);
}

HANDLE CreateWaitableTimerA(LPSECURITY_ATTRIBUTES lpTimerAttributes, BOOL bManualReset, LPCSTR lpTimerName)
{
    WIN32_ENTER();
    return create_timer(&caller, lpTimerAttributes, bManualReset, lpTimerName, false);
}

HANDLE CreateWaitableTimerW(LPSECURITY_ATTRIBUTES lpTimerAttributes, BOOL bManualReset, LPCWSTR lpTimerName)
{
    WIN32_ENTER();
    return create_timer(&caller, lpTimerAttributes, bManualReset, lpTimerName, true);
}

#define OPEN(object, kind)                                                                             \
    HANDLE Open##object##A(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCSTR lpName)                  \
    {                                                                                                  \
        WIN32_ENTER();                                                                                 \
        return open_object(&caller, kind, dwDesiredAccess, bInheritHandle, lpName, false);             \
    }                                                                                                  \
    HANDLE Open##object##W(DWORD dwDesiredAccess, BOOL bInheritHandle, LPCWSTR lpName)                 \
    {                                                                                                  \
        WIN32_ENTER();                                                                                 \
        return open_object(&caller, kind, dwDesiredAccess, bInheritHandle, lpName, true);              \
    }
OPEN(Event, SYNC_EVENT)
OPEN(Mutex, SYNC_MUTEX)
OPEN(Semaphore, SYNC_SEMAPHORE)
OPEN(WaitableTimer, SYNC_TIMER)

/* --- what is done with them --------------------------------------------------------------------------------------------------------------------- */

enum operation { OP_SET, OP_RESET, OP_PULSE, OP_RELEASE_MUTEX, OP_RELEASE_SEMAPHORE };
struct operate {
    HANDLE handle;
    enum operation operation;
    LONG count, previous;
};

static NTSTATUS operate_on(struct operate *call, void *body)
{
    KSEMAPHORE *semaphore = body;
    switch (call->operation) {
    case OP_SET:
        ke_event_set(body);
        return STATUS_SUCCESS;
    case OP_RESET:
        ke_event_reset(body);
        return STATUS_SUCCESS;
    case OP_PULSE:
        ke_event_set(body);
        ke_event_reset(body);
        return STATUS_SUCCESS;
    case OP_RELEASE_MUTEX:
        return ke_mutex_release(body, &call->previous);
    case OP_RELEASE_SEMAPHORE:
        if (call->count <= 0)
            return STATUS_INVALID_PARAMETER;
        if (call->count > semaphore->Limit - semaphore->Header.SignalState)
            return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
        call->previous = ke_semaphore_release(semaphore, call->count);
        return STATUS_SUCCESS;
    }
    return STATUS_INVALID_PARAMETER;
}

static uintptr_t operate(void *argument)
{
    struct operate *call = argument;
    POBJECT_TYPE type = call->operation == OP_RELEASE_MUTEX       ? win32->mutex_type
                        : call->operation == OP_RELEASE_SEMAPHORE ? win32->semaphore_type
                                                                  : win32->event_type;
    ACCESS_MASK access = call->operation == OP_RELEASE_MUTEX ? 0 : EVENT_MODIFY_STATE; /* SEMAPHORE_MODIFY_STATE is the same bit */
    void *body;
    ke_point();
    NTSTATUS status = win32_object(call->handle, type, access, &body);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    status = operate_on(call, body);
    ob_dereference(body, OB_BY_LOOKUP);
    ke_point(); /* whoever was woken may run before the application goes on */
    return (uintptr_t)(uint32_t)status;
}

static BOOL run(const struct win32_caller *caller, struct operate *call)
{
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, operate, call);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

BOOL SetEvent(HANDLE hEvent)
{
    WIN32_ENTER();
    return run(&caller, &(struct operate){hEvent, OP_SET, 0, 0});
}

BOOL ResetEvent(HANDLE hEvent)
{
    WIN32_ENTER();
    return run(&caller, &(struct operate){hEvent, OP_RESET, 0, 0});
}

BOOL PulseEvent(HANDLE hEvent)
{
    WIN32_ENTER();
    return run(&caller, &(struct operate){hEvent, OP_PULSE, 0, 0});
}

BOOL ReleaseMutex(HANDLE hMutex)
{
    WIN32_ENTER();
    return run(&caller, &(struct operate){hMutex, OP_RELEASE_MUTEX, 0, 0});
}

BOOL ReleaseSemaphore(HANDLE hSemaphore, LONG lReleaseCount, LPLONG lpPreviousCount)
{
    WIN32_ENTER();
    struct operate call = {hSemaphore, OP_RELEASE_SEMAPHORE, lReleaseCount, 0};
    if (lpPreviousCount)
        win32_check(&caller, lpPreviousCount, sizeof *lpPreviousCount, true);
    BOOL done = run(&caller, &call);
    if (done && lpPreviousCount)
        *lpPreviousCount = call.previous;
    return done;
}
