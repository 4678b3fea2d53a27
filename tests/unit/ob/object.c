/* Claims about counts, deletion and the ledger. */
#include "test.h"
#include "../sync_log.h"
#include "choice/footprint.h"
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
    claim(entries[0].site == 0x1000 && entries[0].taken == 2 && entries[2].site == 0x3000 && entries[3].site == 0x5000); /* the old ones moved along */
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
    claim(*ob_exported_type("PsInitialSystemProcess") == ps_system_process());
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

static void drop_again(void)
{
    void *body = ob_create(new_type(true), 64);
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
    void *body = ob_create(new_type(true), 64);
    ob_reference(body, OB_BY_LOOKUP); /* the system works with it */
    ob_dereference_by(body, 0x4000, 0);
    ob_dereference(body, OB_BY_CREATE);
}

static void drop_a_handles(void)
{
    void *body = ob_create(new_type(true), 64);
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
    void *body = ob_create(new_type(true), 64);
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
    void *first = ob_create(new_type(true), 64), *second = ob_create(ob_type_of(first), 64);
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

static uint64_t made_id, made_type;

static void note_made(void *context, const struct event *event)
{
    (void)context;
    if (event->kind == EV_OBJECT_CREATE)
        made_id = event->a, made_type = event->b;
}

/* Types are objects of the first type; every later one has a number of its own. */
static void numbers(void)
{
    event_listen(note_made, NULL);
    POBJECT_TYPE one = new_type(true), other = new_type(false);
    claim(made_type == 1);
    void *body = ob_create(one, 16);
    uint64_t first = made_type, id = made_id;
    claim(id == ob_id(body));
    body = ob_create(other, 16);
    claim(made_type == first + 1 && first > 1 && made_id == ob_id(body) && made_id != id);
}

static void what_is_made_is_told_with_its_types_number(void **state)
{
    (void)state;
    run_body(numbers);
}

static void first_types(void)
{
    static const WCHAR *const paths[] = {L"\\ObjectTypes\\Type", L"\\ObjectTypes\\Directory", L"\\ObjectTypes\\SymbolicLink"};
    POBJECT_TYPE types[3] = {NULL};
    for (int i = 0; i < 3; i++) {
        UNICODE_STRING path = wide(paths[i]);
        claim(ob_lookup(&path, NULL, NULL, (void **)&types[i]) == STATUS_SUCCESS);
    }
    claim(types[0] && ob_type_of(types[0]) == types[0] && types[1] == ob_directory_type() && types[2] == ob_link_type());
}

static void the_first_types_have_names_like_all_others(void **state)
{
    (void)state;
    run_body(first_types);
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

static void long_name(void)
{
    static const struct ob_type_ops ops = {.name = "AnOverlongNameOfATypeThatWouldNotFitIntoThePathThatItIsGiven"};
    UNICODE_STRING cut = wide(L"\\ObjectTypes\\AnOverlongNameOfATypeThatWouldNotFitIntoThePathTha");
    void *found;
    POBJECT_TYPE type = ob_type_create(&ops);
    claim(ob_lookup(&cut, NULL, NULL, &found) == STATUS_SUCCESS && found == type);
}

static void the_name_of_a_type_is_cut_to_its_room(void **state)
{
    (void)state;
    run_body(long_name);
}

/* --- what steps that have to do with objects tell of themselves ----------------------------------------------------------------------------------- */

static struct footprint step, last_step;

/* What was told since the last time; kept in last_step. */
static bool told_all(void)
{
    footprint_copy(&last_step, &step);
    memset(&step, 0, sizeof step);
    return last_step.all;
}

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
    footprint_open = &step;
    told_all();
    ob_dereference(body, OB_BY_CREATE);
    bool all = told_all();
    footprint_open = NULL;
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
    footprint_open = &step;
    told_all();
    ob_reference(one, OB_BY_IRP);
    claim(!told_all());
    footprint_copy(&first, &last_step);
    ob_dereference(one, OB_BY_IRP);
    claim(!told_all() && footprint_conflict(&first, &last_step));
    ob_handle_object(ob_kernel_table(), handle, NULL, 0, KernelMode, &found, NULL);
    claim(!told_all() && footprint_conflict(&first, &last_step));
    ob_reference(other, OB_BY_IRP);
    claim(!told_all() && !footprint_conflict(&first, &last_step));
    footprint_open = NULL;
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
        cmocka_unit_test(the_last_that_dropped_is_blamed_even_at_one_time),
        cmocka_unit_test(a_reference_that_the_system_needs_is_missed),
        cmocka_unit_test(the_ledger_tells_who_and_when),
        cmocka_unit_test(each_object_that_is_held_comes_with_its_own_taker),
        cmocka_unit_test(what_is_made_is_told_with_its_types_number),
        cmocka_unit_test(the_first_types_have_names_like_all_others),
        cmocka_unit_test(an_object_that_is_gone_keeps_neither_memory_nor_label),
        cmocka_unit_test(the_end_of_an_object_comes_after_all_that_was_done_with_it),
        cmocka_unit_test(every_object_has_one_id),
        cmocka_unit_test(the_name_of_a_type_is_cut_to_its_room),
        cmocka_unit_test(steps_of_one_object_meet_and_its_end_meets_the_system),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
