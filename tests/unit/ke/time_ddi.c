/* Claims about time as drivers see it. Design 4.12. */
#include "test.h"

static void queries(void)
{
    LARGE_INTEGER time, precise, tick, frequency;
    ULONG64 counter;
    KeQuerySystemTime(&time);
    KeQuerySystemTimePrecise(&precise);
    claim(precise.QuadPart == time.QuadPart + 1);
    ULONGLONG interrupt = KeQueryInterruptTime();
    claim(interrupt == ke_now() - ke_start_time());
    claim(KeQueryInterruptTimePrecise(&counter) == interrupt + 1 && counter == interrupt + 1);
    claim(KeQueryUnbiasedInterruptTime() == interrupt + 2);
    claim(KeQueryUnbiasedInterruptTimePrecise(&counter) == interrupt + 3 && counter == interrupt + 3);
    claim(KeQueryPerformanceCounter(&frequency).QuadPart == (LONGLONG)interrupt + 4 && frequency.QuadPart == SECOND);
    KeQueryTickCount(&tick);
    claim(tick.QuadPart == 0);
    sleep_for(KeQueryTimeIncrement());
    KeQueryTickCount(&tick);
    claim(tick.QuadPart == 1);
}

static void a_query_costs_one_tick(void **state)
{
    (void)state;
    run_body(queries);
}

static void poll_the_time(void)
{
    LARGE_INTEGER end, now;
    KeQuerySystemTime(&end);
    end.QuadPart += 1000;
    do
        KeQuerySystemTime(&now);
    while (now.QuadPart < end.QuadPart);
}

static void polling_the_time_ends(void **state)
{
    (void)state;
    run_body(poll_the_time);
}

static void stall(void)
{
    uint64_t start = ke_now();
    KeStallExecutionProcessor(25);
    claim(ke_now() == start + 250);
}

static void a_stall_takes_its_microseconds(void **state)
{
    (void)state;
    run_body(stall);
}

static void paged_low(void)
{
    KIRQL old;
    PAGED_CODE();
    KeRaiseIrql(APC_LEVEL, &old);
    PAGED_CODE();
    KeLowerIrql(old);
}

static void paged_high(void)
{
    KeRaiseIrqlToDpcLevel();
    __ntsim_paged_code();
}

static void paged_code_at_dispatch_level_is_a_bug_check(void **state)
{
    (void)state;
    run_body(paged_low);
    assert_int_equal(run_body_to_bugcheck(paged_high, DRIVER_VERIFIER_DETECTED_VIOLATION)->parameter[0], 0xE5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_query_costs_one_tick),
        test(polling_the_time_ends),
        test(a_stall_takes_its_microseconds),
        test(paged_code_at_dispatch_level_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
