/* Claims about what drivers asked to be called for when the system stops. */
#include "test.h"

static KBUGCHECK_CALLBACK_RECORD first, second;
static KBUGCHECK_REASON_CALLBACK_RECORD reason;
static UCHAR buffer[16];
static UCHAR component[] = "test";

static VOID NTAPI on_first(PVOID given, ULONG length)
{
    claim(given == buffer && length == sizeof buffer && KeGetCurrentIrql() == HIGH_LEVEL && first.State == BufferStarted);
    happens('1');
}

static VOID NTAPI on_second(PVOID given, ULONG length)
{
    (void)given, (void)length;
    happens('2');
}

static VOID NTAPI stops_again(PVOID given, ULONG length)
{
    (void)given, (void)length;
    happens('s');
    KeBugCheckEx(0x1234, 0, 0, 0, 0);
}

static VOID NTAPI on_reason(KBUGCHECK_CALLBACK_REASON why, PKBUGCHECK_REASON_CALLBACK_RECORD record, PVOID data, ULONG length)
{
    (void)why, (void)record, (void)data, (void)length;
    happens('r');
}

static void initialize(void)
{
    KeInitializeCallbackRecord(&first);
    KeInitializeCallbackRecord(&second);
    KeInitializeCallbackRecord(&reason);
}

static void stop_with_two(void)
{
    initialize();
    claim(KeRegisterBugCheckCallback(&first, on_first, buffer, sizeof buffer, component) && first.State == BufferInserted);
    claim(KeRegisterBugCheckCallback(&second, on_second, NULL, 0, component));
    claim(KeRegisterBugCheckReasonCallback(&reason, on_reason, KbCallbackSecondaryDumpData, component));
    KeBugCheckEx(0xE2, 1, 2, 3, 4);
}

static void they_are_called_in_order_at_high_level_and_dump_callbacks_are_not(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(stop_with_two, 0xE2)->parameter[3], 4);
    assert_string_equal(happened, "12");
    assert_int_equal(first.State, BufferFinished);
}

static void withdraw(void)
{
    initialize();
    claim(!KeDeregisterBugCheckCallback(&first) && !KeDeregisterBugCheckReasonCallback(&reason));
    claim(KeRegisterBugCheckCallback(&first, on_first, buffer, sizeof buffer, component));
    claim(!KeRegisterBugCheckCallback(&first, on_second, NULL, 0, component)); /* in use */
    claim(KeRegisterBugCheckReasonCallback(&reason, on_reason, KbCallbackSecondaryDumpData, component));
    claim(!KeRegisterBugCheckReasonCallback(&reason, on_reason, KbCallbackSecondaryDumpData, component));
    claim(KeRegisterBugCheckCallback(&second, on_second, NULL, 0, component));
    claim(KeDeregisterBugCheckCallback(&first) && first.State == BufferEmpty && !KeDeregisterBugCheckCallback(&first));
    claim(KeDeregisterBugCheckReasonCallback(&reason) && reason.State == BufferEmpty);
    KeBugCheck(0xE2);
}

static void a_withdrawn_one_is_not_called(void **state)
{
    (void)state;
    run_body_to_bugcheck(withdraw, 0xE2);
    assert_string_equal(happened, "2");
}

static void stop_in_the_callback(void)
{
    initialize();
    claim(KeRegisterBugCheckCallback(&first, stops_again, NULL, 0, component));
    KeBugCheck(0xE2);
}

static void one_that_stops_the_system_itself_is_called_once(void **state)
{
    (void)state;
    run_body_to(stop_in_the_callback, KE_BUGCHECK);
    assert_string_equal(happened, "s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(they_are_called_in_order_at_high_level_and_dump_callbacks_are_not),
        test(a_withdrawn_one_is_not_called),
        test(one_that_stops_the_system_itself_is_called_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
