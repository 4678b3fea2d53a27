/* Claims about remove locks (semantics 45). */
#include "test.h"

static IO_REMOVE_LOCK lock;
static bool removed;

static void start(void)
{
    removed = false;
    IoInitializeRemoveLock(&lock, 'tset', 0, 0);
}

static void remover(void)
{
    claim(IoAcquireRemoveLock(&lock, &removed) == STATUS_SUCCESS);
    IoReleaseRemoveLockAndWait(&lock, &removed);
    removed = true;
}

static void waits(void)
{
    struct io_holder holder;
    start();
    claim(IoAcquireRemoveLock(&lock, &lock) == STATUS_SUCCESS && lock.Common.IoCount == 2);
    start_body(remover);
    pause_ms(1);
    claim(!removed && lock.Common.Removed);
    claim(io_remove_lock_holds(&lock, &holder, 1) == 1 && strcmp(holder.kind, "remove lock") == 0);
    LONG before = lock.Common.IoCount;
    claim(IoAcquireRemoveLock(&lock, NULL) == STATUS_DELETE_PENDING && lock.Common.IoCount == before);
    IoReleaseRemoveLock(&lock, &lock);
    pause_ms(1);
    claim(removed && lock.Common.IoCount == 0);
}

/* The forms behind the macros, as a checked build of a driver calls them: with its file, line and a smaller structure. */
static void extended(void)
{
    struct {
        IO_REMOVE_LOCK lock;
        UCHAR behind;
    } *own = ExAllocatePoolWithTag(NonPagedPool, sizeof *own, 'tset');
    own->behind = 7;
    IoInitializeRemoveLockEx(&own->lock, 'tset', 1, 10, sizeof own->lock);
    claim(own->behind == 7 && own->lock.Common.IoCount == 1 && !own->lock.Common.Removed);
    claim(IoAcquireRemoveLockEx(&own->lock, own, "driver.c", 10, sizeof own->lock) == STATUS_SUCCESS);
    claim(IoAcquireRemoveLockEx(&own->lock, NULL, "driver.c", 11, sizeof own->lock) == STATUS_SUCCESS && own->lock.Common.IoCount == 3);
    IoReleaseRemoveLockEx(&own->lock, NULL, sizeof own->lock);
    claim(own->lock.Common.IoCount == 2);
    IoReleaseRemoveLockAndWaitEx(&own->lock, own, sizeof own->lock);
    claim(own->lock.Common.IoCount == 0 && own->lock.Common.Removed);
    claim(IoAcquireRemoveLockEx(&own->lock, own, "driver.c", 12, sizeof own->lock) == STATUS_DELETE_PENDING && own->lock.Common.IoCount == 0);
    ExFreePoolWithTag(own, 'tset');
}

static void wrong_tag_at_the_end(void)
{
    start();
    IoAcquireRemoveLock(&lock, &lock);
    IoReleaseRemoveLockAndWaitEx(&lock, &removed, sizeof lock);
}

static void wrong_tag(void)
{
    start();
    IoAcquireRemoveLock(&lock, &lock);
    IoReleaseRemoveLock(&lock, &removed);
}

TEST(the_ex_forms_take_the_size_of_the_structure, extended)
TEST(removal_waits_for_every_holder_and_lets_nobody_in, waits)

static void a_release_with_another_tag_is_a_bug_check(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(wrong_tag, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0xD5);
    assert_int_equal(run_body_to_bugcheck(wrong_tag_at_the_end, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0xD6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ex_forms_take_the_size_of_the_structure),
        cmocka_unit_test(removal_waits_for_every_holder_and_lets_nobody_in),
        cmocka_unit_test(a_release_with_another_tag_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
