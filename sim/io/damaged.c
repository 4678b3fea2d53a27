/*
 * What drivers may write to is not believed. Links and pointers of documented structures are compared with what the I/O manager itself put there, before it
 * follows them: a driver that has overwritten one gets the bug check that NT would run into, and the object is named.
 */
#include "crt/module.h"
#include "io/state.h"

noreturn void io_overwritten(const struct io_driver *driver, const void *object, const char *kind, const void *found, const char *sentence)
{
    struct ke_blame blame = {.object_kind = kind, .object = object, .object_id = ke_label_find(object), .sentence = sentence,
                             .pc = driver ? (uintptr_t)driver->image->file->descriptor->entry : 0};
    ke_bugcheck_blame(PAGE_FAULT_IN_NONPAGED_AREA, (ULONG_PTR)found, 0, blame.pc, 0, &blame);
}

static struct io_device *of_driver(const struct io_driver *driver, struct list *from)
{
    for (struct list *node = from->prev; node != &io->devices; node = node->prev) {
        struct io_device *own = list_of(node, struct io_device, link);
        if (own->driver == driver && own->listed)
            return own;
    }
    return NULL;
}

struct io_device *io_driver_device(const struct io_driver *driver, const struct io_device *before)
{
    struct io_device *own = before ? of_driver(driver, (struct list *)&before->link) : of_driver(driver, &io->devices);
    DEVICE_OBJECT *expected = own ? own->object : NULL;
    const DEVICE_OBJECT *found = before ? before->object->NextDevice : driver->object->DeviceObject;
    if (found != expected)
        io_overwritten(driver, before ? (const void *)before->object : driver->object, before ? "device object" : "driver object", found,
                       before ? "its NextDevice was overwritten" : "its DeviceObject was overwritten");
    return own;
}

DRIVER_OBJECT *io_device_driver(const struct io_device *own)
{
    if (own->object->DriverObject != own->driver->object)
        io_overwritten(own->driver, own->object, "device object", own->object->DriverObject, "its DriverObject was overwritten");
    return own->driver->object;
}

DEVICE_OBJECT *io_device_upper(const struct io_device *own)
{
    if (own->object->AttachedDevice != own->upper)
        io_overwritten(own->driver, own->object, "device object", own->object->AttachedDevice, "its AttachedDevice was overwritten");
    return own->upper;
}

/* Drivers set it, too; what no request could have is none of theirs. */
CCHAR io_device_stack_size(const DEVICE_OBJECT *device)
{
    if (device->StackSize >= 0)
        return device->StackSize;
    const struct io_device *own = io_device_slow(device);
    io_overwritten(own ? own->driver : NULL, device, "device object", (const void *)(intptr_t)device->StackSize, "its StackSize was overwritten");
}

DRIVER_EXTENSION *io_driver_extension(const struct io_driver *driver)
{
    DRIVER_EXTENSION *expected = &((struct io_driver_body *)driver->object)->extension;
    if (driver->object->DriverExtension != expected)
        io_overwritten(driver, driver->object, "driver object", driver->object->DriverExtension, "its DriverExtension was overwritten");
    return expected;
}

void io_string_free(const struct io_driver *driver, const UNICODE_STRING *string, WCHAR *made)
{
    if (string->Buffer != made)
        io_overwritten(driver, driver->object, "driver object", string->Buffer, "the buffer of one of its names was overwritten");
    mm_object_free(made);
}

#define MDLS_MAX 65536 /* of one request */

MDL *io_irp_mdl(const struct io_irp *own, MDL *mdl, unsigned nth)
{
    struct mm_block block;
    const struct io_device *at = own->sent_to ? io_device_slow(own->sent_to) : NULL;
    if (!mdl || (nth < MDLS_MAX && arena_holds(mdl) && mm_block_at(mdl, &block) && block.live))
        return mdl;
    io_overwritten(at ? at->driver : NULL, own->irp, "IRP", mdl, "its chain of MDLs was overwritten");
}
