/* Claims about counts, deletion and the ledger. */
#include "test.h"
#include "ob/inspect.h"

static int destroyed, closed_last;

static void note_destroy(void *body)
{
    (void)body;
    destroyed++;
}

static void note_last_handle(void *body)
{
    (void)body;
    closed_last++;
}

static POBJECT_TYPE new_type(bool driver_visible)
{
    struct ob_type_ops ops = {.name = driver_visible ? "Visible" : "Private", .driver_visible = driver_visible, .destroy = note_destroy, .last_handle = note_last_handle};
    destroyed = closed_last = 0;
    return ob_type_create(&ops);
}

static void last_reference(void)
{
    for (int visible = 0; visible < 2; visible++) {
        uint64_t *body = ob_create(new_type(visible), 64);
        claim(ob_pointer_count(body) == 1 && ob_handle_count(body) == 0 && *body == 0);
        ob_reference(body, OB_BY_IRP);
        claim(ob_held(body, OB_BY_IRP) == 1);
        ob_dereference(body, OB_BY_CREATE);
        claim(destroyed == 0 && ob_is_object(body));
        ob_dereference(body, OB_BY_IRP);
        claim(destroyed == 1 && !ob_is_object(body));
    }
}

static void the_last_reference_destroys(void **state)
{
    (void)state;
    run_body(last_reference);
}

static void pointers(void)
{
    void *body = ob_create(new_type(true), 64);
    int local;
    claim(ob_is_object(body));
    claim(!ob_is_object((char *)body + 16));
    claim(!ob_is_object((char *)body + 1));
    claim(!ob_is_object(&local));
    claim(!ob_is_object(NULL));
    claim(!ob_is_object(arena_start(ARENA_NONPAGED)));
    claim(!ob_is_object(arena_start(ARENA_NONPAGED) + ARENA_SEGMENT_SIZE - 16));
}

static void only_a_body_is_an_object(void **state)
{
    (void)state;
    run_body(pointers);
}

static void ledger(void)
{
    void *body = ob_create(new_type(true), 64);
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
}

static void the_ledger_keeps_call_sites_apart(void **state)
{
    (void)state;
    run_body(ledger);
}

static void drop_too_much(void)
{
    void *body = ob_create(new_type(true), 64);
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

static void drop_while_others_hold(void)
{
    void *body = ob_create(new_type(true), 64);
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

static void (*deferred_run)(void *);
static void *deferred_body;

static void defer(void (*run)(void *), void *body)
{
    deferred_run = run;
    deferred_body = body;
}

static void drop_high(void)
{
    void *body = ob_create(new_type(true), 64);
    ob_set_worker(defer);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ob_dereference(body, OB_BY_CREATE);
    claim(destroyed == 0 && ob_is_dying(body));
    ke_lower(irql);
    claim(deferred_body == body);
    deferred_run(deferred_body);
    claim(destroyed == 1);
}

static void above_passive_level_a_worker_destroys(void **state)
{
    (void)state;
    run_body(drop_high);
}

static void drop_high_at_once(void)
{
    struct ob_type_ops ops = {.name = "Anywhere", .driver_visible = true, .any_irql = true, .destroy = note_destroy};
    destroyed = 0;
    deferred_body = NULL;
    void *body = ob_create(ob_type_create(&ops), 64);
    ob_set_worker(defer);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ob_dereference(body, OB_BY_CREATE);
    claim(destroyed == 1 && !deferred_body);
    ke_lower(irql);
}

static void a_type_that_does_not_mind_is_destroyed_at_once(void **state)
{
    (void)state;
    run_body(drop_high_at_once);
}

static int rows_met, rows_sum, rows_of[OB_REASONS];

static void sum_row(void *context, const struct ob_trace_row *row)
{
    (void)context;
    rows_met++;
    rows_sum += row->change;
    rows_of[row->reason] += row->change;
}

/* With the trace of all references on, the rows come out at the counts, reason by reason. */
static void traced(void)
{
    void *found;
    HANDLE handle;
    rows_met = rows_sum = 0;
    memset(rows_of, 0, sizeof rows_of);
    ob_trace_all();
    void *body = ob_create(new_type(true), 64);
    ob_reference(body, OB_BY_IRP);
    ob_reference(body, OB_BY_IRP);
    ob_dereference(body, OB_BY_IRP);
    ob_handle_create(ob_kernel_table(), body, 0, 0, &handle);
    claim(ob_handle_object(ob_kernel_table(), handle, NULL, 0, KernelMode, &found, NULL) == STATUS_SUCCESS);
    ob_hand_over(body, OB_BY_LOOKUP, 0x1000, 0);
    ob_reference_by(body, 0x2000, 0);
    ob_dereference_by(body, 0x3000, 0);
    ob_trace_visit(body, sum_row, NULL);
    claim(rows_met == 10 && rows_sum == ob_pointer_count(body));
    for (int reason = 0; reason < OB_REASONS; reason++)
        claim(rows_of[reason] == ob_held(body, (enum ob_reason)reason));
}

static void a_trace_of_all_references_comes_out_at_the_counts(void **state)
{
    (void)state;
    run_body(traced);
}

static void revive(void)
{
    void *body = ob_create(new_type(true), 64);
    ob_set_worker(defer);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ob_dereference(body, OB_BY_CREATE);
    ke_lower(irql);
    ob_reference_by(body, 0x5000, 0);
}

static void a_dying_object_cannot_be_referenced(void **state)
{
    (void)state;
    run_body_to_bugcheck(revive, 0x18);
}

static void drop_the_dying(void)
{
    void *body = ob_create(new_type(true), 64);
    ob_set_worker(defer);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ob_dereference(body, OB_BY_CREATE);
    ke_lower(irql);
    ob_dereference_by(body, 0x6000, 0);
}

static void a_dying_object_cannot_be_dereferenced(void **state)
{
    (void)state;
    run_body_to_bugcheck(drop_the_dying, 0x18);
    assert_int_equal(ke_end()->blame.pc, 0x6000);
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
    left_body = ob_create(new_type(true), 64);
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
    void *body = ob_create(new_type(true), 64);
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

static unsigned references_told, dereferences_told, deletions_told;

static void note_reference(void *context, const struct event *event)
{
    (void)context;
    references_told += event->kind == EV_REFERENCE;
    dereferences_told += event->kind == EV_DEREFERENCE;
    deletions_told += event->kind == EV_OBJECT_DELETE;
}

static void told(void)
{
    void *body = ob_create(new_type(true), 64);
    references_told = dereferences_told = deletions_told = 0;
    event_listen(note_reference, NULL);
    ob_reference_by(body, 0x1000, 0);
    claim(references_told == 1 && dereferences_told == 0);
    ob_dereference_by(body, 0x1000, 0);
    claim(references_told == 1 && dereferences_told == 1);
    ob_reference(body, OB_BY_LOOKUP);
    ob_hand_over(body, OB_BY_LOOKUP, 0x2000, 0);
    claim(references_told == 2 && ob_held(body, OB_BY_LOOKUP) == 0 && ob_held(body, OB_BY_DRIVER) == 1);
    ob_dereference_by(body, 0x2000, 0);
    claim(deletions_told == 0);
    ob_dereference(body, OB_BY_CREATE);
    claim(deletions_told == 1);
}

static void references_and_the_end_are_told(void **state)
{
    (void)state;
    run_body(told);
}

static struct ob_type_info counted_type;

static void take_counted(void *context, const struct ob_type_info *info)
{
    if (strcmp(info->name, context) == 0)
        counted_type = *info;
}

static bool counts_are(LONG_PTR objects, LONG_PTR handles)
{
    ob_types_peek(take_counted, (void *)(uintptr_t)"Private");
    return counted_type.objects == objects && counted_type.handles == handles;
}

static void counts(void)
{
    POBJECT_TYPE type = new_type(false);
    HANDLE handle;
    claim(counts_are(0, 0));
    void *first = ob_create(type, 16), *second = ob_create(type, 16);
    claim(counts_are(2, 0));
    ob_handle_create(ob_kernel_table(), first, 0, 0, &handle);
    claim(counts_are(2, 1));
    ob_dereference(second, OB_BY_CREATE);
    ob_dereference(first, OB_BY_CREATE);
    claim(counts_are(1, 1));
    ob_handle_close(ob_kernel_table(), handle);
    claim(counts_are(0, 0));
}

static void a_type_counts_its_objects_and_handles(void **state)
{
    (void)state;
    run_body(counts);
}

static void exported_variable(void)
{
    POBJECT_TYPE type = ps_process_type();
    void **value = ob_exported_type("PsProcessType");
    claim(value && *(POBJECT_TYPE *)*value == type);
    claim(arena_of(*value) == ARENA_NONPAGED);
    claim(ob_exported_type("NoSuchType") == NULL);
    UNICODE_STRING path = wide(L"\\ObjectTypes\\Process");
    void *found;
    claim(NT_SUCCESS(ob_lookup(&path, NULL, NULL, &found)) && found == type);
}

static void a_type_is_found_by_its_variable_and_by_name(void **state)
{
    (void)state;
    run_body(exported_variable);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_reference_destroys),
        cmocka_unit_test(only_a_body_is_an_object),
        cmocka_unit_test(the_ledger_keeps_call_sites_apart),
        cmocka_unit_test(dropping_the_systems_reference_is_0x18),
        cmocka_unit_test(an_early_drop_is_found_when_the_count_runs_out),
        cmocka_unit_test(above_passive_level_a_worker_destroys),
        cmocka_unit_test(a_dying_object_cannot_be_referenced),
        cmocka_unit_test(a_type_that_does_not_mind_is_destroyed_at_once),
        cmocka_unit_test(a_trace_of_all_references_comes_out_at_the_counts),
        cmocka_unit_test(a_dying_object_cannot_be_dereferenced),
        cmocka_unit_test(what_an_image_has_not_given_back_is_counted),
        cmocka_unit_test(the_last_that_dropped_is_blamed),
        cmocka_unit_test(references_and_the_end_are_told),
        cmocka_unit_test(a_type_counts_its_objects_and_handles),
        cmocka_unit_test(a_type_is_found_by_its_variable_and_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
