/* What tests of the executive share: the kernel's bench (ke/test.h), and how Driver Verifier's complaints about locks are told. */
#ifndef NTSIM_TESTS_UNIT_EX_TEST_H
#define NTSIM_TESTS_UNIT_EX_TEST_H

#include "../ke/test.h"

#include "ex/ex.h"

/* Zeroed nonpaged memory, as a driver would bring: what lies outside of the machine is refused. */
static inline void *in_pool(size_t size)
{
    return mm_pool_alloc(NonPagedPool, size, 0x74736554, true, 1);
}

/* From here on the thread is an ordinary one: nothing holds its APCs back. */
static inline void be_ordinary(void)
{
    ke_current()->system = false;
}

static inline void assert_violation(fixture_body *body, ULONG_PTR code)
{
    assert_int_equal(run_body_to_bugcheck(body, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], code);
}

#endif
