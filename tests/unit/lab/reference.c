/*
 * Objects: counts and holders; the reference trace pairs each drop with its take and keeps what was never dropped.
 */
#include "ob/inspect.h"
#include "test.h"

static void show_objects(void)
{
    load_probe();
    claim(look("!object \\Device\\Probe") && shows("Type: (") && shows(") Device") && shows("PointerCount: 2") && shows("Name: \\Device\\Probe"));
    claim(shows("Held by: creation 1 name 1"));
    claim(look("!object \\Device") && shows("Probe") && shows("Directory"));
    claim(look("!object \\?" "?") && shows("SymbolicLink") && shows("Target String is '\\GLOBAL?" "?'"));
    claim(look("!object \\") && shows("ObjectTypes"));
    claim(look("!object \\DosDevices\\Global\\GLOBALROOT\\Device\\Probe") && shows(hex(probe.device)));
    claim(!look("!object \\Device\\Probe\\rest") && look("!object \\Device\\") && shows("Probe"));
}
TEST(an_object_is_found_by_path, show_objects)

static struct {
    unsigned rows, open;
    uint64_t partner[8];
} rows;

static void note_row(void *context, const struct ob_trace_row *row)
{
    (void)context;
    if (rows.rows < 8)
        rows.partner[rows.rows] = row->partner;
    rows.rows++;
    rows.open += row->change > 0 && !row->partner;
}

static void take_and_drop(void)
{
    load_probe();
    ob_reference_by(probe.device, 0x10, 'aaaa');
    ob_reference_by(probe.device, 0x20, 'bbbb');
    ob_reference_by(probe.device, 0x30, 'aaaa');
    ob_dereference_by(probe.device, 0x40, 'bbbb');
    ob_dereference_by(probe.device, 0x50, 'aaaa');
    memset(&rows, 0, sizeof rows);
    ob_trace_visit(probe.device, note_row, NULL);
    claim(rows.rows == 5 && rows.open == 1);
    claim(rows.partner[0] == 0 && rows.partner[1] == 4 && rows.partner[2] == 5 && rows.partner[3] == 2 && rows.partner[4] == 3);
    claim(look("!obtrace Probe") == false && look("!obtrace \\Device\\Probe"));
    claim(shows("References: 3, Dereferences: 2 (drivers' only") && shows("References without a dereference: 1") && shows("aaaa"));
    ob_dereference_by(probe.device, 0x60, 'aaaa');
    claim(look("!obtrace \\Device\\Probe") && shows("Every reference in the trace has its dereference"));
}
TEST(a_drop_is_paired_with_its_take, take_and_drop)

/* The one that stays is the first: thousands of pairs later it is still there. */
static void many_pairs(void)
{
    load_probe();
    ob_reference_by(probe.device, 0x10, 0);
    for (int i = 0; i < 5000; i++) {
        ob_reference_by(probe.device, 0x20, 0);
        ob_dereference_by(probe.device, 0x30, 0);
    }
    memset(&rows, 0, sizeof rows);
    uint64_t forgotten = ob_trace_visit(probe.device, note_row, NULL);
    claim(rows.open == 1 && rows.partner[0] == 0 && rows.rows < 256 && rows.rows + forgotten == 10001);
    claim(look("!obtrace \\Device\\Probe") && shows("References: 5001, Dereferences: 5000") && shows("were forgotten"));
    ob_dereference_by(probe.device, 0x40, 0);
}
TEST(pairs_are_forgotten_and_leaks_are_not, many_pairs)

static void trace_system(void)
{
    load_probe();
    ob_trace_all();
    HANDLE handle = open_probe(0);
    HANDLE second;
    void *file;
    claim(NT_SUCCESS(ob_handle_object(ob_kernel_table(), handle, NULL, 0, KernelMode, &file, NULL)));
    claim(NT_SUCCESS(ob_handle_create(ob_kernel_table(), file, FILE_ALL_ACCESS, OBJ_KERNEL_HANDLE, &second)));
    claim(look_at("!obtrace", file) && shows("handle") && shows("lookup") && !shows("drivers' only"));
    memset(&rows, 0, sizeof rows);
    ob_trace_visit(file, note_row, NULL);
    claim(rows.open == (unsigned)ob_pointer_count(file)); /* every reference that is left is told */
    ob_dereference(file, OB_BY_LOOKUP);
    close_handle(second);
    close_handle(handle);
}
TEST(the_systems_references_are_traced_when_asked_for, trace_system)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_object_is_found_by_path), cmocka_unit_test(a_drop_is_paired_with_its_take),
                                       cmocka_unit_test(pairs_are_forgotten_and_leaks_are_not), cmocka_unit_test(the_systems_references_are_traced_when_asked_for)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
