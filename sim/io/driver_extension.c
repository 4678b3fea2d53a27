/*
 * Driver object extensions: memory of the driver's by an address of its choice, freed with the driver object. And the
 * list of a driver's devices.
 */
#include "io/state.h"

struct io_extension {
    struct list link;
    const void *id;
    void *block;
};

static struct io_extension *find(const struct io_driver *driver, const void *id)
{
    list_each(node, &driver->extensions)
    {
        struct io_extension *extension = list_of(node, struct io_extension, link);
        if (extension->id == id)
            return extension;
    }
    return NULL;
}

void io_extensions_free(struct io_driver *driver)
{
    while (!list_empty(&driver->extensions)) {
        struct io_extension *extension = list_of(list_pop(&driver->extensions), struct io_extension, link);
        mm_object_free(extension->block);
        sim_free(extension, sizeof *extension);
    }
}

/* WDK: IoAllocateDriverObjectExtension. Zeroed; one per identification address. */
NTSTATUS IoAllocateDriverObjectExtension(PDRIVER_OBJECT DriverObject, PVOID ClientIdentificationAddress,
                                         ULONG DriverObjectExtensionSize, PVOID *DriverObjectExtension)
{
    ddi_enter(IoAllocateDriverObjectExtension, DriverObject);
    struct io_driver *driver = io_driver_checked(DriverObject);
    *DriverObjectExtension = NULL;
    if (find(driver, ClientIdentificationAddress))
        return STATUS_OBJECT_NAME_COLLISION;
    struct io_extension *extension = sim_alloc(sizeof *extension);
    extension->id = ClientIdentificationAddress;
    extension->block = mm_object_alloc(DriverObjectExtensionSize, 'virD');
    list_append(&driver->extensions, &extension->link);
    *DriverObjectExtension = extension->block;
    return STATUS_SUCCESS;
}

/* WDK: IoGetDriverObjectExtension. */
PVOID IoGetDriverObjectExtension(PDRIVER_OBJECT DriverObject, PVOID ClientIdentificationAddress)
{
    ddi_enter(IoGetDriverObjectExtension, DriverObject);
    const struct io_extension *extension = find(io_driver_checked(DriverObject), ClientIdentificationAddress);
    return extension ? extension->block : NULL;
}

/* WDK: IoEnumerateDeviceObjectList. Every device in the list is referenced for the caller. */
NTSTATUS IoEnumerateDeviceObjectList(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT *DeviceObjectList,
                                     ULONG DeviceObjectListSize, PULONG ActualNumberDeviceObjects)
{
    ddi_enter(IoEnumerateDeviceObjectList, DriverObject);
    const struct io_driver *driver = io_driver_checked(DriverObject);
    ULONG n = 0, room = DeviceObjectListSize / (ULONG)sizeof(PDEVICE_OBJECT);
    for (const struct io_device *own = io_driver_device(driver, NULL); own; own = io_driver_device(driver, own))
        n++;
    *ActualNumberDeviceObjects = n;
    if (n > room)
        return STATUS_BUFFER_TOO_SMALL;
    for (const struct io_device *own = io_driver_device(driver, NULL); own; own = io_driver_device(driver, own)) {
        ob_reference_by(own->object, gate_.site, 'tlfD');
        *DeviceObjectList++ = own->object;
    }
    return STATUS_SUCCESS;
}
