/*
 * A driver comes in (semantics 4-8): its object, its image, DriverEntry in a system thread, and what the I/O manager
 * puts right afterwards.
 *
 *   loading -> IO_LOADED -> IO_UNLOAD_PENDING -> IO_UNLOAD_INVOKED -> IO_UNLOAD_RETURNED -> IO_GONE      (the last
 * four: unload.c)
 *         \-> entry_failed: the object is released at once; IO_GONE as soon as nothing else holds it
 */
#include "crt/module.h"
#include "ex/ex.h"
#include "io/state.h"

#include <stdio.h>

struct load { /* on the stack of the caller, who waits */
    struct io_work work;
    struct io_driver *driver;
    PCUNICODE_STRING registry_path;
    NTSTATUS status;
    KEVENT done;
};

/* By the list: what lies behind the object may have been overwritten. */
static struct io_driver *driver_of(const void *object)
{
    list_each(node, &io->drivers)
    {
        struct io_driver *driver = list_of(node, struct io_driver, link);
        if (driver->object == object)
            return driver;
    }
    sim_assert(!"a driver object that is no driver's");
    return NULL;
}

/* Last reference gone, PASSIVE_LEVEL (semantics 22): DPCs that are queued run, then the image goes. */
static void destroy(void *body)
{
    struct io_driver *driver = driver_of(body);
    ke_dpc_flush();
    io_extensions_free(driver);
    io_string_free(driver, &driver->object->DriverName, driver->name);
    io_string_free(driver, &io_driver_extension(driver)->ServiceKeyName, driver->key);
    ((struct io_driver_body *)body)->check = 0;
    io_section_gone(driver);
    driver->object = NULL;
    driver->state = IO_GONE;
    driver->gone_at = ke_now();
    emit(EV_UNLOAD, driver->id, IO_GONE, 0);
    io_lookasides_left(driver->image);
    ex_providers_left(driver->image->id, driver->image->file->start);
    image_unload(driver->image);
}

static void make_unicode(UNICODE_STRING *string, const char *prefix, const char *text)
{
    size_t chars = strlen(prefix) + strlen(text);
    string->Length = (USHORT)(chars * sizeof(WCHAR));
    string->MaximumLength = (USHORT)(string->Length + sizeof(WCHAR));
    string->Buffer = mm_object_alloc(string->MaximumLength, 'mNoI');
    WCHAR *at = string->Buffer;
    for (const char *c = prefix; *c; c++)
        *at++ = (WCHAR)(unsigned char)*c;
    for (const char *c = text; *c; c++)
        *at++ = (WCHAR)(unsigned char)*c;
}

void io_drivers_boot(void)
{
    static const struct ob_type_ops ops = {.name = "Driver", .driver_visible = true, .destroy = destroy};
    io->driver_type = ob_type_create(&ops);
    io->hardware_database = mm_object_alloc(sizeof *io->hardware_database, 'mNoI');
    io_sections_boot();
    make_unicode(io->hardware_database, "\\REGISTRY\\MACHINE\\HARDWARE\\DESCRIPTION\\", "SYSTEM");
}

struct io_driver *io_driver_named(const char *service)
{
    for (struct list *node = io->drivers.prev; node != &io->drivers; node = node->prev) {
        struct io_driver *driver = list_of(node, struct io_driver, link);
        if (strcasecmp(driver->service, service) == 0)
            return driver;
    }
    return NULL;
}

/* The record of the service's earlier load, which is over, is used again: the last load of each name is what is told. */
static struct io_driver *new_record(const char *service)
{
    struct io_driver *driver = io_driver_named(service);
    if (driver && !driver->waiters && !driver->unload_running) {
        list_remove(&driver->link);
        memset(driver, 0, sizeof *driver);
    } else {
        driver = sim_alloc(sizeof *driver);
    }
    snprintf(driver->service, sizeof driver->service, "%s", service);
    list_init(&driver->extensions);
    list_append(&io->drivers, &driver->link);
    return driver;
}

static void fill_object(struct io_driver *driver, struct image_file *file)
{
    struct io_driver_body *body = ob_create(io->driver_type, sizeof *body);
    DRIVER_OBJECT *object = &body->object;
    body->own = driver;
    body->check = io_check(object, driver);
    driver->object = object;
    driver->id = ob_id(object);
    object->Type = IO_TYPE_DRIVER;
    object->Size = sizeof *object;
    object->Flags = DRVO_LEGACY_DRIVER;
    object->DriverStart = (PVOID)(uintptr_t)driver->image->simulated_base;
    object->DriverSize = (ULONG)(file->end - file->start);
    io_section_new(driver, object->DriverSize);
    object->DriverSection = driver->section;
    object->DriverExtension = &body->extension;
    object->HardwareDatabase = io->hardware_database;
    object->DriverInit = (PDRIVER_INITIALIZE)(uintptr_t)file->descriptor->entry;
    body->extension.DriverObject = object;
    make_unicode(&object->DriverName, "\\Driver\\", driver->service);
    make_unicode(&body->extension.ServiceKeyName, "", driver->service);
    driver->name = object->DriverName.Buffer;
    driver->key = body->extension.ServiceKeyName.Buffer;
    for (int major = 0; major <= IRP_MJ_MAXIMUM_FUNCTION; major++)
        object->MajorFunction[major] = io_invalid_device_request;
    ob_reference(object, OB_BY_LOAD);
    ob_dereference(object, OB_BY_CREATE);
}

/* The path is the driver's to copy, not to keep: it goes with the return of DriverEntry. */
static NTSTATUS call_entry(struct io_driver *driver, PCUNICODE_STRING registry_path)
{
    UNICODE_STRING *path = mm_object_alloc(sizeof *path + registry_path->Length + sizeof(WCHAR), 'mNoI');
    path->Buffer = (PWSTR)(path + 1);
    path->Length = registry_path->Length;
    path->MaximumLength = (USHORT)(registry_path->Length + sizeof(WCHAR));
    memcpy(path->Buffer, registry_path->Buffer, registry_path->Length);
    struct ke_call call = {.kind = KE_DRIVER_ENTRY,
                           .routine = (const void *)driver->object->DriverInit,
                           .generation = driver->image_id,
                           .holder = driver->object,
                           .holder_kind = "driver object",
                           .argument = {(uintptr_t)driver->object, (uintptr_t)path}};
    NTSTATUS status = (NTSTATUS)ke_call(&call);
    mm_object_free(path);
    return status;
}

static void entry_succeeded(struct io_driver *driver)
{
    DRIVER_OBJECT *object = driver->object;
    for (int major = 0; major <= IRP_MJ_MAXIMUM_FUNCTION; major++)
        if (!object->MajorFunction[major])
            object->MajorFunction[major] = io_invalid_device_request;
    if (io_driver_extension(driver)->AddDevice)
        object->Flags &= ~(ULONG)DRVO_LEGACY_DRIVER;
    object->Flags |= DRVO_INITIALIZED;
    driver->image->init_gone = true;
    io_device_ready_all(object);
}

/* Semantics 6: DriverUnload is not called. What the driver left behind decides whether the image stays. */
static void entry_failed(struct io_driver *driver)
{
    driver->entry_failed = true;
    driver->image->init_gone = true;
    ob_make_temporary(driver->object);
    ob_dereference(driver->object, OB_BY_LOAD);
}

/* Drivers that asked for it hear of the image; its path is the service's. */
static void announce(const struct io_driver *driver)
{
    char path[128];
    const struct image_file *file = driver->image->file;
    snprintf(path, sizeof path, "\\SystemRoot\\System32\\drivers\\%s.sys", driver->service);
    ps_notify_image(path, NULL, driver->image->simulated_base, file->end - file->start);
}

static void load(struct io_work *work)
{
    struct load *load = (struct load *)work;
    struct io_driver *driver = load->driver;
    load->status = ob_insert(driver->object, &driver->object->DriverName, true);
    announce(driver);
    if (NT_SUCCESS(load->status))
        load->status = call_entry(driver, load->registry_path);
    driver->loading = false;
    if (NT_SUCCESS(load->status))
        entry_succeeded(driver);
    else
        entry_failed(driver);
    io_reinitialize_all();
    ke_event_set(&load->done);
}

NTSTATUS io_driver_load(const char *service, struct image_file *file, PCUNICODE_STRING registry_path)
{
    const struct io_driver *earlier = io_driver_named(service);
    if (earlier && earlier->state != IO_GONE)
        return STATUS_IMAGE_ALREADY_LOADED;
    for (struct list *node = io->drivers.next; node != &io->drivers; node = node->next) {
        const struct io_driver *other = list_of(node, struct io_driver, link);
        if (other->state != IO_GONE && other->image->file == file)
            return STATUS_IMAGE_ALREADY_LOADED;
    }
    struct io_driver *driver = new_record(service);
    driver->loading = true;
    driver->loaded_at = ke_now();
    driver->image = image_load(file);
    driver->image_id = driver->image->id;
    fill_object(driver, file);
    struct load request = {
        .work = {.run = load, .queue = DelayedWorkQueue}, .driver = driver, .registry_path = registry_path};
    ke_event_init(&request.done, NotificationEvent, FALSE);
    if (ps_current_process() == ps_system_process()) {
        load(&request.work);
    } else {
        io_work_queue(&request.work);
        ke_wait_one(&request.done, KernelMode, FALSE, NULL);
    }
    return request.status;
}

/* What every MajorFunction entry is preset to. */
NTSTATUS io_invalid_device_request(DEVICE_OBJECT *device, IRP *irp)
{
    (void)device;
    irp->IoStatus.Status = STATUS_INVALID_DEVICE_REQUEST;
    irp->IoStatus.Information = 0;
    io_irp_complete(irp);
    return STATUS_INVALID_DEVICE_REQUEST;
}
