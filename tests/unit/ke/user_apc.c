/* Claims about user APCs. Semantics 64: only an alertable wait in user mode ends for one, and they run on the way back to the application. */
#include "test.h"

static KEVENT event;
static struct ke_thread *waiting;
static NTSTATUS answer;
static KPROCESSOR_MODE mode;
static BOOLEAN alertable;

static void note(void *letter, void *second, void *third)
{
    claim(second == &event && third == NULL);
    happens(*(const char *)letter);
}

static void note_and_queue(void *letter, void *second, void *third)
{
    note(letter, second, third);
    ke_user_apc_queue(ke_current(), note, (void *)"c", &event, NULL);
}

static void waiter(void)
{
    answer = ke_wait_one(&event, mode, alertable, NULL);
    happens('w');
    if (ke_current()->user_apc_pending)
        ke_user_apc_deliver(ke_current());
    happens('e');
}

static void wait_as(KPROCESSOR_MODE wanted_mode, BOOLEAN wanted_alertable)
{
    mode = wanted_mode;
    alertable = wanted_alertable;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    waiting = start_body(waiter);
    sleep_for(10);
    ke_user_apc_queue(waiting, note, (void *)"a", &event, NULL);
    sleep_for(10);
    happens('s');
    KeSetEvent(&event, 0, FALSE);
    sleep_for(10);
}

static void alertable_user(void)
{
    wait_as(UserMode, TRUE);
    claim(answer == STATUS_USER_APC);
}

static void not_alertable(void)
{
    wait_as(UserMode, FALSE);
    claim(answer == STATUS_SUCCESS && !waiting->user_apc_pending);
}

static void kernel_mode(void)
{
    wait_as(KernelMode, TRUE);
    claim(answer == STATUS_SUCCESS && !waiting->user_apc_pending);
}

static void an_alertable_wait_in_user_mode_ends_for_it(void **state)
{
    (void)state;
    run_body(alertable_user);
    assert_string_equal(happened, "waes");
}

static void other_waits_do_not(void **state)
{
    (void)state;
    run_body(not_alertable);
    assert_string_equal(happened, "swe");
    happened[0] = 0;
    run_body(kernel_mode);
    assert_string_equal(happened, "swe");
}

static void queued_before(void)
{
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    mode = UserMode;
    alertable = TRUE;
    ke_user_apc_queue(ke_current(), note_and_queue, (void *)"a", &event, NULL);
    ke_user_apc_queue(ke_current(), note, (void *)"b", &event, NULL);
    claim(ke_user_apc_waiting(ke_current()) && ke_current()->user_apc_pending);
    waiter();
    claim(answer == STATUS_USER_APC && !ke_user_apc_waiting(ke_current()));
}

static void those_queued_before_the_wait_run_in_order_and_so_do_those_that_they_queue(void **state)
{
    (void)state;
    run_body(queued_before);
    assert_string_equal(happened, "wabce");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(an_alertable_wait_in_user_mode_ends_for_it),
        test(other_waits_do_not),
        test(those_queued_before_the_wait_run_in_order_and_so_do_those_that_they_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
