/*
 * A driver goes out (semantics 9-21). Two events, often far apart: DriverUnload is called when no device of the driver
 * is in use; the image is freed when the last reference to the driver object goes (driver.c: destroy).
 *
 * Whether a device is in use is decided together with the open that would make it so: between the look and the mark
 * nothing else moves (semantics 21).
 */
#include "io/state.h"

static bool in_use(const struct io_driver *driver)
{
    for (const struct io_device *own = io_driver_device(driver, NULL); own; own = io_driver_device(driver, own))
        if (own->object->ReferenceCount != 0 || io_device_upper(own))
            return true;
    return false;
}

static void mark_devices(const struct io_driver *driver)
{
    for (struct io_device *own = io_driver_device(driver, NULL); own; own = io_driver_device(driver, own))
        own->doe |= DOE_UNLOAD_PENDING;
}

static void enter(struct io_driver *driver, enum io_unload_state state)
{
    driver->state = state;
    emit_at(EV_UNLOAD, driver->id, state, 0, ke_call_site());
}

/* From here on the unload cannot be stopped, nor asked for again. */
static void commit(struct io_driver *driver)
{
    driver->object->Flags |= DRVO_UNLOAD_INVOKED;
    driver->invoked_at = ke_now();
    driver->unload_running = true;
    ke_event_init(&driver->unloaded, NotificationEvent, FALSE);
    enter(driver, IO_UNLOAD_INVOKED);
}

static void call_unload(const struct io_driver *driver)
{
    struct ke_call call = {.kind = KE_DRIVER_UNLOAD,
                           .routine = (const void *)driver->object->DriverUnload,
                           .generation = driver->image_id,
                           .holder = driver->object,
                           .holder_kind = "driver object",
                           .argument = {(uintptr_t)driver->object}};
    ke_call(&call);
}

/* Semantics 13, in a system thread: the call, then the name and the reference of the load go, and with them perhaps the
 * image. */
void io_unload_work(struct io_work *work)
{
    struct io_driver *driver = list_of(work, struct io_driver, unload_work);
    DRIVER_OBJECT *object = driver->object;
    call_unload(driver);
    ke_point();
    driver->returned_at = ke_now();
    enter(driver, IO_UNLOAD_RETURNED);
    io_reinitialize_forget(object);
    ob_make_temporary(object);
    ob_dereference(object, OB_BY_LOAD);
    driver->unload_running = false;
    ke_event_set(&driver->unloaded);
}

static void queue_unload(struct io_driver *driver)
{
    driver->unload_work = (struct io_work){.run = io_unload_work, .queue = DelayedWorkQueue};
    io_work_queue(&driver->unload_work);
}

void io_unload_check(struct io_driver *driver)
{
    if (driver->state != IO_UNLOAD_PENDING || in_use(driver))
        return;
    commit(driver);
    queue_unload(driver); /* semantics 20: never in the thread of who closed last */
}

static void run_unload(struct io_driver *driver)
{
    driver->waiters++;
    if (ps_current_process() == ps_system_process()) {
        io_unload_work(&driver->unload_work);
    } else {
        queue_unload(driver);
        ke_wait_one(&driver->unloaded, KernelMode, FALSE, NULL);
    }
    driver->waiters--;
}

/* Semantics 11: what NT asks for before it looks at any device. */
static NTSTATUS may_unload(struct io_driver *driver)
{
    DRIVER_OBJECT *object = driver->object;
    driver->had_unload = object->DriverUnload != NULL;
    driver->was_pnp = io_driver_extension(driver)->AddDevice != NULL;
    if (object->Flags & DRVO_UNLOAD_INVOKED)
        return STATUS_DELETE_PENDING;
    if (!driver->had_unload || driver->was_pnp || driver->loading)
        return STATUS_INVALID_DEVICE_REQUEST;
    return STATUS_SUCCESS;
}

static NTSTATUS unload(struct io_driver *driver)
{
    NTSTATUS status = may_unload(driver);
    if (!NT_SUCCESS(status))
        return status;
    mark_devices(driver);
    if (in_use(driver)) {
        enter(driver, IO_UNLOAD_PENDING); /* "success" is not "unloaded" (semantics 12) */
        return STATUS_SUCCESS;
    }
    commit(driver);
    run_unload(driver);
    return STATUS_SUCCESS;
}

NTSTATUS io_driver_unload(const char *service)
{
    struct io_driver *driver = io_driver_named(service);
    if (!driver || !driver->object || driver->entry_failed || driver->state == IO_UNLOAD_RETURNED)
        return STATUS_OBJECT_NAME_NOT_FOUND; /* its name is gone from \Driver */
    DRIVER_OBJECT *object = driver->object;
    ob_reference(object, OB_BY_LOOKUP);
    if (!driver->asked_at)
        driver->asked_at = ke_now();
    driver->waiters++;
    NTSTATUS status = unload(driver);
    driver->stop_status = status;
    ob_dereference(object, OB_BY_LOOKUP);
    driver->waiters--;
    return status;
}
