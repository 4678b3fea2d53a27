/*
 * IoSetCompletionRoutineEx (semantics 56): the device object is held from now until the routine has returned, so that
 * its driver's image is there.
 */
#include "io/state.h"

#include <stdio.h>

struct io_safe_completion {
    struct list link; /* io->completions */
    DEVICE_OBJECT *device;
    struct io_armed armed;
    void *context;
    uint32_t irp;
};

/* Ours: calls the driver's and only then lets its device go. */
static NTSTATUS run(DEVICE_OBJECT *device, IRP *irp, void *context)
{
    struct io_safe_completion *own = context;
    struct io_safe_completion copy = *own;
    list_remove(&own->link);
    sim_free(own, sizeof *own);
    struct ke_call call = io_call_of(KE_COMPLETION, &copy.armed, irp, "IRP");
    call.argument[0] = (uintptr_t)device;
    call.argument[1] = (uintptr_t)irp;
    call.argument[2] = (uintptr_t)copy.context;
    NTSTATUS status = (NTSTATUS)ke_call(&call);
    ob_dereference(copy.device, OB_BY_COMPLETION);
    return status;
}

/* WDK: IoSetCompletionRoutineEx. If the routine never runs, its context is lost and the device stays. */
NTSTATUS IoSetCompletionRoutineEx(PDEVICE_OBJECT DeviceObject, PIRP Irp, PIO_COMPLETION_ROUTINE CompletionRoutine,
                                  PVOID Context, BOOLEAN InvokeOnSuccess, BOOLEAN InvokeOnError, BOOLEAN InvokeOnCancel)
{
    ddi_enter(IoSetCompletionRoutineEx, Irp);
    io_device_checked(DeviceObject);
    struct io_safe_completion *own = sim_alloc(sizeof *own);
    own->device = DeviceObject;
    own->context = Context;
    own->irp = io_irp_checked(Irp)->id;
    io_arm(&own->armed, (const void *)CompletionRoutine);
    list_append(&io->completions, &own->link);
    ob_reference(DeviceObject, OB_BY_COMPLETION);
    IoSetCompletionRoutine(Irp, (PIO_COMPLETION_ROUTINE)run, own, InvokeOnSuccess, InvokeOnError, InvokeOnCancel);
    return STATUS_SUCCESS;
}

size_t io_completions_holding(const struct io_driver *driver, struct io_holder *holders, size_t room)
{
    size_t n = 0;
    list_each(node, &io->completions)
    {
        const struct io_safe_completion *own = list_of(node, struct io_safe_completion, link);
        const struct io_device *device = io_device_of(own->device);
        if (!device || device->driver != driver || n++ >= room)
            continue;
        struct io_holder *holder = &holders[n - 1];
        *holder = (struct io_holder){.kind = "completion routine",
                                     .object_id = own->irp,
                                     .count = 1,
                                     .where = own->armed.by,
                                     .at_100ns = own->armed.at};
        snprintf(holder->object, sizeof holder->object, "IRP with a routine of IoSetCompletionRoutineEx");
        image_describe((uintptr_t)own->armed.routine, holder->holder, sizeof holder->holder);
    }
    return n;
}
