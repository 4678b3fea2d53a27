/*
 * Shutdown notification. A registration holds nothing (semantics 24); IoDeleteDevice takes it away. DriverUnload is not
 * called at shutdown (semantics 17).
 */
#include "io/state.h"

struct registration {
    struct list link;
    DEVICE_OBJECT *device;
    uintptr_t by;
    uint64_t at;
};

static NTSTATUS add(struct list *list, DEVICE_OBJECT *device)
{
    io_device_checked(device);
    struct registration *registration = sim_alloc(sizeof *registration);
    *registration = (struct registration){.device = device, .by = ke_call_site(), .at = ke_now()};
    list_prepend(list, &registration->link);
    device->Flags |= DO_SHUTDOWN_REGISTERED;
    return STATUS_SUCCESS;
}

static void take_out(struct list *list, const DEVICE_OBJECT *device)
{
    list_each_safe(node, list)
    {
        struct registration *registration = list_of(node, struct registration, link);
        if (registration->device != device)
            continue;
        list_remove(&registration->link);
        sim_free(registration, sizeof *registration);
    }
}

void io_shutdown_forget(DEVICE_OBJECT *device)
{
    if (!(device->Flags & DO_SHUTDOWN_REGISTERED))
        return;
    take_out(&io->shutdown, device);
    take_out(&io->last_chance_shutdown, device);
    device->Flags &= ~(ULONG)DO_SHUTDOWN_REGISTERED;
}

static void send(DEVICE_OBJECT *device)
{
    DEVICE_OBJECT *top = io_top(device);
    struct io_irp *own = io_irp_new(io_device_stack_size(top), IO_IRP_WAITED, 0);
    own->irp->Flags = IRP_SYNCHRONOUS_API;
    io_irp_next(own->irp)->MajorFunction = IRP_MJ_SHUTDOWN;
    io_irp_to_thread(own, ke_current());
    io_irp_send_and_wait(top, own, NULL);
}

static void tell(struct list *list)
{
    while (!list_empty(list)) {
        struct registration *registration = list_of(list_pop(list), struct registration, link);
        DEVICE_OBJECT *device = registration->device;
        sim_free(registration, sizeof *registration);
        ob_reference(device, OB_BY_LOOKUP);
        send(device);
        ob_dereference(device, OB_BY_LOOKUP);
    }
}

void io_shutdown(void)
{
    tell(&io->shutdown);
    tell(&io->last_chance_shutdown);
}

/* WDK: IoRegisterShutdownNotification. */
NTSTATUS IoRegisterShutdownNotification(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoRegisterShutdownNotification, DeviceObject);
    return add(&io->shutdown, DeviceObject);
}

/* WDK: IoRegisterLastChanceShutdownNotification. */
NTSTATUS IoRegisterLastChanceShutdownNotification(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoRegisterLastChanceShutdownNotification, DeviceObject);
    return add(&io->last_chance_shutdown, DeviceObject);
}

/* WDK: IoUnregisterShutdownNotification. */
VOID IoUnregisterShutdownNotification(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoUnregisterShutdownNotification, DeviceObject);
    io_device_checked(DeviceObject);
    io_shutdown_forget(DeviceObject);
}
