/*
 * Condition variables, and waiting for the content of an address.
 */
#include "win32/park.h"

#include "win32/synchapi.h"

#include <string.h>

struct sleep_call {
    CONDITION_VARIABLE *variable;
    CRITICAL_SECTION *section; /* or */
    SRWLOCK *lock;
    bool shared, not_held;
    DWORD milliseconds;
};

static bool leave_lock(const struct sleep_call *call)
{
    return call->section ? win32_section_leave(call->section) : win32_slim_leave(call->lock, call->shared);
}

/* The lock is left and the sleep begun in one: a waking in between is not missed. */
static uintptr_t sleep_on(void *argument)
{
    struct sleep_call *call = argument;
    struct win32_parked parked;
    LARGE_INTEGER value, *timeout = win32_timeout(call->milliseconds, &value);
    win32_park_begin(&parked, call->variable);
    call->not_held = !leave_lock(call);
    LARGE_INTEGER now = {.QuadPart = 0};
    NTSTATUS status = win32_park_end(&parked, call->not_held ? &now : timeout);
    if (call->not_held || (status != STATUS_SUCCESS && status != STATUS_TIMEOUT))
        return (uintptr_t)(uint32_t)status;
    if (call->section)
        win32_section_enter(call->section);
    else
        win32_slim_enter(call->lock, call->shared);
    return (uintptr_t)(uint32_t)status;
}

static BOOL sleep_with(const struct win32_caller *caller, struct sleep_call *call)
{
    win32_check(caller, call->variable, sizeof *call->variable, true);
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, sleep_on, call);
    if (call->not_held)
        win32_not_modelled(caller, "SleepConditionVariable by a thread that does not hold the lock");
    if (status == STATUS_SUCCESS)
        return TRUE;
    win32_error(ERROR_TIMEOUT);
    return FALSE;
}

VOID InitializeConditionVariable(PCONDITION_VARIABLE ConditionVariable)
{
    WIN32_ENTER();
    win32_check(&caller, ConditionVariable, sizeof *ConditionVariable, true);
    ConditionVariable->Ptr = NULL;
}

BOOL SleepConditionVariableCS(PCONDITION_VARIABLE ConditionVariable, PCRITICAL_SECTION CriticalSection, DWORD dwMilliseconds)
{
    WIN32_ENTER();
    win32_check(&caller, CriticalSection, sizeof *CriticalSection, true);
    return sleep_with(&caller, &(struct sleep_call){.variable = ConditionVariable, .section = CriticalSection, .milliseconds = dwMilliseconds});
}

BOOL SleepConditionVariableSRW(PCONDITION_VARIABLE ConditionVariable, PSRWLOCK SRWLock, DWORD dwMilliseconds, ULONG Flags)
{
    WIN32_ENTER();
    win32_check(&caller, SRWLock, sizeof *SRWLock, true);
    return sleep_with(&caller, &(struct sleep_call){.variable = ConditionVariable, .lock = SRWLock, .shared = Flags & CONDITION_VARIABLE_LOCKMODE_SHARED,
                                                    .milliseconds = dwMilliseconds});
}

static uintptr_t wake_one(void *address)
{
    win32_unpark(address, false);
    ke_point();
    return 0;
}

static uintptr_t wake_all(void *address)
{
    win32_unpark(address, true);
    ke_point();
    return 0;
}

VOID WakeConditionVariable(PCONDITION_VARIABLE ConditionVariable)
{
    WIN32_ENTER();
    win32_kernel(&caller, wake_one, ConditionVariable);
}

VOID WakeAllConditionVariable(PCONDITION_VARIABLE ConditionVariable)
{
    WIN32_ENTER();
    win32_kernel(&caller, wake_all, ConditionVariable);
}

/* --- addresses ---------------------------------------------------------------------------------------------------------------------------------- */

struct address_call {
    const volatile void *address;
    const void *compare;
    size_t size;
    DWORD milliseconds;
};

static uintptr_t wait_on(void *argument)
{
    const struct address_call *call = argument;
    struct win32_parked parked;
    LARGE_INTEGER value, *timeout = win32_timeout(call->milliseconds, &value);
    ke_point();
    if (memcmp((const void *)(uintptr_t)call->address, call->compare, call->size) != 0)
        return (uintptr_t)(uint32_t)STATUS_SUCCESS;
    win32_park_begin(&parked, (const void *)(uintptr_t)call->address);
    return (uintptr_t)(uint32_t)win32_park_end(&parked, timeout);
}

BOOL WaitOnAddress(volatile VOID *Address, PVOID CompareAddress, SIZE_T AddressSize, DWORD dwMilliseconds)
{
    WIN32_ENTER();
    if (AddressSize != 1 && AddressSize != 2 && AddressSize != 4 && AddressSize != 8)
        return win32_fail(STATUS_INVALID_PARAMETER);
    win32_check(&caller, (const void *)(uintptr_t)Address, AddressSize, false);
    win32_check(&caller, CompareAddress, AddressSize, false);
    struct address_call call = {Address, CompareAddress, AddressSize, dwMilliseconds};
    if ((NTSTATUS)win32_kernel(&caller, wait_on, &call) == STATUS_SUCCESS)
        return TRUE;
    win32_error(ERROR_TIMEOUT);
    return FALSE;
}

VOID WakeByAddressSingle(PVOID Address)
{
    WIN32_ENTER();
    win32_kernel(&caller, wake_one, Address);
}

VOID WakeByAddressAll(PVOID Address)
{
    WIN32_ENTER();
    win32_kernel(&caller, wake_all, Address);
}
