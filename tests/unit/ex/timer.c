/* Claims about timers of the executive. WDK: ExAllocateTimer, ExSetTimer, ExDeleteTimer. */
#include "test.h"

static PEX_TIMER timer;
static unsigned expired;

static VOID NTAPI note(PEX_TIMER self, PVOID context)
{
    claim(self == timer && context == &expired && KeGetCurrentIrql() == DISPATCH_LEVEL);
    expired++;
}

static VOID NTAPI deleted(PVOID context)
{
    claim(context == &expired);
    happens('d');
}

static void allocate(PEXT_CALLBACK callback, ULONG attributes)
{
    expired = 0;
    timer = ExAllocateTimer(callback, &expired, attributes);
    claim(timer != NULL);
}

static void one_shot(void)
{
    allocate(note, 0);
    uint64_t start = ke_now();
    claim(ExSetTimer(timer, -100, 0, NULL) == FALSE);
    claim(ExSetTimer(timer, -200, 0, NULL) == TRUE);
    claim(wait_for(timer) == STATUS_SUCCESS && expired == 1 && ke_now() == start + 200);
    claim(wait_at_most(timer, 50) == STATUS_TIMEOUT); /* its signal was taken */
    claim(ExCancelTimer(timer, NULL) == FALSE);
    claim(ExDeleteTimer(timer, TRUE, TRUE, NULL) == FALSE);
}

static void it_expires_once_and_lets_one_waiter_go(void **state)
{
    (void)state;
    run_body(one_shot);
}

static void notification(void)
{
    allocate(NULL, EX_TIMER_NOTIFICATION);
    ExSetTimer(timer, (LONGLONG)ke_now() + 100, 0, NULL);
    claim(wait_for(timer) == STATUS_SUCCESS && wait_at_most(timer, 0) == STATUS_SUCCESS);
    ExSetTimer(timer, -100, 0, NULL);
    claim(wait_at_most(timer, 0) == STATUS_TIMEOUT);
    claim(ExDeleteTimer(timer, TRUE, FALSE, NULL) == TRUE);
}

static void a_notification_timer_stays_signalled_until_it_is_set_again(void **state)
{
    (void)state;
    run_body(notification);
}

static void periodic(void)
{
    allocate(note, EX_TIMER_HIGH_RESOLUTION);
    ExSetTimer(timer, -100, 50, NULL);
    sleep_for(225);
    claim(expired == 3);
    claim(ExCancelTimer(timer, NULL) == TRUE && ExCancelTimer(timer, NULL) == FALSE);
    sleep_for(1000);
    claim(expired == 3);
    claim(ExDeleteTimer(timer, TRUE, TRUE, NULL) == FALSE);
}

static void a_periodic_timer_expires_until_it_is_cancelled(void **state)
{
    (void)state;
    run_body(periodic);
}

static void in_the_past(void)
{
    allocate(note, 0);
    ExSetTimer(timer, (LONGLONG)ke_now() - 5, 0, NULL);
    claim(expired == 1);
    ExDeleteTimer(timer, TRUE, TRUE, NULL);
}

static void a_due_time_in_the_past_expires_now(void **state)
{
    (void)state;
    run_body(in_the_past);
}

static EXT_DELETE_PARAMETERS parameters_with_callback(void)
{
    EXT_DELETE_PARAMETERS parameters;
    ExInitializeDeleteTimerParameters(&parameters);
    claim(parameters.Version == 0 && !parameters.DeleteCallback);
    parameters.DeleteCallback = deleted;
    parameters.DeleteContext = &expired;
    return parameters;
}

static void delete_without_cancelling(void)
{
    EXT_DELETE_PARAMETERS parameters = parameters_with_callback();
    allocate(note, 0);
    ExSetTimer(timer, -100, 50, NULL);
    claim(ExDeleteTimer(timer, FALSE, FALSE, &parameters) == FALSE && happened[0] == 0);
    claim(!ExSetTimer(timer, -1, 0, NULL) && !ExCancelTimer(timer, NULL) && !ExDeleteTimer(timer, TRUE, FALSE, NULL)); /* disabled */
    sleep_for(1000);
    claim(expired == 1 && happened[0] == 'd');
}

static void deleted_without_cancelling_it_expires_once_more(void **state)
{
    (void)state;
    run_body(delete_without_cancelling);
}

static void delete_when_set(void)
{
    EXT_DELETE_PARAMETERS parameters = parameters_with_callback();
    allocate(note, 0);
    ExSetTimer(timer, -100, 0, NULL);
    claim(ExDeleteTimer(timer, TRUE, TRUE, &parameters) == TRUE && happened[0] == 'd');
    sleep_for(1000);
    claim(expired == 0);
}

static void deleted_and_cancelled_it_never_expires(void **state)
{
    (void)state;
    run_body(delete_when_set);
}

static VOID NTAPI delete_itself(PEX_TIMER self, PVOID context)
{
    (void)context;
    EXT_DELETE_PARAMETERS parameters = parameters_with_callback();
    claim(ExDeleteTimer(self, TRUE, FALSE, &parameters) == TRUE); /* it is periodic, and so set already */
    happens('c');
}

static void delete_in_callback(void)
{
    allocate(delete_itself, 0);
    ExSetTimer(timer, -100, 50, NULL);
    sleep_for(1000);
}

static void its_callback_may_delete_it(void **state)
{
    (void)state;
    run_body(delete_in_callback);
    assert_string_equal(happened, "cd");
}

/* The callback is on one processor, and lets the other delete the timer. */
static VOID NTAPI slow(PEX_TIMER self, PVOID context)
{
    (void)self, (void)context;
    happens('<');
    KeStallExecutionProcessor(1);
    happens('>');
}

static void delete_it_on_the_other_processor(void)
{
    happens('x');
    ExDeleteTimer(timer, TRUE, TRUE, NULL);
    happens('y');
}

static void delete_when_it_has_begun(void)
{
    KeSetSystemAffinityThread(2);
    sleep_for(100);
    delete_it_on_the_other_processor();
}

/* The timer is set before there is anybody who deletes it. */
static void delete_on_two(void)
{
    KeSetSystemAffinityThread(1);
    allocate(slow, 0);
    ExSetTimer(timer, -100, 0, NULL);
    start_body(delete_when_it_has_begun);
    sleep_for(100);
}

/* Any way to go on that is not the default one, once in a while: all orders come up. */
static unsigned now_and_then(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    (void)place, (void)options;
    uint32_t *seed = context;
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 24) % 3 == 0 ? (*seed >> 16) % n : 0;
}

static void deleting_with_wait_waits_for_the_callback_that_runs(void **state)
{
    (void)state;
    unsigned met = 0;
    for (uint32_t i = 0; i < 200; i++) {
        uint32_t seed = i;
        happened[0] = 0;
        choice_ask(now_and_then, &seed);
        run_body_on(2, delete_on_two);
        const char *y = strchr(happened, 'y'), *begin = strchr(happened, '<'), *end = strchr(happened, '>'), *x = strchr(happened, 'x');
        assert_non_null(y);
        assert_true(!begin || (end && end < y));
        met += begin && x && begin < x && x < end;
    }
    assert_true(met > 0);
}

/* --- what a driver does wrong ------------------------------------------------------------------------------------------------------------------- */

static void wait_at_dispatch(void)
{
    allocate(note, 0);
    KfRaiseIrql(DISPATCH_LEVEL);
    ExDeleteTimer(timer, TRUE, TRUE, NULL);
}

static void wait_without_cancelling(void)
{
    allocate(note, 0);
    ExDeleteTimer(timer, FALSE, TRUE, NULL);
}

static void waiting_needs_a_low_irql_and_cancelling(void **state)
{
    (void)state;
    assert_violation(wait_at_dispatch, 0xE5);
    assert_violation(wait_without_cancelling, 0xE5);
}

static void set_what_is_no_timer(void)
{
    PKEVENT event = in_pool(128);
    KeInitializeEvent(event, NotificationEvent, FALSE);
    ExSetTimer((PEX_TIMER)event, -1, 0, NULL);
}

static void what_was_never_allocated_is_0xc7(void **state)
{
    (void)state;
    run_body_to_bugcheck(set_what_is_no_timer, TIMER_OR_DPC_INVALID);
}

static void unknown_attributes(void)
{
    EXT_SET_PARAMETERS parameters = {.NoWakeTolerance = 7};
    claim(ExAllocateTimer(note, NULL, 1) == NULL);
    ExInitializeSetTimerParameters(&parameters);
    claim(parameters.NoWakeTolerance == 0);
}

static void unknown_attributes_give_no_timer(void **state)
{
    (void)state;
    run_body(unknown_attributes);
}

/* --- looking ---------------------------------------------------------------------------------------------------------------------------------------- */

static unsigned visited;

static void look(void *context, const struct ex_timer_info *info)
{
    (void)context;
    visited++;
    claim(info->timer == timer && info->set && !info->running && info->period_100ns == 70 && info->due_100ns == ke_now() + 50);
    claim(info->armed.routine == (const void *)note && info->armed.context == ke_current()->id);
}

static void visit(void)
{
    visited = 0;
    allocate(note, 0);
    ExSetTimer(timer, -50, 70, NULL);
    ex_timers_visit(look, NULL);
    claim(visited == 1);
    ExDeleteTimer(timer, TRUE, TRUE, NULL);
    ex_timers_visit(look, NULL);
    claim(visited == 1);
}

static void views_see_it_until_it_is_deleted(void **state)
{
    (void)state;
    run_body(visit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(it_expires_once_and_lets_one_waiter_go),
        test(a_notification_timer_stays_signalled_until_it_is_set_again),
        test(a_periodic_timer_expires_until_it_is_cancelled),
        test(a_due_time_in_the_past_expires_now),
        test(deleted_without_cancelling_it_expires_once_more),
        test(deleted_and_cancelled_it_never_expires),
        test(its_callback_may_delete_it),
        test(deleting_with_wait_waits_for_the_callback_that_runs),
        test(waiting_needs_a_low_irql_and_cancelling),
        test(what_was_never_allocated_is_0xc7),
        test(unknown_attributes_give_no_timer),
        test(views_see_it_until_it_is_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
