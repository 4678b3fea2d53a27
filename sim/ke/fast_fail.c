/*
 * __fastfail: what the list routines of the headers end in when an entry's neighbours do not point back. Bug check 0x139, not to be handled by anybody.
 */
#include "image/image.h"
#include "ke/ke.h"

/* A driver's own virtual function table has led to sim/crt/driver/purecall.c. Microsoft's runtime ends such a program by __fastfail too. */
noreturn VOID __ntsim_pure_virtual(const VOID *caller);
noreturn VOID __ntsim_pure_virtual(const VOID *caller)
{
    struct ke_blame blame = {.pc = (uintptr_t)caller,
                             .sentence = "a pure virtual function was called: of an object whose own class is not constructed yet, or is destroyed already"};
    ke_bugcheck_blame(KERNEL_SECURITY_CHECK_FAILURE, FAST_FAIL_FATAL_APP_EXIT, 0, 0, 0, &blame);
}

/* Called by a driver, or by the simulator working on a driver's list: then the innermost call site is to blame. */
VOID __ntsim_fast_fail(ULONG code)
{
    uintptr_t site = (uintptr_t)__builtin_return_address(0);
    struct ke_blame blame = {.pc = image_last_at(site) ? site : 0};
    if (code == FAST_FAIL_CORRUPT_LIST_ENTRY)
        blame.sentence = "a list entry's neighbours do not point back to it: removed twice, or overwritten";
    ke_bugcheck_blame(KERNEL_SECURITY_CHECK_FAILURE, code, 0, 0, 0, &blame);
}
