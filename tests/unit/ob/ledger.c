/* Claims about the ledger of references: who took them, who dropped them, who is to blame. */
#include "test.h"

static int destroyed;

static void note_destroy(void *body)
{
    (void)body;
    destroyed++;
}

static POBJECT_TYPE new_type(void)
{
    struct ob_type_ops ops = {.name = "Visible", .driver_visible = true, .destroy = note_destroy};
    destroyed = 0;
    return ob_type_create(&ops);
}

static void ledger(void)
{
    void *body = ob_create(new_type(), 64);
    struct ob_ledger_entry entries[4];
    ob_reference_by(body, 0x1000, 0);
    ob_reference_by(body, 0x1000, 0);
    ob_reference_by(body, 0x2000, 0);
    ob_dereference_by(body, 0x3000, 0);
    claim(ob_held(body, OB_BY_DRIVER) == 2);
    claim(ob_ledger(body, entries, 4) == 3);
    claim(entries[0].site == 0x1000 && entries[0].taken == 2 && entries[0].dropped == 0);
    claim(entries[1].site == 0x2000 && entries[1].taken == 1);
    claim(entries[2].site == 0x3000 && entries[2].dropped == 1);
    for (uintptr_t site = 0x5000; site < 0x5020; site++)
        ob_reference_by(body, site, 0);
    claim(ob_ledger(body, entries, 4) == 35);
    claim(entries[0].site == 0x1000 && entries[0].taken == 2 && entries[2].site == 0x3000 && entries[3].site == 0x5000); /* the old ones moved along */
}

static void the_ledger_keeps_call_sites_apart(void **state)
{
    (void)state;
    run_body(ledger);
}

static void drop_too_much(void)
{
    void *body = ob_create(new_type(), 64);
    ob_reference_by(body, 0x1000, 0);
    ob_dereference_by(body, 0x2000, 0);
    ob_dereference_by(body, 0x3000, 0);
}

static void dropping_the_systems_reference_is_0x18(void **state)
{
    (void)state;
    run_body_to_bugcheck(drop_too_much, 0x18);
    assert_int_equal(ke_end()->blame.pc, 0x3000);
}

static void drop_what_another_took(void)
{
    void *body = ob_create(new_type(), 64);
    ob_reference(body, OB_BY_LOOKUP);
    ob_reference_by(body, 0x1000, 0);
    ob_dereference_by(body, 0x2000, 0);
    claim(ke_end()->finding_count == 0);
    ob_dereference_by(body, 0x3000, 0);
    claim(ke_end()->finding_count == 1 && strcmp(ke_end()->findings[0].rule, "over-dereferenced") == 0 && ke_end()->findings[0].site == 0x3000);
}

static void dropping_what_no_driver_took_is_a_finding(void **state)
{
    (void)state;
    run_body(drop_what_another_took);
}

static void drop_while_others_hold(void)
{
    void *body = ob_create(new_type(), 64);
    ob_reference(body, OB_BY_NAME);
    ob_dereference_by(body, 0x4000, 0); /* nobody notices yet */
    claim(destroyed == 0);
    ob_dereference(body, OB_BY_CREATE);
}

static void an_early_drop_is_found_when_the_count_runs_out(void **state)
{
    (void)state;
    run_body_to_bugcheck(drop_while_others_hold, 0x18);
    assert_int_equal(ke_end()->blame.pc, 0x4000);
}

static const void *left_body;
static LONG_PTR left_count;
static uintptr_t left_site;
static unsigned left_visits;

static void note_left(void *context, const void *body, LONG_PTR left, uintptr_t site)
{
    (void)context;
    if (body != left_body)
        return;
    left_visits++;
    left_count = left;
    left_site = site;
}

static unsigned look_at_left(void)
{
    left_visits = 0;
    ob_references_visit(0, note_left, NULL); /* sites in no image */
    return left_visits;
}

static void left_over(void)
{
    left_body = ob_create(new_type(), 64);
    void *body = (void *)(uintptr_t)left_body;
    claim(look_at_left() == 0);
    ob_reference_by(body, 0x1000, 0);
    ob_dereference_by(body, 0x1000, 0);
    claim(look_at_left() == 0);
    ob_reference_by(body, 0x2000, 0);
    ob_reference_by(body, 0x2000, 0);
    ob_reference_by(body, 0x3000, 0);
    claim(look_at_left() == 1 && left_count == 3 && left_site == 0x2000); /* the first that took more than it dropped */
    ob_dereference_by(body, 0x4000, 0);
    claim(look_at_left() == 1 && left_count == 2 && left_site == 0x2000);
    claim((ob_references_visit(77, note_left, NULL), left_visits == 1)); /* another image's code took nothing */
}

static void what_an_image_has_not_given_back_is_counted(void **state)
{
    (void)state;
    run_body(left_over);
}

static void drop_twice_early(void)
{
    void *body = ob_create(new_type(), 64);
    LARGE_INTEGER interval = {.QuadPart = -10};
    ob_reference(body, OB_BY_NAME);
    ob_reference(body, OB_BY_NAME);
    ob_dereference_by(body, 0x4000, 0);
    ke_delay(KernelMode, FALSE, &interval);
    ob_dereference_by(body, 0x5000, 0);
    ke_delay(KernelMode, FALSE, &interval);
    ob_reference_by(body, 0x6000, 0);
    ob_reference(body, OB_BY_IRP);
    ob_dereference(body, OB_BY_IRP);
    ob_dereference(body, OB_BY_CREATE);
    ob_dereference(body, OB_BY_NAME);
}

static void the_last_that_dropped_is_blamed(void **state)
{
    (void)state;
    run_body_to_bugcheck(drop_twice_early, 0x18);
    assert_int_equal(ke_end()->blame.pc, 0x5000);
}

static void drop_again(void)
{
    void *body = ob_create(new_type(), 64);
    ob_reference(body, OB_BY_NAME);
    ob_reference(body, OB_BY_NAME);
    ob_reference_by(body, 0x1000, 0);
    ob_dereference_by(body, 0x4000, 0);
    ob_dereference_by(body, 0x5000, 0);
    ob_dereference_by(body, 0x4000, 0); /* all at one time */
    ob_dereference(body, OB_BY_CREATE);
}

static void the_last_that_dropped_is_blamed_even_at_one_time(void **state)
{
    (void)state;
    run_body_to_bugcheck(drop_again, 0x18);
    assert_int_equal(ke_end()->blame.pc, 0x4000);
}

static void drop_a_lookups(void)
{
    void *body = ob_create(new_type(), 64);
    ob_reference(body, OB_BY_LOOKUP); /* the system works with it */
    ob_dereference_by(body, 0x4000, 0);
    ob_dereference(body, OB_BY_CREATE);
}

static void drop_a_handles(void)
{
    void *body = ob_create(new_type(), 64);
    HANDLE handle;
    ob_handle_create(ob_kernel_table(), body, 0, 0, &handle);
    ob_dereference(body, OB_BY_CREATE);
    ob_dereference_by(body, 0x4000, 0);
}

static void a_reference_that_the_system_needs_is_missed(void **state)
{
    (void)state;
    run_body_to_bugcheck(drop_a_lookups, 0x18);
    assert_int_equal(ke_end()->blame.pc, 0x4000);
    run_body_to_bugcheck(drop_a_handles, 0x18);
    assert_int_equal(ke_end()->blame.pc, 0x4000);
}

static void entries(void)
{
    void *body = ob_create(new_type(), 64);
    struct ob_ledger_entry entry;
    LARGE_INTEGER interval = {.QuadPart = -10};
    uint64_t first = ke_now();
    ObReferenceObjectWithTag(body, 'abcd');
    claim(ob_ledger(body, &entry, 1) == 1 && entry.tag == 'abcd' && entry.taken == 1 && entry.context == ke_current()->id);
    claim(strcmp(entry.routine, "ObfReferenceObjectWithTag") == 0 && entry.first_at == first && entry.last_at == first);
    ke_delay(KernelMode, FALSE, &interval);
    ob_reference_by(body, entry.site, 'abcd');
    ob_reference_by(body, entry.site, 'efgh'); /* by tags apart */
    claim(ob_ledger(body, &entry, 1) == 2 && entry.taken == 2 && entry.first_at == first && entry.last_at == ke_now() && entry.routine[0] == 0);
}

static void the_ledger_tells_who_and_when(void **state)
{
    (void)state;
    run_body(entries);
}

static uintptr_t sites_left[2];
static unsigned bodies_left;

static void note_site(void *context, const void *body, LONG_PTR left, uintptr_t site)
{
    (void)context, (void)body, (void)left;
    if (bodies_left < 2)
        sites_left[bodies_left] = site;
    bodies_left++;
}

static void two_left(void)
{
    void *first = ob_create(new_type(), 64), *second = ob_create(ob_type_of(first), 64);
    ob_reference_by(first, 0x1000, 0);
    ob_reference_by(second, 0x2000, 0);
    bodies_left = 0;
    ob_references_visit(0, note_site, NULL);
    claim(bodies_left == 2 && sites_left[0] == 0x1000 && sites_left[1] == 0x2000);
}

static void each_object_that_is_held_comes_with_its_own_taker(void **state)
{
    (void)state;
    run_body(two_left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ledger_keeps_call_sites_apart),
        cmocka_unit_test(dropping_the_systems_reference_is_0x18),
        cmocka_unit_test(dropping_what_no_driver_took_is_a_finding),
        cmocka_unit_test(an_early_drop_is_found_when_the_count_runs_out),
        cmocka_unit_test(what_an_image_has_not_given_back_is_counted),
        cmocka_unit_test(the_last_that_dropped_is_blamed),
        cmocka_unit_test(the_last_that_dropped_is_blamed_even_at_one_time),
        cmocka_unit_test(a_reference_that_the_system_needs_is_missed),
        cmocka_unit_test(the_ledger_tells_who_and_when),
        cmocka_unit_test(each_object_that_is_held_comes_with_its_own_taker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
