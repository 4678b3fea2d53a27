/*
 * What is still to come: IRPs, timers, DPCs; and what is held: pool, resources, spin locks.
 */
#include "ke/armed.h"
#include "ke/inspect.h"
#include "test.h"

#define HERE 0x10 /* a call site */

static PIRP pended;

static NTSTATUS pend(PDEVICE_OBJECT device, PIRP irp)
{
    (void)device;
    if (IoGetCurrentIrpStackLocation(irp)->MajorFunction != IRP_MJ_DEVICE_CONTROL)
        return finish(irp, STATUS_SUCCESS, 0);
    IoMarkIrpPending(irp);
    pended = irp;
    return STATUS_PENDING;
}

static void show_irp(void)
{
    IO_STATUS_BLOCK block;
    load_probe();
    probe.dispatch = pend;
    HANDLE handle = open_probe(0);
    claim(control(handle, CTL_CODE(FILE_DEVICE_UNKNOWN, 1, METHOD_NEITHER, FILE_ANY_ACCESS), NULL, 0, NULL, 0, &block) == STATUS_PENDING);
    claim(look_at("!irp", pended) && shows("is active with 1 stacks 1 is current (at a driver)") && shows(">[DEVICE_CONTROL(e), 0]") && shows("\\Driver\\probe") && shows("pending"));
    claim(look("!irpfind") && shows(hex(pended)) && shows("1 IRP\n"));
    claim(look("!irpfind -v device \\Device\\Probe") && shows("1 IRP\n"));
    claim(look("!irpfind driver nobody") && shows("0 IRPs"));
    pended->StackCount = 99;
    claim(look_at("!irp", pended) && shows("It is damaged"));
    pended->StackCount = 1;
    finish(pended, STATUS_SUCCESS, 0);
    pause_ms(1);
    claim(!look_at("!irp", pended) && says("is no IRP (any more)"));
    claim(look("!irpfind") && shows("0 IRPs"));
    close_handle(handle);
}
TEST(a_pended_irp_is_found_until_it_is_completed, show_irp)

static unsigned visited;
static const void *order[8];

static void note(void *context, const struct ke_armed *armed, const char *kind)
{
    (void)context;
    (void)kind;
    if (visited < 8)
        order[visited++] = armed->object;
}

static KTIMER *timers;
static KDPC *dpcs;

static VOID nothing(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
    (void)dpc, (void)context, (void)argument1, (void)argument2;
}

/* Set in another order than they are due. */
static void set_timers(void)
{
    static const int seconds[] = {3, 1, 2};
    for (int i = 0; i < 3; i++) {
        LARGE_INTEGER due = {.QuadPart = -10000000LL * seconds[i]};
        ke_timer_init(&timers[i], NotificationTimer);
        ke_dpc_init(&dpcs[i], nothing, NULL);
        ke_timer_set(&timers[i], due, 0, &dpcs[i]);
    }
}

static void show_armed(void)
{
    timers = mm_pool_alloc(NonPagedPool, 3 * sizeof *timers, 'emiT', true, HERE);
    dpcs = mm_pool_alloc(NonPagedPool, 3 * sizeof *dpcs, 'cpD ', true, HERE);
    set_timers();
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    claim(ke_dpc_queue(&dpcs[0], NULL, NULL));
    visited = 0;
    ke_armed_visit(note, NULL);
    claim(visited == 4 && order[0] == &timers[1] && order[1] == &timers[2] && order[2] == &timers[0] && order[3] == &dpcs[0]);
    claim(look("!timer") && shows("Total timers: 3") && shows("1.0000000 s"));
    claim(look("!dpcs") && shows("1 DPC queued") && shows(hex(&dpcs[0])) && shows("Normal"));
    claim(look("!dpcs 0") && shows("1 DPC queued"));
    claim(look("!irql") && shows("-- 2 (DISPATCH_LEVEL)"));
    ke_lower(irql);
    claim(look("!dpcs") && shows("No DPC is queued"));
    for (int i = 0; i < 3; i++)
        ke_timer_cancel(&timers[i]);
    claim(look("!timer") && shows("Total timers: 0"));
    mm_pool_free(timers, 'emiT', HERE);
    mm_pool_free(dpcs, 'cpD ', HERE);
}
TEST(what_is_armed_comes_in_order, show_armed)

/* As a device's extension goes with its device: pool that holds a set timer cannot be freed. */
static void free_armed(void)
{
    timers = mm_object_alloc(sizeof *timers, 'emiT');
    LARGE_INTEGER due = {.QuadPart = -10000000LL};
    ke_timer_init(timers, NotificationTimer);
    ke_timer_set(timers, due, 0, NULL);
    mm_object_free(timers);
    claim(look("!timer") && shows("the memory of the object is gone"));
    ke_timer_cancel(timers);
}
TEST(a_timer_in_freed_memory_is_told, free_armed)

static void show_pool(void)
{
    void *block = mm_pool_alloc(PagedPool, 333, 'baLX', false, 0x1234);
    claim(look_at("!pool", (char *)block + 5) && shows("is Paged pool") && shows("*0x") && shows("XLab") && shows("(Allocated)") && shows("size:   14d"));
    claim(look("!poolused XLab") && shows("XLab           0            0          1          333"));
    mm_pool_free(block, 'baLX', 0x5678);
    claim(look_at("!pool", block) && shows("(Free)") && shows("XLab"));
    claim(look("!poolused XLab") && !shows("333"));
    claim(look("!poolused") && shows("TOTAL"));
}
TEST(a_block_is_found_with_its_tag_and_owner, show_pool)

static void show_locks(void)
{
    ERESOURCE *resource = mm_pool_alloc(NonPagedPool, sizeof *resource, 'kcoL', true, HERE);
    KSPIN_LOCK *lock = mm_pool_alloc(NonPagedPool, sizeof *lock, 'kcoL', true, HERE);
    ExInitializeResourceLite(resource);
    claim(look("!locks") && shows("1 total locks, 0 locks currently held"));
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(resource, TRUE);
    claim(look("!locks") && shows("Exclusively owned") && shows("1 locks currently held") && shows("<*> t"));
    ExReleaseResourceLite(resource);
    KeLeaveCriticalRegion();
    claim(look_at("!locks", resource) && shows("Available"));
    ExDeleteResourceLite(resource);
    KIRQL irql = ke_lock(lock);
    claim(look("!running") && shows("owns spin lock") && shows(hex(lock)) && shows("O..............."));
    ke_unlock(lock, irql);
    claim(look("!running -i -t") && !shows("owns spin lock"));
    claim(!look("!running -x"));
    claim(look("!stacks") && shows("[") && shows("System]") && shows("RUNNING"));
    claim(look("!stacks no_such_routine") && !shows("RUNNING"));
    mm_pool_free((void *)lock, 'kcoL', HERE);
    mm_pool_free(resource, 'kcoL', HERE);
}
TEST(locks_have_their_owners, show_locks)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_pended_irp_is_found_until_it_is_completed), cmocka_unit_test(what_is_armed_comes_in_order),
                                       cmocka_unit_test(a_timer_in_freed_memory_is_told), cmocka_unit_test(a_block_is_found_with_its_tag_and_owner),
                                       cmocka_unit_test(locks_have_their_owners)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
