/* Claims about work items and workers (semantics 52, 53, 65). */
#include "../sync_log.h"
#include "test.h"
#include "io/state.h"

static unsigned runs;
static LONG_PTR held_inside;
static bool free_inside, queue_again;
static PIO_WORKITEM item;
static KEVENT gate;

static VOID routine(PDEVICE_OBJECT device, PVOID context)
{
    claim(device == probe.device && context == &runs && ke_irql() == PASSIVE_LEVEL && ps_current_process() == ps_system_process());
    runs++;
    held_inside = ob_held(device, OB_BY_WORK_ITEM);
    if (free_inside)
        IoFreeWorkItem(item);
    if (queue_again && runs < 3)
        IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
}

static void start(void)
{
    load_probe();
    runs = 0;
    free_inside = queue_again = false;
    item = IoAllocateWorkItem(probe.device);
    claim(item != NULL);
}

static void holds(void)
{
    start();
    KIRQL irql = ke_raise(DISPATCH_LEVEL); /* workers wait */
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
    claim(ob_held(probe.device, OB_BY_WORK_ITEM) == 1 && probe.device->ReferenceCount == 0); /* a pointer reference, no more */
    ke_lower(irql);
    pause_ms(1);
    claim(runs == 1 && held_inside == 1 && ob_held(probe.device, OB_BY_WORK_ITEM) == 0);
    IoFreeWorkItem(item);
}

static void inside(void)
{
    start();
    queue_again = true;
    IoQueueWorkItem(item, routine, CriticalWorkQueue, &runs);
    pause_ms(1);
    claim(runs == 3);
    queue_again = false;
    free_inside = true;
    IoQueueWorkItem(item, routine, HyperCriticalWorkQueue, &runs);
    pause_ms(1);
    claim(runs == 4);
}

static VOID extended_routine(PVOID object, PVOID context, PIO_WORKITEM self)
{
    claim(object == probe.device && context == &runs && self == item);
    runs++;
    IoFreeWorkItem(self);
}

static void extended(void)
{
    start();
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    IoQueueWorkItemEx(item, extended_routine, DelayedWorkQueue, &runs);
    claim(!IoTryQueueWorkItem(item, extended_routine, DelayedWorkQueue, &runs));
    ke_lower(irql);
    pause_ms(1);
    claim(runs == 1);
}

/* In memory of the driver's own: IoSizeofWorkItem tells how much. */
static void in_own_memory(void)
{
    start();
    IoFreeWorkItem(item);
    ULONG size = IoSizeofWorkItem();
    UCHAR *memory = ExAllocatePoolWithTag(NonPagedPool, size + 1, 'metI');
    memory[size] = 0x5A;
    item = (PIO_WORKITEM)(void *)memory;
    IoInitializeWorkItem(probe.device, item);
    claim(memory[size] == 0x5A && ob_held(probe.device, OB_BY_WORK_ITEM) == 0);
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
    pause_ms(1);
    claim(runs == 1 && held_inside == 1 && ob_held(probe.device, OB_BY_WORK_ITEM) == 0);
    IoUninitializeWorkItem(item);
    ExFreePoolWithTag(memory, 'metI');
}

static void uninitialised_while_queued(void)
{
    start();
    IoInitializeWorkItem(probe.device, item = ExAllocatePoolWithTag(NonPagedPool, IoSizeofWorkItem(), 'metI'));
    ke_raise(DISPATCH_LEVEL);
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
    IoUninitializeWorkItem(item);
}

static VOID blocked(PDEVICE_OBJECT device, PVOID context)
{
    (void)device;
    (void)context;
    runs++;
    ke_wait_one(&gate, KernelMode, FALSE, NULL);
}

static void many_wait(void)
{
    PIO_WORKITEM items[8];
    start();
    ke_event_init(&gate, NotificationEvent, FALSE);
    for (int i = 0; i < 8; i++) {
        items[i] = IoAllocateWorkItem(probe.device);
        IoQueueWorkItem(items[i], blocked, DelayedWorkQueue, NULL);
    }
    pause_ms(1);
    claim(runs == 8); /* items that wait do not starve the others */
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
    pause_ms(1);
    claim(runs == 9);
    ke_event_set(&gate);
    pause_ms(1);
}

static WORK_QUEUE_ITEM ex_item;
static VOID ex_routine(PVOID parameter)
{
    claim(parameter == &runs);
    runs++;
}

static void executive(void)
{
    start();
    ExInitializeWorkItem(&ex_item, ex_routine, &runs);
    LONG_PTR references = ob_pointer_count(probe.device);
    ExQueueWorkItem(&ex_item, DelayedWorkQueue);
    claim(ob_pointer_count(probe.device) == references); /* takes nothing */
    pause_ms(1);
    claim(runs == 1);
}

static void outlives_unload(void)
{
    start();
    ke_event_init(&gate, NotificationEvent, FALSE);
    uint64_t queued_at = ke_now();
    IoQueueWorkItem(item, blocked, DelayedWorkQueue, NULL);
    pause_ms(1);
    claim(io_driver_unload("probe") == STATUS_SUCCESS && probe.unloads == 1); /* does not delay the call */
    claim(state_of("probe") == IO_UNLOAD_RETURNED);                          /* but the image */
    struct io_holder holder;
    claim(io_driver_holders("probe", &holder, 1) == 1 && strcmp(holder.kind, "work item") == 0 && holder.object_id == ke_label_find(item));
    claim(strcmp(holder.object, "running") == 0 && holder.holder[0] && holder.where && holder.at_100ns == queued_at);
    ke_event_set(&gate);
    pause_ms(1);
    claim(state_of("probe") == IO_GONE);
}

static void last_reference_at_dispatch(void)
{
    NTSTATUS status;
    load_probe();
    UNICODE_STRING name = wide(L"\\Device\\Probe");
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    status = IoGetDeviceObjectPointer(&name, FILE_READ_DATA, &file, &device);
    claim(NT_SUCCESS(status));
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ob_dereference_by(file, 0, 0);
    claim(probe.closes == 0);
    ke_lower(irql);
    pause_ms(1);
    claim(probe.closes == 1); /* by a worker */
}

static void queued_twice(void)
{
    start();
    ke_raise(DISPATCH_LEVEL);
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
}

static void freed_while_queued(void)
{
    start();
    ke_raise(DISPATCH_LEVEL);
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
    IoFreeWorkItem(item);
}

/* The item lies in memory that is freed before a worker comes to it. */
static void freed_with_the_item(ULONG before, ULONG behind)
{
    load_probe();
    char *block = ExAllocatePoolWithTag(NonPagedPool, before + sizeof(WORK_QUEUE_ITEM) + behind, 'metI');
    PWORK_QUEUE_ITEM inner = (PWORK_QUEUE_ITEM)(block + before);
    ExInitializeWorkItem(inner, ex_routine, inner);
    ke_raise(DISPATCH_LEVEL);
    ExQueueWorkItem(inner, DelayedWorkQueue);
    ExFreePoolWithTag(block, 'metI');
}

static void freed_with_the_item_first(void)
{
    freed_with_the_item(0, 64);
}

static void freed_with_the_item_last(void)
{
    freed_with_the_item(64, 0);
}

static void freed_after_it_ran(void)
{
    load_probe();
    runs = 0;
    PWORK_QUEUE_ITEM lone = ExAllocatePoolWithTag(NonPagedPool, sizeof *lone, 'metI'), waiting = ExAllocatePoolWithTag(NonPagedPool, sizeof *waiting, 'metI');
    ExInitializeWorkItem(lone, ex_routine, &runs);
    ExInitializeWorkItem(waiting, ex_routine, &runs);
    ExQueueWorkItem(lone, DelayedWorkQueue);
    pause_ms(1);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ExQueueWorkItem(waiting, DelayedWorkQueue); /* another block's item is no reason */
    ExFreePoolWithTag(lone, 'metI');
    ke_lower(irql);
    pause_ms(1);
    claim(runs == 2);
    ExFreePoolWithTag(waiting, 'metI');
}

static void freeing_memory_that_holds_a_queued_item_is_0xe4(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(freed_with_the_item_first, WORKER_INVALID)->parameter[0], 0);
    assert_int_equal(run_body_to_bugcheck(freed_with_the_item_last, WORKER_INVALID)->parameter[0], 0);
    assert_string_equal(ke_end()->text, "the memory that is freed holds a work item that is queued");
    assert_int_equal(ke_end()->parameter[3] - ke_end()->parameter[2], 64 + sizeof(WORK_QUEUE_ITEM));
}

TEST(memory_of_an_item_that_ran_may_be_freed_while_others_wait, freed_after_it_ran)
TEST(a_queued_item_holds_the_device_until_it_has_returned, holds)
TEST(an_item_may_be_queued_and_freed_by_its_own_routine, inside)
TEST(the_ex_form_gets_the_item_too, extended)
TEST(an_item_may_lie_in_the_drivers_own_memory, in_own_memory)
TEST(items_that_wait_do_not_starve_others, many_wait)
TEST(an_executive_item_holds_nothing, executive)
TEST(an_item_delays_the_image_not_the_call_of_unload, outlives_unload)
TEST(a_last_dereference_at_dispatch_level_is_finished_by_a_worker, last_reference_at_dispatch)

static void misuse_is_a_bug_check(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(queued_twice, WORKER_INVALID)->parameter[0], 1);
    assert_int_equal(run_body_to_bugcheck(freed_while_queued, WORKER_INVALID)->parameter[0], 2);
    assert_int_equal(run_body_to_bugcheck(uninitialised_while_queued, WORKER_INVALID)->parameter[0], 2);
}

static PWORK_QUEUE_ITEM own_memory;

static VOID frees_itself(PVOID parameter)
{
    (void)parameter;
    runs++;
    ExFreePoolWithTag(own_memory, 'metI'); /* it is out of the queue */
}

static void freed_by_itself(void)
{
    load_probe();
    runs = 0;
    own_memory = ExAllocatePoolWithTag(NonPagedPool, sizeof *own_memory, 'metI');
    ExInitializeWorkItem(own_memory, frees_itself, NULL);
    ExQueueWorkItem(own_memory, DelayedWorkQueue);
    pause_ms(1);
    claim(runs == 1);
}

/* A block that ends where a queued item begins is another. */
static void beside_an_item(void)
{
    static struct {
        UCHAR before[64];
        WORK_QUEUE_ITEM item;
        UCHAR behind[64];
    } around;
    start();
    ExInitializeWorkItem(&around.item, ex_routine, &runs);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ExQueueWorkItem(&around.item, DelayedWorkQueue);
    io_no_item_within(around.before, sizeof around.before);
    io_no_item_within(around.behind, sizeof around.behind);
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
    io_no_item_within(item, 64); /* IoFreeWorkItem is told of that one */
    ke_lower(irql);
    pause_ms(1);
    claim(runs == 2);
}

static void on_a_stack(void)
{
    WORK_QUEUE_ITEM local;
    ExInitializeWorkItem(&local, ex_routine, &runs);
    KeSetPriorityThread(KeGetCurrentThread(), HIGH_PRIORITY);
    ExQueueWorkItem(&local, DelayedWorkQueue);
} /* its thread ends before a worker gets the processor */

static void gone_with_its_thread(void)
{
    load_probe();
    start_body(on_a_stack);
    pause_ms(1);
}

static void an_item_on_a_stack_that_is_gone_is_0xe4(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(gone_with_its_thread, WORKER_INVALID);
    assert_int_equal(end->parameter[0], 0);
    assert_string_equal(end->text, "it lies on the stack of a routine that has returned");
}

static union {
    UCHAR bytes[128];
    ULONG_PTR align;
} own_item;

static VOID on_driver(PVOID object, PVOID context, PIO_WORKITEM self)
{
    (void)context;
    claim(object == probe.driver && self == item);
    runs++;
}

static void initialised(void)
{
    start();
    memset(&own_item, 0xFF, sizeof own_item);
    claim(IoSizeofWorkItem() <= sizeof own_item);
    item = (PIO_WORKITEM)(void *)&own_item;
    IoInitializeWorkItem(probe.device, item);
    claim(own_item.bytes[IoSizeofWorkItem()] == 0xFF && own_item.bytes[IoSizeofWorkItem() - 1] == 0); /* all of it, and nothing behind */
    uint32_t id = ke_label_find(item);
    claim(id);
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
    pause_ms(1);
    claim(runs == 1 && ke_label_find(item) == id);
    IoUninitializeWorkItem(item);
    IoInitializeWorkItem(probe.driver, item); /* a driver object will do, too */
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    LONG_PTR before = ob_held(probe.driver, OB_BY_WORK_ITEM);
    IoQueueWorkItemEx(item, on_driver, DelayedWorkQueue, NULL);
    struct io_holder holder[2];
    memset(holder, 0, sizeof holder);
    claim(ob_held(probe.driver, OB_BY_WORK_ITEM) == before + 1);
    claim(io_driver_holders("probe", holder, 1) == 1 && strcmp(holder[0].object, "queued") == 0 && holder[0].object_id == ke_label_find(item));
    claim(ke_label_find(item) != id); /* initialised anew it is another */
    ke_lower(irql);
    pause_ms(1);
    claim(runs == 2);
}

static void tried(void)
{
    start();
    item = (PIO_WORKITEM)(void *)&own_item;
    IoInitializeWorkItem(probe.driver, item);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    claim(IoTryQueueWorkItem(item, on_driver, DelayedWorkQueue, NULL) == TRUE);
    claim(IoTryQueueWorkItem(item, on_driver, DelayedWorkQueue, NULL) == FALSE);
    ke_lower(irql);
    pause_ms(1);
    claim(runs == 1);
}

static VOID other_unload(PDRIVER_OBJECT driver)
{
    (void)driver;
}

static NTSTATUS other_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    driver->DriverUnload = other_unload;
    return STATUS_SUCCESS;
}

static void whose_items(void)
{
    struct io_holder holder[3];
    start();
    claim(load(1, "other", other_entry) == STATUS_SUCCESS);
    PIO_WORKITEM second = IoAllocateWorkItem(probe.device);
    ExInitializeWorkItem(&ex_item, ex_routine, &runs);
    claim(ke_label_find(item) && ke_label_find(item) != ke_label_find(second)); /* known from their allocation on */
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    IoQueueWorkItem(item, routine, DelayedWorkQueue, &runs);
    IoQueueWorkItem(second, routine, DelayedWorkQueue, &runs);
    ExQueueWorkItem(&ex_item, DelayedWorkQueue);
    claim(io_driver_holders("other", holder, 3) == 0);
    memset(holder, 0, sizeof holder);
    claim(io_driver_holders("probe", holder, 3) == 2 && holder[0].object_id != holder[1].object_id); /* not that which holds nothing */
    memset(holder, 0, sizeof holder);
    claim(io_driver_holders("probe", holder, 1) == 2 && holder[0].kind && !holder[1].kind);
    ke_lower(irql);
    pause_ms(1);
}

static void many_items(void)
{
    size_t before = 0;
    start();
    for (int i = 0; i < 3000; i++) {
        IoQueueWorkItem(item, blocked, DelayedWorkQueue, NULL);
        pause_ms(1);
        if (i == 10)
            before = arena_used(ARENA_PRIVATE);
    }
    claim(runs == 3000 && arena_used(ARENA_PRIVATE) == before);
}

static void open_gate_for_many(void)
{
    ke_event_init(&gate, NotificationEvent, TRUE);
    many_items();
}

static const void *releases[64], *acquired;
static unsigned release_count;

static void note_release(const void *object)
{
    if (release_count < 64)
        releases[release_count++] = object;
}

static void note_acquire(struct ke_thread *thread, const void *object)
{
    (void)thread;
    for (unsigned i = 0; i < release_count; i++)
        if (releases[i] == object)
            acquired = object;
}

static VOID look_who_was_acquired(PVOID object, PVOID context, PIO_WORKITEM self)
{
    (void)object, (void)self;
    *(const void **)context = acquired;
}

/* What was done before it was queued is done when it runs: nothing else orders the two threads here. */
static void order_of_queue_and_run(void)
{
    static struct ke_sync table;
    const void *before_routine = NULL;
    start();
    sync_log_of(&table);
    table = *ke_sync;
    table.acquire = note_acquire;
    table.release = note_release;
    release_count = 0;
    acquired = NULL;
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ke_on_sync(&table);
    IoQueueWorkItemEx(item, look_who_was_acquired, DelayedWorkQueue, &before_routine);
    unsigned by_queueing = release_count;
    ke_lower(irql);
    pause_ms(1);
    ke_on_sync(NULL);
    claim(by_queueing > 0 && before_routine);
    IoFreeWorkItem(item);
}

TEST(an_item_may_free_its_own_memory, freed_by_itself)
TEST(memory_beside_a_queued_item_may_be_freed, beside_an_item)
TEST(an_item_in_the_drivers_memory_is_initialised_as_a_whole, initialised)
TEST(trying_to_queue_tells_whether_it_was_queued, tried)
TEST(a_driver_is_held_by_its_own_items_only, whose_items)
TEST(an_item_that_has_run_keeps_no_memory, open_gate_for_many)
TEST(an_item_comes_after_who_queued_it, order_of_queue_and_run)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(freeing_memory_that_holds_a_queued_item_is_0xe4),
        cmocka_unit_test(memory_of_an_item_that_ran_may_be_freed_while_others_wait),
        cmocka_unit_test(a_queued_item_holds_the_device_until_it_has_returned),
        cmocka_unit_test(an_item_may_be_queued_and_freed_by_its_own_routine),
        cmocka_unit_test(the_ex_form_gets_the_item_too),
        cmocka_unit_test(an_item_may_lie_in_the_drivers_own_memory),
        cmocka_unit_test(items_that_wait_do_not_starve_others),
        cmocka_unit_test(an_executive_item_holds_nothing),
        cmocka_unit_test(an_item_delays_the_image_not_the_call_of_unload),
        cmocka_unit_test(a_last_dereference_at_dispatch_level_is_finished_by_a_worker),
        cmocka_unit_test(misuse_is_a_bug_check),
        cmocka_unit_test(an_item_on_a_stack_that_is_gone_is_0xe4),
        cmocka_unit_test(an_item_may_free_its_own_memory),
        cmocka_unit_test(memory_beside_a_queued_item_may_be_freed),
        cmocka_unit_test(an_item_in_the_drivers_memory_is_initialised_as_a_whole),
        cmocka_unit_test(trying_to_queue_tells_whether_it_was_queued),
        cmocka_unit_test(a_driver_is_held_by_its_own_items_only),
        cmocka_unit_test(an_item_that_has_run_keeps_no_memory),
        cmocka_unit_test(an_item_comes_after_who_queued_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
