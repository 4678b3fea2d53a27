/* Claims about lists and counters that take a spin lock themselves. */
#include "test.h"

static KSPIN_LOCK lock;

static void two_ends(void)
{
    LIST_ENTRY head, a, b, c;
    KeInitializeSpinLock(&lock);
    InitializeListHead(&head);
    claim(ExInterlockedRemoveHeadList(&head, &lock) == NULL);
    claim(ExInterlockedInsertTailList(&head, &b, &lock) == NULL);
    claim(ExInterlockedInsertTailList(&head, &c, &lock) == &b);
    claim(ExInterlockedInsertHeadList(&head, &a, &lock) == &b);
    claim(ExInterlockedRemoveHeadList(&head, &lock) == &a && ExInterlockedRemoveHeadList(&head, &lock) == &b);
    claim(ExInterlockedRemoveHeadList(&head, &lock) == &c && IsListEmpty(&head));
    claim(ExInterlockedInsertHeadList(&head, &a, &lock) == NULL);
    claim(lock == 0 && KeGetCurrentIrql() == PASSIVE_LEVEL);
}

static void a_list_has_two_ends_and_tells_who_was_there(void **state)
{
    (void)state;
    run_body(two_ends);
}

static void one_end(void)
{
    SINGLE_LIST_ENTRY head = {NULL}, a, b;
    KeInitializeSpinLock(&lock);
    claim(ExInterlockedPopEntryList(&head, &lock) == NULL);
    claim(ExInterlockedPushEntryList(&head, &a, &lock) == NULL && ExInterlockedPushEntryList(&head, &b, &lock) == &a);
    claim(ExInterlockedPopEntryList(&head, &lock) == &b && ExInterlockedPopEntryList(&head, &lock) == &a && head.Next == NULL);
}

static void a_single_list_is_last_in_first_out(void **state)
{
    (void)state;
    run_body(one_end);
}

static void add(void)
{
    LARGE_INTEGER large = {.QuadPart = 0x7FFFFFFFFFFFFFFF}, one = {.QuadPart = 1};
    ULONG small = 5;
    KeInitializeSpinLock(&lock);
    claim(ExInterlockedAddLargeInteger(&large, one, &lock).QuadPart == 0x7FFFFFFFFFFFFFFF && large.QuadPart == (LONGLONG)0x8000000000000000);
    claim(ExInterlockedAddUlong(&small, 0xFFFFFFFF, &lock) == 5 && small == 4);
}

static void adding_gives_back_the_old_value_and_wraps(void **state)
{
    (void)state;
    run_body(add);
}

static void at_high_level(void)
{
    LIST_ENTRY head, a;
    KeInitializeSpinLock(&lock);
    InitializeListHead(&head);
    KIRQL old = KfRaiseIrql(HIGH_LEVEL);
    claim(ExInterlockedInsertHeadList(&head, &a, &lock) == NULL && KeGetCurrentIrql() == HIGH_LEVEL);
    KeLowerIrql(old);
}

static void any_irql_will_do(void **state)
{
    (void)state;
    run_body(at_high_level);
}

static void under_its_own_lock(void)
{
    LIST_ENTRY head, a;
    KIRQL old;
    KeInitializeSpinLock(&lock);
    InitializeListHead(&head);
    KeAcquireSpinLock(&lock, &old);
    ExInterlockedInsertHeadList(&head, &a, &lock);
}

static void a_caller_that_holds_the_lock_waits_for_itself(void **state)
{
    (void)state;
    run_body_to(under_its_own_lock, KE_DEADLOCK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_list_has_two_ends_and_tells_who_was_there),
        test(a_single_list_is_last_in_first_out),
        test(adding_gives_back_the_old_value_and_wraps),
        test(any_irql_will_do),
        test(a_caller_that_holds_the_lock_waits_for_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
