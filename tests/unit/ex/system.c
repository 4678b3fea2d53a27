/* Claims about what the executive says of the machine. */
#include "test.h"

static void resolution(void)
{
    ULONG longest, shortest, now;
    ExQueryTimerResolution(&longest, &shortest, &now);
    claim(longest == 156250 && shortest == 5000 && now == longest);
    claim(ExSetTimerResolution(10000, TRUE) == 10000);
    claim(ExSetTimerResolution(20000, TRUE) == 10000); /* others want it finer */
    claim(ExSetTimerResolution(1, TRUE) == 5000);
    claim(ExSetTimerResolution(0, FALSE) == 5000 && ExSetTimerResolution(0, FALSE) == 5000);
    claim(ExSetTimerResolution(0, FALSE) == 156250 && ExSetTimerResolution(0, FALSE) == 156250);
    ExQueryTimerResolution(&longest, &shortest, &now);
    claim(now == 156250);
}

static void requests_make_the_clock_finer_until_the_last_is_withdrawn(void **state)
{
    (void)state;
    run_body(resolution);
}

static GUID seen_first[2];
static unsigned rounds;

static void identifiers(void)
{
    GUID a, b;
    claim(ExUuidCreate(&a) == STATUS_SUCCESS && ExUuidCreate(&b) == STATUS_SUCCESS);
    claim(memcmp(&a, &b, sizeof a) != 0 && a.Data3 >> 12 == 1 && a.Data4[0] >> 6 == 2);
    seen_first[rounds++] = a;
}

static void identifiers_differ_within_a_run_and_repeat_with_it(void **state)
{
    (void)state;
    rounds = 0;
    run_body(identifiers);
    run_body(identifiers);
    assert_memory_equal(&seen_first[0], &seen_first[1], sizeof(GUID));
}

static void machine(void)
{
    claim(ExIsProcessorFeaturePresent(8) && ExIsProcessorFeaturePresent(10) && ExIsProcessorFeaturePresent(12) && !ExIsProcessorFeaturePresent(63));
    claim(ExGetFirmwareType() == FirmwareTypeBios && ExIsSoftBoot() == FALSE);
    claim(ExGetFirmwareEnvironmentVariable(NULL, NULL, NULL, NULL, NULL) == STATUS_NOT_IMPLEMENTED);
    claim(ExSetFirmwareEnvironmentVariable(NULL, NULL, NULL, 0, 0) == STATUS_NOT_IMPLEMENTED);
    ExInitializeDriverRuntime(DrvRtPoolNxOptIn);
}

static void it_is_a_bios_machine(void **state)
{
    (void)state;
    run_body(machine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(requests_make_the_clock_finer_until_the_last_is_withdrawn),
        test(identifiers_differ_within_a_run_and_repeat_with_it),
        test(it_is_a_bios_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
