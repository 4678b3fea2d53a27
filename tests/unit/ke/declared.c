/* Claim about every routine that is declared and not modelled: a driver that calls it stops the run, which says its name. None pretends to succeed. */
#include "test.h"

static void (*routine)(void);

static void call_it(void)
{
    routine();
}

static void each_stops_the_run_and_says_its_name(void **state)
{
    (void)state;
    unsigned declared = 0;
    for (int id = DDI_NONE + 1; id < DDI_COUNT; id++) {
        if (ddi_rows[id].modelled)
            continue;
        declared++;
        routine = (void (*)(void))(uintptr_t)ddi_address(ddi_rows[id].name);
        assert_non_null(routine);
        const struct ke_end *end = run_body_to(call_it, KE_NOT_MODELLED);
        if (strstr(end->text, ddi_rows[id].name) != end->text)
            fail_msg("a call of %s says \"%s\"", ddi_rows[id].name, end->text);
    }
    assert_true(declared > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_stops_the_run_and_says_its_name)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
