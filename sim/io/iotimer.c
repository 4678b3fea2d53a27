/*
 * IoTimer (semantics 51): one timer of a second for all devices that started theirs; the routines run in its DPC, in
 * the order of their initialisation. IoDeleteDevice unlinks the device's, and does not wait for a routine that runs on
 * another processor just then.
 */
#include "io/inspect.h"
#include "io/state.h"
#include "ke/armed.h"
#include "ke/sync.h"

#define SECOND_MS 1000

struct _IO_TIMER {
    struct list link; /* io->timers */
    DEVICE_OBJECT *device;
    struct io_armed armed;
    void *context;
    bool active;
    uint64_t seen; /* the tick that called it last */
};

struct io_ticker {
    KTIMER timer;
    KDPC dpc;
    uint32_t active;
    uint64_t ticks;
};

/* Ours, not the documented field: a driver may have written over that. */
static struct _IO_TIMER *timer_of(const DEVICE_OBJECT *device)
{
    list_each(node, &io->timers)
    {
        struct _IO_TIMER *timer = list_of(node, struct _IO_TIMER, link);
        if (timer->device == device)
            return timer;
    }
    return NULL;
}

static struct _IO_TIMER *next_of_tick(uint64_t tick)
{
    list_each(node, &io->timers)
    {
        struct _IO_TIMER *timer = list_of(node, struct _IO_TIMER, link);
        if (timer->active && timer->seen != tick)
            return timer;
    }
    return NULL;
}

/* A routine may stop, delete or start timers, this one too: so the list is read anew after each. */
static void tick(KDPC *dpc, void *context, void *argument1, void *argument2)
{
    (void)dpc;
    (void)context;
    (void)argument1;
    (void)argument2;
    uint64_t now = ++io->ticker->ticks;
    for (struct _IO_TIMER *timer; (timer = next_of_tick(now));) {
        timer->seen = now;
        ke_sync_acquire(timer);
        struct io_armed armed = timer->armed;
        struct ke_call call = io_call_of(KE_IO_TIMER, &armed, timer->device, "IoTimer");
        call.argument[0] = (uintptr_t)timer->device;
        call.argument[1] = (uintptr_t)timer->context;
        ke_call(&call);
    }
}

static void set_active(struct _IO_TIMER *timer, bool active)
{
    if (timer->active == active)
        return;
    timer->active = active;
    ke_sync_release(timer);
    if (!active) {
        if (--io->ticker->active == 0)
            ke_timer_cancel(&io->ticker->timer);
        return;
    }
    timer->seen = io->ticker->ticks;
    if (io->ticker->active++ == 0) {
        LARGE_INTEGER due = {.QuadPart = -SECOND_MS * 10000};
        ke_timer_set(&io->ticker->timer, due, SECOND_MS, &io->ticker->dpc);
    }
}

static struct io_ticker *ticker(void)
{
    if (!io->ticker) {
        io->ticker = sim_alloc(sizeof *io->ticker);
        ke_timer_init(&io->ticker->timer, NotificationTimer);
        ke_dpc_init(&io->ticker->dpc, (PKDEFERRED_ROUTINE)tick, NULL);
        ke_armed_find(&io->ticker->dpc)->target = 0; /* the system's own timer expires on the boot processor */
    }
    return io->ticker;
}

void io_timer_forget(DEVICE_OBJECT *device)
{
    struct _IO_TIMER *timer = timer_of(device);
    if (!timer)
        return;
    set_active(timer, false);
    list_remove(&timer->link);
    device->Timer = NULL;
    sim_free(timer, sizeof *timer);
}

void io_timers_visit(void (*visit)(void *context, const struct io_timer_info *info), void *context)
{
    list_each(node, &io->timers)
    {
        const struct _IO_TIMER *timer = list_of(node, struct _IO_TIMER, link);
        struct io_timer_info info = {timer->device, {timer->armed.routine, timer->armed.generation, timer->armed.by, timer->armed.at}};
        if (timer->active)
            visit(context, &info);
    }
}

static bool is_leaving(const DEVICE_OBJECT *device)
{
    return io_device_checked(device)->doe & DOE_PENDING;
}

/* WDK: IoInitializeTimer. A second call for the device: Driver Verifier, 0xC9/0x0A. */
NTSTATUS IoInitializeTimer(PDEVICE_OBJECT DeviceObject, PIO_TIMER_ROUTINE TimerRoutine, PVOID Context)
{
    ddi_enter(IoInitializeTimer, DeviceObject);
    io_device_checked(DeviceObject);
    if (timer_of(DeviceObject))
        io_verifier_stop(0x0A, (ULONG_PTR)DeviceObject, 0, 0, "device object", DeviceObject,
                         "its timer was initialised before");
    ticker();
    struct _IO_TIMER *timer = sim_alloc(sizeof *timer);
    timer->device = DeviceObject;
    timer->context = Context;
    io_arm(&timer->armed, (const void *)TimerRoutine);
    list_append(&io->timers, &timer->link);
    DeviceObject->Timer = timer;
    return STATUS_SUCCESS;
}

/* WDK: IoStartTimer. Ignored for a device that is on its way out. */
VOID IoStartTimer(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoStartTimer, DeviceObject);
    struct _IO_TIMER *timer = is_leaving(DeviceObject) ? NULL : timer_of(DeviceObject);
    if (timer)
        set_active(timer, true);
}

/* WDK: IoStopTimer. Not from the routine itself. */
VOID IoStopTimer(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoStopTimer, DeviceObject);
    io_device_checked(DeviceObject);
    struct _IO_TIMER *timer = timer_of(DeviceObject);
    if (timer)
        set_active(timer, false);
}
