/* A user's CMocka test of his driver. */
#include <ntsim/cmocka.h>

static void stays_in_every_order(void **state)
{
    (void)state;
    ntsim_assert_expected("good_stays");
    ntsim_assert_found("good_stays", .runs = 10); /* to stay counts as a failure there, whatever the scenario expects */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stays_in_every_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
