/*
 * !devobj, !devstack, !devhandles.
 */
#include "lab/look.h"

#include "io/inspect.h"
#include "ob/inspect.h"

static const DEVICE_OBJECT *device_of(struct lab_call *call, struct io_device_info *info)
{
    const DEVICE_OBJECT *device = lab_object(call, lab_word(call, 0), "Device", "\\Device");
    if (device && !io_device_info(device, info))
        lab_fail(call, "%s is no device object any more", lab_word(call, 0));
    return call->failed ? NULL : device;
}

/* The device queue is a list in driver memory. */
static void print_queue(struct lab_call *call, const DEVICE_OBJECT *device)
{
    const LIST_ENTRY *head = &device->DeviceQueue.DeviceListHead, *at = head->Flink;
    LIST_ENTRY entry;
    unsigned n = 0;
    lab_print(call, "Device queue is %s.\n", device->DeviceQueue.Busy ? "busy" : "not busy");
    for (; at != head && n < LAB_LIST_MAX && lab_get(&entry, at); at = entry.Flink, n++) {
        const char *irp = (const char *)at - offsetof(IRP, Tail.Overlay.DeviceQueueEntry.DeviceListEntry);
        struct io_irp_info info;
        lab_print(call, "  pending: %s  %s\n", lab_at(irp), io_irp_info(irp, &info) ? lab_id(info.id) : "(no IRP)");
    }
    if (at != head)
        lab_print(call, "  the queue is damaged at %s\n", lab_at(at));
}

static void print_neighbour(struct lab_call *call, const char *what, const DEVICE_OBJECT *other)
{
    struct io_device_info info;
    if (!other)
        return;
    if (io_device_info(other, &info))
        lab_print(call, "%s %s %s  \\Driver\\%s  %s\n", what, lab_at(other), lab_id(info.id), info.driver, info.name);
    else
        lab_print(call, "%s %s, which is no device: damaged, or left behind when it was deleted\n", what, lab_at(other));
}

static void print_history(struct lab_call *call, const struct io_device_info *info)
{
    lab_print(call, "Created by %s at %s\n", lab_site(info->created_by), lab_time(info->created_at));
    if (info->deleted)
        lab_print(call, "IoDeleteDevice was called at %s\n", lab_time(info->deleted_at));
    if (info->attached_to)
        lab_print(call, "Attached by %s at %s\n", lab_site(info->attached_by), lab_time(info->attached_at));
}

void lab_devobj(struct lab_call *call)
{
    struct io_device_info info;
    char names[160];
    const DEVICE_OBJECT *device = device_of(call, &info);
    if (!device)
        return;
    lab_print(call, "Device object (%s) is for:\n %s  %s  \\Driver\\%s  DriverObject %s\n", lab_at(device), info.name, lab_id(info.id), info.driver, lab_at(device->DriverObject));
    lab_print(call, "CurrentIrp %s RefCount %d Type %08x Flags %08x\n", lab_at(device->CurrentIrp), (int)device->ReferenceCount, (unsigned)device->DeviceType, (unsigned)device->Flags);
    lab_print(call, "PointerCount %lld HandleCount %lld StackSize %d\n", (long long)ob_pointer_count(device), (long long)ob_handle_count(device), device->StackSize);
    lab_print(call, "DevExt %s DevObjExt %s\n", lab_at(device->DeviceExtension), lab_at(device->DeviceObjectExtension));
    lab_print(call, "ExtensionFlags (0x%08x) %s\n", info.doe, io_doe_names(info.doe, names, sizeof names));
    print_neighbour(call, "AttachedDevice (Upper)", device->AttachedDevice);
    print_neighbour(call, "AttachedTo (Lower)", info.attached_to);
    print_queue(call, device);
    print_history(call, &info);
}

/* --- !devstack ---------------------------------------------------------------------------------------------------------------------------- */

/* Upwards by what drivers can overwrite, so each step is checked. */
static const DEVICE_OBJECT *top_of(struct lab_call *call, const DEVICE_OBJECT *device)
{
    struct io_device_info info;
    for (unsigned n = 0; device->AttachedDevice && n < LAB_LIST_MAX; n++) {
        if (!io_device_info(device->AttachedDevice, &info)) {
            lab_print(call, "  above %s the stack is damaged: %s is no device\n", lab_at(device), lab_at(device->AttachedDevice));
            break;
        }
        device = device->AttachedDevice;
    }
    return device;
}

void lab_devstack(struct lab_call *call)
{
    struct io_device_info info;
    const DEVICE_OBJECT *asked = device_of(call, &info);
    if (!asked)
        return;
    lab_print(call, "  %-20s %-28s %-20s %s\n", "!DevObj", "!DrvObj", "!DevExt", "ObjectName");
    const DEVICE_OBJECT *device = top_of(call, asked);
    for (unsigned n = 0; device && n < LAB_LIST_MAX && io_device_info(device, &info); device = info.attached_to, n++)
        lab_print(call, "%c %-20s \\Driver\\%-20s %-20s %s\n", device == asked ? '>' : ' ', lab_at(device), info.driver, lab_at(device->DeviceExtension), info.name);
    lab_print(call, "No device node: the stack is not the PnP manager's.\n");
}

/* --- !devhandles --------------------------------------------------------------------------------------------------------------------------- */

struct handle_search {
    struct lab_call *call;
    const DEVICE_OBJECT *device;
    const struct ps_process *process;
    unsigned entries, found;
};

static void end_of_process(struct handle_search *search)
{
    if (search->process)
        lab_print(search->call, "  %u entries in use\n", search->entries);
    search->entries = 0;
}

static void begin_process(struct handle_search *search, const struct ps_process *process)
{
    end_of_process(search);
    search->process = process;
    lab_print(search->call, "Checking handle table of process %s  Cid: %04x  Image: %s\n", lab_at(process), process ? process->pid : 0, process ? process->name : "System");
}

static void match_handle(void *context, const struct ob_handle_info *handle)
{
    struct handle_search *search = context;
    if (handle->process != search->process)
        begin_process(search, handle->process);
    search->entries++;
    const FILE_OBJECT *file = handle->body;
    bool ours = handle->body == search->device || (ob_type_of(handle->body) == io_file_type() && file->DeviceObject == search->device);
    if (!ours)
        return;
    search->found++;
    lab_print(search->call, "  %04llx: Object: %s  %s  GrantedAccess: %08x\n        opened by %s at %s\n", (unsigned long long)(uintptr_t)handle->handle, lab_at(handle->body),
              lab_id(ke_label_find(handle->body)), (unsigned)handle->granted, lab_site(handle->opened_by), lab_time(handle->opened_at));
}

void lab_devhandles(struct lab_call *call)
{
    struct io_device_info info;
    struct handle_search search = {.call = call, .device = device_of(call, &info)};
    if (!search.device)
        return;
    ob_handles_visit(match_handle, &search);
    end_of_process(&search);
    lab_print(call, "%u handle%s on %s; its RefCount is %d\n", search.found, search.found == 1 ? "" : "s", info.name, (int)search.device->ReferenceCount);
}
