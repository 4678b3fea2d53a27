/*
 * The I/O manager comes up: types, workers, and what the layers below ask of it. Then the ways from documented
 * structures to ours, which everything here uses.
 */
#include "io/state.h"
#include "ke/end.h"

struct io_state *io;

struct deferred { /* a deletion that ob may not do where it came up */
    struct io_work work;
    void (*run)(void *);
    void *body;
};

static void run_deferred(struct io_work *work)
{
    struct deferred deferred = *(struct deferred *)work;
    sim_free(work, sizeof deferred);
    deferred.run(deferred.body);
}

/* Semantics 65: a last dereference above PASSIVE_LEVEL is finished by a worker. */
static void defer(void (*run)(void *), void *body)
{
    struct deferred *deferred = sim_alloc(sizeof *deferred);
    deferred->work.run = run_deferred;
    deferred->work.queue = CriticalWorkQueue;
    deferred->run = run;
    deferred->body = body;
    io_work_queue(&deferred->work);
}

void io_boot(void)
{
    io = sim_alloc(sizeof *io);
    struct list *const lists[] = {&io->drivers,      &io->devices,          &io->files,
                                  &io->irps,         &io->active_items,     &io->completions,
                                  &io->timers,       &io->shutdown,         &io->last_chance_shutdown,
                                  &io->reinitialize, &io->boot_reinitialize, &io->remove_lock_ledgers};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        list_init(lists[i]);
    io_drivers_boot();
    io_devices_boot();
    io_files_boot();
    io_ports_boot();
    io_workers_boot();
    ke_set_cancel_lock(&io->cancel_lock);
    ob_set_worker(defer);
    ps_on_irps_end(io_thread_exit);
}

void io_set_user_apc(void (*queue)(struct ke_thread *thread, void *routine, void *context, IO_STATUS_BLOCK *status))
{
    io->user_apc = queue;
}

/* --- armed routines
 * ---------------------------------------------------------------------------------------------------------------------------
 */

void io_arm(struct io_armed *armed, const void *routine)
{
    *armed = (struct io_armed){routine, ke_generation(routine), ke_current()->id, ke_call_site(), ke_now()};
}

struct ke_call io_call_of(enum ke_routine kind, const struct io_armed *armed, const void *holder,
                          const char *holder_kind)
{
    return (struct ke_call){.kind = kind,
                            .routine = armed->routine,
                            .generation = armed->generation,
                            .holder = holder,
                            .holder_kind = holder_kind,
                            .armed_by = armed->by,
                            .armed_at = armed->at,
                            .armed_context = armed->context};
}

/* --- what a driver passed
 * --------------------------------------------------------------------------------------------------------------------
 */

noreturn void io_verifier_stop(ULONG_PTR code, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4, const char *kind,
                               const void *object, const char *sentence)
{
    struct ke_blame blame = {
        .object_kind = kind, .object = object, .object_id = object ? ke_label_find(object) : 0, .sentence = sentence};
    ke_bugcheck_blame(DRIVER_VERIFIER_IOMANAGER_VIOLATION, code, p2, p3, p4, &blame);
}

/* Corrupted tail, or a pointer that is no device: the list knows. */
struct io_device *io_device_slow(const DEVICE_OBJECT *device)
{
    list_each(node, &io->devices)
    {
        struct io_device *own = list_of(node, struct io_device, link);
        if (own->object == device)
            return own;
    }
    return NULL;
}

static noreturn void bad_object(const void *object, const char *kind)
{
    struct mm_block block;
    struct ke_blame blame = {
        .object_kind = kind, .object = object, .sentence = "the pointer is not, or no longer, one"};
    if (arena_holds(object) && mm_block_at(object, &block) && !block.live) {
        blame.sentence = "it was deleted before";
        ke_bugcheck_blame(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, (ULONG_PTR)object, 0, ke_call_site(), 0, &blame);
    }
    ke_bugcheck_blame(DRIVER_VERIFIER_IOMANAGER_VIOLATION, 0x04, (ULONG_PTR)object, 0, 0, &blame);
}

struct io_device *io_device_checked(const DEVICE_OBJECT *device)
{
    struct io_device *own = arena_of(device) == ARENA_NONPAGED ? io_device_of(device) : NULL;
    if (__builtin_expect(!own, 0))
        bad_object(device, "device object");
    return own;
}

struct io_driver *io_driver_checked(const DRIVER_OBJECT *driver)
{
    const struct io_driver_body *body = (const struct io_driver_body *)driver;
    if (arena_of(driver) != ARENA_NONPAGED || body->check != io_check(driver, body->own))
        bad_object(driver, "driver object");
    return body->own;
}

struct io_irp *io_irp_foreign(const IRP *irp)
{
    return io->foreign_irps.used ? map_get(&io->foreign_irps, (uintptr_t)irp) : NULL;
}

/* An IRP that was freed is found by its block; a block of the driver's that looks like an IRP is taken in. */
struct io_irp *io_irp_checked(IRP *irp)
{
    struct io_irp *own = io_irp_of(irp);
    if (__builtin_expect(own != NULL, 1))
        return own;
    struct mm_block block;
    bool freed = arena_holds(irp) && mm_block_at(irp, &block) && !block.live;
    if (freed || irp->Type != IO_TYPE_IRP)
        io_verifier_stop(0x03, (ULONG_PTR)irp, 0, 0, "IRP", irp,
                         freed ? "the IRP was freed before" : "this is not an IRP");
    return io_irp_adopt(irp, ke_call_site());
}
