/* Claims about the one way into driver code (design 4.4): what must be on return as it was on entry. */
#include "test.h"

static KSPIN_LOCK lock;

static uintptr_t add(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    return a + 10 * b + 100 * c + 1000 * d;
}

static uintptr_t enter(enum ke_routine kind, uintptr_t (*routine)(uintptr_t, uintptr_t, uintptr_t, uintptr_t))
{
    struct ke_call call = {.kind = kind, .routine = (const void *)(uintptr_t)routine, .argument = {1, 2, 3, 4}};
    return ke_call(&call);
}

static void call_and_return(void)
{
    claim(enter(KE_DISPATCH, add) == 4321);
    claim(!ke_current()->activation);
}

static void arguments_and_result_pass_through(void **state)
{
    (void)state;
    run_body(call_and_return);
}

static uintptr_t nested(uintptr_t depth, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)b, (void)c, (void)d;
    const struct ke_activation *self = ke_current()->activation;
    claim(self->call->kind == KE_COMPLETION && self->outer->call->kind == KE_DISPATCH && depth == 1);
    claim(!ke_current()->gate);
    return 0;
}

static uintptr_t outer(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    ddi_enter(KeSetEvent, NULL);
    enter(KE_COMPLETION, nested);
    claim(ke_current()->gate == &gate_ && ke_current()->activation->call->kind == KE_DISPATCH);
    return 0;
}

static void nest(void)
{
    enter(KE_DISPATCH, outer);
}

static void activations_nest(void **state)
{
    (void)state;
    run_body(nest);
}

static uintptr_t stays_raised(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return KeRaiseIrqlToDpcLevel();
}

static void return_raised(void)
{
    enter(KE_DISPATCH, stays_raised);
}

static void returning_at_another_irql_is_0xc8(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(return_raised, IRQL_UNEXPECTED_VALUE);
    assert_int_equal(end->parameter[0], DISPATCH_LEVEL << 16 | PASSIVE_LEVEL << 8);
    assert_int_equal(end->blame.routine, (uintptr_t)stays_raised);
}

static uintptr_t keeps_the_lock(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    KeAcquireSpinLockAtDpcLevel(&lock);
    return 0;
}

static void return_with_lock(void)
{
    KeInitializeSpinLock(&lock);
    KeRaiseIrqlToDpcLevel();
    enter(KE_DPC, keeps_the_lock);
}

static void returning_with_a_spin_lock_is_0xc4_100b(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(return_with_lock, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], 0x100B);
    assert_int_equal(end->parameter[1], (ULONG_PTR)&lock);
}

static void called_with_lock(void)
{
    KIRQL old;
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &old);
    enter(KE_CALLBACK, add);
    KeReleaseSpinLock(&lock, old);
}

static void a_lock_of_the_caller_is_no_matter(void **state)
{
    (void)state;
    run_body(called_with_lock);
}

static uintptr_t stays_critical(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    KeEnterCriticalRegion();
    return 0;
}

static void return_critical(void)
{
    enter(KE_DISPATCH, stays_critical);
}

static uintptr_t leaves_too_often(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    KeLeaveCriticalRegion();
    return 0;
}

static void return_uncritical(void)
{
    KeEnterCriticalRegion();
    enter(KE_DISPATCH, leaves_too_often);
}

static void returning_in_another_critical_region_is_0xc4_c5(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(return_critical, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0xC5);
    assert_int_equal(run_body_to_bugcheck(return_uncritical, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0xC5);
}

static uintptr_t keeps_the_cancel_lock(uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return 0;
}

static void cancel_without_release(void)
{
    KeInitializeSpinLock(&lock);
    ke_set_cancel_lock(&lock);
    ke_lock(&lock);
    enter(KE_CANCEL, keeps_the_cancel_lock);
}

static void a_cancel_routine_that_keeps_the_cancel_lock_is_0x11b(void **state)
{
    (void)state;
    run_body_to_bugcheck(cancel_without_release, DRIVER_RETURNED_HOLDING_CANCEL_LOCK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(arguments_and_result_pass_through),
        test(activations_nest),
        test(returning_at_another_irql_is_0xc8),
        test(returning_with_a_spin_lock_is_0xc4_100b),
        test(a_lock_of_the_caller_is_no_matter),
        test(returning_in_another_critical_region_is_0xc4_c5),
        test(a_cancel_routine_that_keeps_the_cancel_lock_is_0x11b),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
