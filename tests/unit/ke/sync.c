/* Claims about who is told of happens-before: the table, and the locks that a processor holds. */
#include "test.h"

#include "ke/sync.h"

static const void *last_acquired, *last_released;
static KIRQL levels[2];

static void on_acquire(struct ke_thread *thread, const void *object)
{
    claim(thread == ke_current());
    last_acquired = object;
}

static void on_release(const void *object)
{
    last_released = object;
}

static void on_begin(KIRQL level)
{
    levels[0] = level;
    happens('(');
}

static void on_end(void)
{
    happens(')');
}

static void on_raised(KIRQL from, KIRQL to)
{
    levels[0] = from;
    levels[1] = to;
    happens('r');
}

static void on_lowered(KIRQL to, KIRQL from)
{
    levels[0] = from;
    levels[1] = to;
    happens('l');
}

static void on_atomic(const volatile void *address, size_t size, uintptr_t site)
{
    (void)address, (void)size, (void)site;
    happens('a');
}

static void on_fresh(const void *start, size_t size)
{
    (void)start, (void)size;
    happens('f');
}

static const struct ke_sync table = {on_acquire, on_release, on_begin, on_end, on_raised, on_lowered, on_atomic, on_fresh};

static void told(void)
{
    KEVENT event;
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    ke_on_sync(&table);
    happened[0] = 0;
    KIRQL old = KeRaiseIrqlToDpcLevel();
    claim(levels[0] == PASSIVE_LEVEL && levels[1] == DISPATCH_LEVEL);
    KeLowerIrql(old);
    claim(levels[0] == DISPATCH_LEVEL && levels[1] == PASSIVE_LEVEL && strchr(happened, 'r') && strchr(happened, 'l'));
    last_released = last_acquired = NULL;
    KeSetEvent(&event, 0, FALSE);
    claim(last_released == &event && last_acquired != &event);
    wait_for(&event);
    claim(last_acquired == &event);
    ke_on_sync(NULL);
    last_released = NULL;
    KeSetEvent(&event, 0, FALSE);
    claim(last_released == NULL);
}

static void who_listens_is_told_of_handing_on_and_of_irql(void **state)
{
    (void)state;
    run_body(told);
}

static void locks(void)
{
    KSPIN_LOCK first, second;
    const void *held[2] = {NULL, NULL};
    KIRQL old;
    KeInitializeSpinLock(&first);
    KeInitializeSpinLock(&second);
    claim(ke_locks_held(held, 2) == 0 && held[0] == NULL);
    KeAcquireSpinLock(&first, &old);
    KeAcquireSpinLockAtDpcLevel(&second);
    claim(ke_locks_held(held, 2) == 2 && held[0] == &second && held[1] == &first);
    held[1] = NULL;
    claim(ke_locks_held(held, 1) == 2 && held[0] == &second && held[1] == NULL);
    KeReleaseSpinLockFromDpcLevel(&second);
    KeReleaseSpinLock(&first, old);
    claim(ke_locks_held(held, 2) == 0);
}

static void locks_are_told_the_last_taken_first(void **state)
{
    (void)state;
    run_body(locks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(who_listens_is_told_of_handing_on_and_of_irql),
        test(locks_are_told_the_last_taken_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
