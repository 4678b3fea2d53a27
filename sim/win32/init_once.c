/*
 * One-time initialisation. The pointer is 0 before, 1 while a thread is at it, and then the context with bit 1 set (its two low bits are the system's).
 */
#include "win32/park.h"

#include "win32/synchapi.h"

#define BUSY ((uintptr_t)1)
#define DONE ((uintptr_t)2)

/* TRUE: this thread does it. */
static uintptr_t begin(void *argument)
{
    volatile uintptr_t *word = argument;
    struct win32_parked parked;
    ke_point();
    while (*word == BUSY) {
        win32_park_begin(&parked, argument);
        if (win32_park_end(&parked, NULL) != STATUS_SUCCESS)
            return FALSE;
    }
    if (*word & DONE)
        return FALSE;
    *word = BUSY;
    return TRUE;
}

struct end_call {
    INIT_ONCE *once;
    uintptr_t word;
};

static uintptr_t end(void *argument)
{
    const struct end_call *call = argument;
    call->once->Ptr = (void *)call->word;
    win32_unpark(call->once, true);
    ke_point();
    return 0;
}

VOID InitOnceInitialize(PINIT_ONCE InitOnce)
{
    WIN32_ENTER();
    win32_check(&caller, InitOnce, sizeof *InitOnce, true);
    InitOnce->Ptr = NULL;
}

/* The application's routine runs in user mode, in the first thread that comes; after FALSE the next one tries. */
BOOL InitOnceExecuteOnce(PINIT_ONCE InitOnce, PINIT_ONCE_FN InitFn, PVOID Parameter, LPVOID *Context)
{
    WIN32_ENTER();
    void *context = NULL;
    BOOL good = TRUE;
    win32_check(&caller, InitOnce, sizeof *InitOnce, true);
    if (Context)
        win32_check(&caller, Context, sizeof *Context, true);
    if (win32_kernel(&caller, begin, InitOnce)) {
        good = InitFn(InitOnce, Parameter, &context);
        win32_kernel(&caller, end, &(struct end_call){InitOnce, good ? ((uintptr_t)context & ~(uintptr_t)3) | DONE : 0});
    }
    if (good && Context)
        *Context = (void *)((uintptr_t)InitOnce->Ptr & ~(uintptr_t)3);
    return good;
}
