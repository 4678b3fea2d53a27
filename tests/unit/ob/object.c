/* Claims about counts and deletion. */
#include "test.h"
#include "../step.h"
#include "../sync_log.h"
#include "mm/shadow.h"
#include "ob/private.h"

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
    void *other = ob_create(ob_type_of(body), 64);
    struct ob_prefix *prefix = ob_prefix_of(body), kept = *prefix;
    prefix->object = ob_object_of(other); /* written over, to another that is one */
    claim(!ob_is_object(body) && ob_is_object(other));
    prefix->object = (struct ob_object *)0x1000;
    claim(!ob_is_object(body));
    *prefix = kept;
    claim(ob_is_object(body));
    claim(!shadow_allows(prefix, sizeof *prefix) && shadow_allows(body, 16)); /* what is in front is not the driver's to touch */
    claim(!ob_is_object(arena_start(ARENA_NONPAGED)));
    claim(!ob_is_object(arena_start(ARENA_NONPAGED) + ARENA_SEGMENT_SIZE - 16));
}

static void only_a_body_is_an_object(void **state)
{
    (void)state;
    run_body(pointers);
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

static void come_and_go(bool visible)
{
    POBJECT_TYPE type = new_type(visible);
    size_t before = 0;
    uint32_t labelled = 0;
    for (int i = 0; i < 20000; i++) {
        void *body = ob_create(type, 64);
        for (uintptr_t site = 0; i < 2000 && site < 10; site++)
            ob_reference_by(body, 0x1000 + site, 0);
        for (uintptr_t site = 0; i < 2000 && site < 10; site++)
            ob_dereference_by(body, 0x1000 + site, 0);
        claim(ob_id(body) == ke_label_find(body));
        ob_dereference(body, OB_BY_CREATE);
        labelled += ke_label_find(body) != 0;
        if (i == 1000) /* freed blocks of pool rest for a while */
            before = arena_used(ARENA_PRIVATE);
    }
    claim(arena_used(ARENA_PRIVATE) == before && labelled == 0);
}

static void visible_ones(void)
{
    come_and_go(true);
}

static void private_ones(void)
{
    come_and_go(false);
}

static void an_object_that_is_gone_keeps_neither_memory_nor_label(void **state)
{
    (void)state;
    run_body(visible_ones);
    run_body(private_ones);
}

static void note_end(void *body)
{
    (void)body;
    sync_log_add('d');
}

/* Whoever drops a reference is done with the object; its end comes after all of them. */
static void ordered_end(void)
{
    struct ob_type_ops ops = {.name = "Visible", .driver_visible = true, .destroy = note_end};
    void *body = ob_create(ob_type_create(&ops), 64);
    ob_reference(body, OB_BY_IRP);
    ob_reference_by(body, 0x1000, 0);
    sync_log_of(ob_object_of(body));
    ob_dereference(body, OB_BY_IRP);
    ob_dereference_by(body, 0x1000, 0);
    ob_dereference(body, OB_BY_CREATE);
    sync_log_of(NULL);
    claim(strcmp(sync_log.letters, "rrrad") == 0);
}

static void the_end_of_an_object_comes_after_all_that_was_done_with_it(void **state)
{
    (void)state;
    run_body(ordered_end);
}

static void ids(void)
{
    void *thread = ps_current_thread(), *body = ob_create(new_type(true), 16);
    claim(ob_id(thread) && ob_id(thread) == ke_label_find(thread) && ob_id(body) != ob_id(thread) && ob_id(body) == ob_id(body));
}

static void every_object_has_one_id(void **state)
{
    (void)state;
    run_body(ids);
}

/* --- what steps that have to do with objects tell of themselves ----------------------------------------------------------------------------------- */

static bool unknown_at_end;

static void look_at_end(void *body)
{
    (void)body;
    unknown_at_end = ke_current()->unknown > 0;
}

static void end_of(bool quiet)
{
    struct ob_type_ops ops = {.name = quiet ? "Quiet" : "Loud", .driver_visible = true, .any_irql = true, .quiet_end = quiet, .destroy = look_at_end};
    struct footprint system = {0};
    void *body = ob_create(ob_type_create(&ops), 64);
    footprint_open = &system;
    footprint_system();
    step_begin();
    ob_dereference(body, OB_BY_CREATE);
    bool all = step_depends_on_all();
    step_end();
    claim(all == !quiet && unknown_at_end == !quiet && ke_current()->unknown == 0);
    claim(footprint_conflict(&last_step, &system)); /* the system's lists are met in any case */
}

static void quiet_end(void)
{
    end_of(true);
}

static void loud_end(void)
{
    end_of(false);
}

/* Two that take or drop references of one object find different counts in another order; those of two objects do not meet. */
static void references_meet(void)
{
    void *one = ob_create(new_type(true), 64), *other = ob_create(ob_type_of(one), 64), *found;
    struct footprint first;
    HANDLE handle;
    ob_handle_create(ob_kernel_table(), one, 0, 0, &handle);
    step_begin();
    ob_reference(one, OB_BY_IRP);
    claim(!step_depends_on_all());
    footprint_copy(&first, &last_step);
    ob_dereference(one, OB_BY_IRP);
    claim(!step_depends_on_all() && footprint_conflict(&first, &last_step));
    ob_handle_object(ob_kernel_table(), handle, NULL, 0, KernelMode, &found, NULL);
    claim(!step_depends_on_all() && footprint_conflict(&first, &last_step));
    ob_reference(other, OB_BY_IRP);
    claim(!step_depends_on_all() && !footprint_conflict(&first, &last_step));
    step_end();
}

static void steps_of_one_object_meet_and_its_end_meets_the_system(void **state)
{
    (void)state;
    run_body(references_meet);
    run_body(quiet_end);
    run_body(loud_end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_reference_destroys),
        cmocka_unit_test(only_a_body_is_an_object),
        cmocka_unit_test(above_passive_level_a_worker_destroys),
        cmocka_unit_test(a_type_that_does_not_mind_is_destroyed_at_once),
        cmocka_unit_test(a_trace_of_all_references_comes_out_at_the_counts),
        cmocka_unit_test(a_dying_object_cannot_be_referenced),
        cmocka_unit_test(a_dying_object_cannot_be_dereferenced),
        cmocka_unit_test(references_and_the_end_are_told),
        cmocka_unit_test(an_object_that_is_gone_keeps_neither_memory_nor_label),
        cmocka_unit_test(the_end_of_an_object_comes_after_all_that_was_done_with_it),
        cmocka_unit_test(every_object_has_one_id),
        cmocka_unit_test(steps_of_one_object_meet_and_its_end_meets_the_system),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
