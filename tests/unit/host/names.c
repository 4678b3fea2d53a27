/*
 * Symbols of C++ that are made of plain names.
 */
#include "test.h"

#include "private.h"

static void becomes(const char *symbol, const char *expected)
{
    char text[128];
    assert_true(host__name_of_cxx(symbol, text, sizeof text));
    assert_string_equal(text, expected);
}

static void stays(const char *symbol)
{
    char text[128];
    assert_false(host__name_of_cxx(symbol, text, sizeof text));
}

static void functions_and_variables_lose_what_the_compiler_added(void **state)
{
    (void)state;
    becomes("_Z4openi", "open");
    becomes("_ZL4lock", "lock");
    becomes("_ZN5pulse5Pulse4BeatEP5_KDPCPvS3_S3_", "pulse::Pulse::Beat");
    becomes("_ZNK5pulse5Pulse5CountEv", "pulse::Pulse::Count");
    becomes("_ZN12_GLOBAL__N_16resultE", "(anonymous namespace)::result");
}

static void constructors_are_named_by_their_class(void **state)
{
    (void)state;
    becomes("_ZN5pulse9SpinGuardC2ERm", "pulse::SpinGuard::SpinGuard");
    becomes("_ZN5pulse9SpinGuardD1Ev", "pulse::SpinGuard::~SpinGuard");
}

static void what_is_no_plain_name_stays(void **state)
{
    (void)state;
    stays("DriverEntry");
    stays("_Z");
    stays("_Znwm");
    stays("_ZdlPv");
    stays("_ZN3BoxIjE3GetEv");
    stays("_Z5twiceIiET_S0_");
    stays("_ZZ11DriverEntryENKUlvE_clEv");
    stays("_ZN3foo");
    stays("_ZN999999999999999999993fooE");
    stays("_ZNE");
    stays("_ZNC1E");
    stays("_Z9abc");
}

static void a_long_name_is_cut(void **state)
{
    char text[8];
    (void)state;
    assert_true(host__name_of_cxx("_ZN5pulse5Pulse4BeatEv", text, sizeof text));
    assert_string_equal(text, "pulse::");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_and_variables_lose_what_the_compiler_added),
        cmocka_unit_test(constructors_are_named_by_their_class),
        cmocka_unit_test(what_is_no_plain_name_stays),
        cmocka_unit_test(a_long_name_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
