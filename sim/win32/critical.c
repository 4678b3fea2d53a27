/*
 * Critical sections. The state is Windows' documented one and lies in the application's memory: LockCount is -1 when free
 * and 0 when taken. Whoever finds it taken sleeps on an event that exists from then on.
 */
#include "win32/park.h"

static uintptr_t point(void *argument)
{
    (void)argument;
    ke_point();
    return 0;
}

/* A scheduling point of the application: before each of its interlocked operations (include/win32/ntsim/interlocked.h). */
void __ntsim_point(void);
void __ntsim_point(void)
{
    WIN32_ENTER();
    win32_kernel(&caller, point, NULL);
}

static HANDLE self(void)
{
    return (HANDLE)(uintptr_t)ps_current_thread()->tid;
}

static void initialize(const struct win32_caller *caller, CRITICAL_SECTION *section)
{
    win32_check(caller, section, sizeof *section, true);
    *section = (CRITICAL_SECTION){.LockCount = -1};
}

VOID InitializeCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    WIN32_ENTER();
    initialize(&caller, lpCriticalSection);
}

BOOL InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION lpCriticalSection, DWORD dwSpinCount)
{
    WIN32_ENTER();
    (void)dwSpinCount;
    initialize(&caller, lpCriticalSection);
    return TRUE;
}

static bool take(CRITICAL_SECTION *section)
{
    if (section->RecursionCount && section->OwningThread != self())
        return false;
    section->LockCount = 0;
    section->OwningThread = self();
    section->RecursionCount++;
    return true;
}

static void make_event(CRITICAL_SECTION *section)
{
    KEVENT *event = ob_create(win32->event_type, sizeof *event);
    ke_event_init(event, SynchronizationEvent, FALSE);
    ke_label_of(event, LABEL_EVENT);
    ob_handle_create(ps_current_process()->handles, event, EVENT_ALL_ACCESS, 0, &section->LockSemaphore);
    ob_dereference(event, OB_BY_CREATE);
}

/* The section itself may not be touched any more when the wait ends with the process. */
bool win32_section_enter(CRITICAL_SECTION *section)
{
    while (!take(section)) {
        void *event;
        if (!section->LockSemaphore)
            make_event(section);
        if (!NT_SUCCESS(win32_object(section->LockSemaphore, win32->event_type, 0, &event)))
            return false;
        NTSTATUS status = ke_wait_one(event, UserMode, FALSE, NULL);
        ob_dereference(event, OB_BY_LOOKUP);
        if (status != STATUS_SUCCESS)
            return false;
    }
    return true;
}

static uintptr_t enter(void *section)
{
    ke_point();
    return win32_section_enter(section);
}

VOID EnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    WIN32_ENTER();
    win32_check(&caller, lpCriticalSection, sizeof *lpCriticalSection, true);
    win32_kernel(&caller, enter, lpCriticalSection);
}

BOOL TryEnterCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    WIN32_ENTER();
    win32_check(&caller, lpCriticalSection, sizeof *lpCriticalSection, true);
    win32_kernel(&caller, point, NULL);
    return take(lpCriticalSection);
}

/* Waiters are woken one at a time; a thread that comes by may be quicker, as on Windows. */
bool win32_section_leave(CRITICAL_SECTION *section)
{
    void *event;
    if (section->OwningThread != self() || !section->RecursionCount)
        return false;
    if (--section->RecursionCount)
        return true;
    section->OwningThread = NULL;
    section->LockCount = -1;
    if (section->LockSemaphore && NT_SUCCESS(win32_object(section->LockSemaphore, win32->event_type, 0, &event))) {
        ke_event_set(event);
        ob_dereference(event, OB_BY_LOOKUP);
    }
    return true;
}

static uintptr_t leave(void *argument)
{
    CRITICAL_SECTION *section = argument;
    bool inside = win32_section_leave(section);
    if (inside && !section->RecursionCount)
        ke_point();
    return inside;
}

VOID LeaveCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    WIN32_ENTER();
    win32_check(&caller, lpCriticalSection, sizeof *lpCriticalSection, true);
    if (!win32_kernel(&caller, leave, lpCriticalSection))
        win32_not_modelled(&caller, "LeaveCriticalSection by a thread that is not inside");
}

static uintptr_t close_event(void *handle)
{
    return (uintptr_t)(uint32_t)ob_handle_close(ps_current_process()->handles, handle);
}

VOID DeleteCriticalSection(LPCRITICAL_SECTION lpCriticalSection)
{
    WIN32_ENTER();
    win32_check(&caller, lpCriticalSection, sizeof *lpCriticalSection, true);
    if (lpCriticalSection->LockSemaphore)
        win32_kernel(&caller, close_event, lpCriticalSection->LockSemaphore);
    *lpCriticalSection = (CRITICAL_SECTION){.LockCount = 0};
}
