/*
 * Slim reader/writer locks. What Windows keeps in the one pointer of a lock is not documented; here it is 1 for a writer, or
 * 16 for each reader. Readers and writers come in as they wake: nobody is preferred.
 */
#include "win32/park.h"

#include "win32/synchapi.h"

#define WRITER 1u
#define READER 16u

static uintptr_t *word_of(SRWLOCK *lock)
{
    return (uintptr_t *)&lock->Ptr;
}

static bool take(SRWLOCK *lock, bool shared)
{
    uintptr_t *word = word_of(lock);
    if (shared ? *word & WRITER : *word)
        return false;
    *word += shared ? READER : WRITER;
    return true;
}

bool win32_slim_leave(SRWLOCK *lock, bool shared)
{
    uintptr_t *word = word_of(lock);
    if (shared ? *word < READER || (*word & WRITER) : *word != WRITER)
        return false;
    *word -= shared ? READER : WRITER;
    if (!*word)
        win32_unpark(lock, true);
    return true;
}

bool win32_slim_enter(SRWLOCK *lock, bool shared)
{
    struct win32_parked parked;
    while (!take(lock, shared)) {
        win32_park_begin(&parked, lock);
        if (win32_park_end(&parked, NULL) != STATUS_SUCCESS)
            return false; /* the thread is to end: the lock may not be there any more */
    }
    return true;
}

struct lock_call {
    SRWLOCK *lock;
    bool shared;
};

static uintptr_t acquire(void *argument)
{
    const struct lock_call *call = argument;
    ke_point();
    return win32_slim_enter(call->lock, call->shared);
}

static uintptr_t try(void *argument)
{
    const struct lock_call *call = argument;
    ke_point();
    return take(call->lock, call->shared);
}

static uintptr_t release(void *argument)
{
    const struct lock_call *call = argument;
    bool held = win32_slim_leave(call->lock, call->shared);
    ke_point();
    return held;
}

static uintptr_t lock(const struct win32_caller *caller, uintptr_t (*what)(void *), SRWLOCK *lock, bool shared)
{
    struct lock_call call = {lock, shared};
    win32_check(caller, lock, sizeof *lock, true);
    return win32_kernel(caller, what, &call);
}

VOID InitializeSRWLock(PSRWLOCK SRWLock)
{
    WIN32_ENTER();
    win32_check(&caller, SRWLock, sizeof *SRWLock, true);
    SRWLock->Ptr = NULL;
}

VOID AcquireSRWLockExclusive(PSRWLOCK SRWLock)
{
    WIN32_ENTER();
    lock(&caller, acquire, SRWLock, false);
}

VOID AcquireSRWLockShared(PSRWLOCK SRWLock)
{
    WIN32_ENTER();
    lock(&caller, acquire, SRWLock, true);
}

BOOLEAN TryAcquireSRWLockExclusive(PSRWLOCK SRWLock)
{
    WIN32_ENTER();
    return (BOOLEAN)lock(&caller, try, SRWLock, false);
}

BOOLEAN TryAcquireSRWLockShared(PSRWLOCK SRWLock)
{
    WIN32_ENTER();
    return (BOOLEAN)lock(&caller, try, SRWLock, true);
}

VOID ReleaseSRWLockExclusive(PSRWLOCK SRWLock)
{
    WIN32_ENTER();
    if (!lock(&caller, release, SRWLock, false))
        win32_not_modelled(&caller, "ReleaseSRWLockExclusive of a lock that is not held so");
}

VOID ReleaseSRWLockShared(PSRWLOCK SRWLock)
{
    WIN32_ENTER();
    if (!lock(&caller, release, SRWLock, true))
        win32_not_modelled(&caller, "ReleaseSRWLockShared of a lock that is not held so");
}
