/*
 * Who holds a driver: why DriverUnload is not called, or why the image stays (design 4.11). Read off the state as it
 * is; nothing is kept for it beforehand but the call sites.
 */
#include "io/state.h"

#include <stdio.h>

struct search { /* for one driver */
    const struct io_driver *driver;
    struct io_holder *holders;
    size_t room, n;
};

/* NULL: counted only. */
static struct io_holder *add(struct search *search, const char *kind, uint32_t object_id)
{
    size_t at = search->n++;
    if (at >= search->room)
        return NULL;
    search->holders[at] = (struct io_holder){.kind = kind, .object_id = object_id, .count = 1};
    return &search->holders[at];
}

/* Who called from there: the driver by its image's name. */
static void name_caller(struct io_holder *holder, uintptr_t site)
{
    const struct image *image = site ? image_last_at(site) : NULL;
    snprintf(holder->holder, sizeof holder->holder, "driver %s", image ? image->file->name : "?");
}

static void add_list(struct search *search,
                     size_t (*list)(const struct io_driver *driver, struct io_holder *holders, size_t room))
{
    size_t used = search->n < search->room ? search->n : search->room;
    search->n += list(search->driver, search->holders + used, search->room - used);
}

/* The driver as such: never unloaded, whatever else holds it. */
static void by_nature(struct search *search)
{
    const DRIVER_OBJECT *object = search->driver->object;
    if (search->driver->entry_failed)
        return;
    const char *kind = ((const struct io_driver_body *)object)->extension.AddDevice ? "PnP driver"
                       : !object->DriverUnload            ? "no Unload routine"
                                                          : NULL;
    struct io_holder *holder = kind ? add(search, kind, search->driver->id) : NULL;
    if (!holder)
        return;
    snprintf(holder->object, sizeof holder->object, "\\Driver\\%s", search->driver->service);
    snprintf(holder->holder, sizeof holder->holder, "%s",
             object->DriverUnload ? "the PnP manager unloads it, no one else" : "DriverUnload is not set");
}

static bool is_ours(const struct search *search, const FILE_OBJECT *file)
{
    const struct io_device *device = file->DeviceObject ? io_device_slow(file->DeviceObject) : NULL;
    return device && device->driver == search->driver;
}

static void by_handle(void *context, const struct ob_handle_info *info)
{
    struct search *search = context;
    if (ob_type_of(info->body) != io->file_type || !is_ours(search, info->body))
        return;
    struct io_holder *holder = add(search, "open handle", ob_id(info->body));
    if (!holder)
        return;
    holder->where = info->opened_by;
    holder->at_100ns = info->opened_at;
    io_device_name(((FILE_OBJECT *)info->body)->DeviceObject, holder->object, sizeof holder->object);
    snprintf(holder->holder, sizeof holder->holder, "process %s, handle 0x%x",
             info->process ? info->process->name : "System", (unsigned)(uintptr_t)info->handle);
}

/* References that drivers took and did not drop. A site that takes cannot be paired with one that drops, so the last
 * takers are named first. What lies in front of the body may have been overwritten. */
static void by_reference(struct search *search, const char *kind, const void *body, const char *name)
{
    LONG_PTR left = ob_is_object(body) ? ob_held(body, OB_BY_DRIVER) : 0;
    if (left <= 0)
        return;
    size_t n = ob_ledger(body, NULL, 0), size = n * sizeof(struct ob_ledger_entry);
    struct ob_ledger_entry *entries = sim_alloc(size);
    ob_ledger(body, entries, n);
    while (left > 0) {
        sim_assert(n > 0); /* what is held was taken */
        const struct ob_ledger_entry *entry = &entries[--n];
        LONG_PTR taken = entry->taken - entry->dropped;
        if (taken <= 0)
            continue;
        struct io_holder *holder = add(search, kind, ob_id(body));
        if (holder) {
            holder->count = taken < left ? taken : left;
            holder->where = entry->site;
            holder->at_100ns = entry->last_at;
            snprintf(holder->object, sizeof holder->object, "%s", name);
            name_caller(holder, entry->site);
        }
        left -= taken;
    }
    sim_free(entries, size);
}

/* Files that have no handle (any more): somebody has a pointer, or a request that nobody completed. */
static void by_irp(struct search *search)
{
    list_each(node, &io->irps)
    {
        const struct io_irp *own = list_of(node, struct io_irp, all);
        if (!own->file || !is_ours(search, own->file))
            continue;
        struct io_holder *holder = add(search, "IRP", own->id);
        if (!holder)
            continue;
        holder->where = own->created_by;
        holder->at_100ns = own->created_at;
        const struct io_device *at = own->sent_to ? io_device_slow(own->sent_to) : NULL;
        io_device_name(own->file->DeviceObject, holder->object, sizeof holder->object);
        snprintf(holder->holder, sizeof holder->holder, own->completed ? "driver %s completed it, and its thread has not been told" : "driver %s has not completed it",
                 at ? at->driver->service : "?");
    }
}

static void by_attachment(struct search *search, const struct io_device *own)
{
    DEVICE_OBJECT *upper = own->object->AttachedDevice;
    const struct io_device *attached = upper ? io_device_slow(upper) : NULL;
    struct io_holder *holder = upper ? add(search, "attached device", attached ? attached->id : 0) : NULL;
    if (!holder)
        return;
    holder->where = attached ? attached->attached_by : 0;
    holder->at_100ns = attached ? attached->attached_at : 0;
    io_device_name(own->object, holder->object, sizeof holder->object);
    snprintf(holder->holder, sizeof holder->holder, "driver %s", attached ? attached->driver->service : "?");
}

/* Only once Unload has been called is a device that is still there a fault. */
static void by_device(struct search *search, const struct io_device *own)
{
    if (own->deleted || (search->driver->state < IO_UNLOAD_RETURNED && !search->driver->entry_failed))
        return;
    struct io_holder *holder = add(search, "device not deleted", own->id);
    if (!holder)
        return;
    holder->where = own->created_by;
    holder->at_100ns = own->created_at;
    io_device_name(own->object, holder->object, sizeof holder->object);
    name_caller(holder, own->created_by);
}

/* IoDeleteDevice takes a name away by that flag. */
static void by_name(struct search *search, const struct io_device *own, const char *name)
{
    WCHAR wide[512];
    if (!own->deleted || own->object->Flags & DO_DEVICE_HAS_NAME || !ob_name(own->object, wide, sizeof wide / sizeof *wide))
        return;
    struct io_holder *holder = add(search, "name of a deleted device", own->id);
    if (!holder)
        return;
    holder->where = own->created_by;
    holder->at_100ns = own->created_at;
    snprintf(holder->object, sizeof holder->object, "%s", name);
    snprintf(holder->holder, sizeof holder->holder, "DO_DEVICE_HAS_NAME was cleared in its Flags, so IoDeleteDevice left the name");
}

static void by_devices(struct search *search)
{
    list_each(node, &io->devices)
    {
        const struct io_device *own = list_of(node, struct io_device, link);
        if (own->driver != search->driver)
            continue;
        char name[96];
        io_device_name(own->object, name, sizeof name);
        by_attachment(search, own);
        by_device(search, own);
        by_name(search, own, name);
        by_reference(search, "leaked reference", own->object, name);
    }
}

static void by_file(struct search *search)
{
    list_each(node, &io->files)
    {
        struct io_file *file = list_of(node, struct io_file_link, link)->file;
        if (!is_ours(search, &file->object) || ob_handle_count(file))
            continue;
        char name[96];
        io_device_name(file->object.DeviceObject, name, sizeof name);
        by_reference(search, "file object", file, name);
    }
}

size_t io_driver_holders(const char *service, struct io_holder *holders, size_t room)
{
    struct search search = {.driver = io_driver_named(service), .holders = holders, .room = room};
    if (!search.driver || !search.driver->object)
        return 0;
    char name[96];
    snprintf(name, sizeof name, "\\Driver\\%s", search.driver->service);
    by_nature(&search);
    ob_handles_visit(by_handle, &search);
    by_file(&search);
    by_irp(&search);
    by_devices(&search);
    by_reference(&search, "leaked reference", search.driver->object, name);
    add_list(&search, io_remove_locks_awaited);
    add_list(&search, io_items_holding);
    add_list(&search, io_completions_holding);
    return search.n;
}
