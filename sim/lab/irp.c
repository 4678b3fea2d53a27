/*
 * !irp and !irpfind.
 */
#include "lab/look.h"

#include "io/inspect.h"

#include <strings.h>

/* The driver that a stack location belongs to; its device pointer may be anything. */
static const char *driver_of(const DEVICE_OBJECT *device, struct io_device_info *info)
{
    return device && io_device_info(device, info) ? info->driver : "?";
}

static void print_completion(struct lab_call *call, const IRP *irp, const IO_STACK_LOCATION *location, unsigned index)
{
    struct io_routine noted = io_irp_completion(irp, index);
    const void *routine = (const void *)location->CompletionRoutine;
    if (!routine)
        return;
    lab_print(call, "            completion: %s  Context %s%s%s%s\n", lab_code(routine, noted.routine == routine ? noted.generation : 0), lab_at(location->Context),
              location->Control & SL_INVOKE_ON_SUCCESS ? "  Success" : "", location->Control & SL_INVOKE_ON_ERROR ? "  Error" : "",
              location->Control & SL_INVOKE_ON_CANCEL ? "  Cancel" : "");
    if (noted.routine == routine && noted.by)
        lab_print(call, "            set by %s at %s\n", lab_site(noted.by), lab_time(noted.at));
}

static void print_location(struct lab_call *call, const IRP *irp, const IO_STACK_LOCATION *location, unsigned index, bool current)
{
    struct io_device_info info;
    lab_print(call, "%c[%s(%x), %x]  flg %02x cl %02x  Device %s File %s%s\n", current ? '>' : ' ', location->DeviceObject || location->CompletionRoutine ? lab_major(location->MajorFunction) : "N/A",
              location->MajorFunction, location->MinorFunction, location->Flags, location->Control, lab_at(location->DeviceObject), lab_at(location->FileObject),
              location->Control & SL_PENDING_RETURNED ? "  pending" : "");
    if (location->DeviceObject)
        lab_print(call, "            \\Driver\\%s\n", driver_of(location->DeviceObject, &info));
    print_completion(call, irp, location, index);
    lab_print(call, "            Args: %s %s %s %s\n", lab_at(location->Parameters.Others.Argument1), lab_at(location->Parameters.Others.Argument2),
              lab_at(location->Parameters.Others.Argument3), lab_at(location->Parameters.Others.Argument4));
}

static void print_locations(struct lab_call *call, const IRP *irp, unsigned count, int current)
{
    const IO_STACK_LOCATION *locations = (const IO_STACK_LOCATION *)(irp + 1);
    IO_STACK_LOCATION copy;
    for (unsigned i = 0; i < count; i++) {
        if (!lab_get(&copy, &locations[i])) {
            lab_print(call, "the stack location %u cannot be read: its memory is gone\n", i + 1);
            return;
        }
        print_location(call, irp, &copy, i, (int)i + 1 == current);
    }
}

static const char *stage(const struct io_irp_info *info)
{
    return info->completed ? "completed, not freed" : info->below ? "at a driver" : "not sent";
}

static void print_summary(struct lab_call *call, const struct io_irp_info *info, const IRP *irp)
{
    lab_print(call, "Irp %s %s is active with %d stacks %d is current (%s)\n", lab_at(info->irp), lab_id(info->id), irp->StackCount, irp->CurrentLocation, stage(info));
    lab_print(call, " Mdl=%s: System buffer=%s: Thread %s  Flags %08x\n", lab_at(irp->MdlAddress), lab_at(irp->AssociatedIrp.SystemBuffer), lab_thread(info->thread), (unsigned)irp->Flags);
    lab_print(call, " IoStatus %08x Information 0x%llx%s%s\n", (unsigned)irp->IoStatus.Status, (unsigned long long)irp->IoStatus.Information, irp->Cancel ? "  Cancelled" : "",
              irp->PendingReturned ? "  PendingReturned" : "");
    if (irp->CancelRoutine)
        lab_print(call, " CancelRoutine %s set by %s\n", lab_code((const void *)irp->CancelRoutine, info->cancel.routine == (const void *)irp->CancelRoutine ? info->cancel.generation : 0),
                  lab_site(info->cancel.by));
    lab_print(call, " Allocated by %s at %s\n", lab_site(info->created_by), lab_time(info->created_at));
}

void lab_irp(struct lab_call *call)
{
    struct io_irp_info info;
    IRP copy;
    const IRP *irp = lab_address(call, lab_word(call, 0));
    if (!irp)
        return;
    if (!io_irp_info(irp, &info)) {
        lab_fail(call, "%s is no IRP (any more)", lab_word(call, 0));
        return;
    }
    if (!lab_get(&copy, irp)) {
        lab_print(call, "The memory of IRP %s is gone, although it was never taken back.\n", lab_id(info.id));
        return;
    }
    print_summary(call, &info, &copy);
    if (copy.Type != IO_TYPE_IRP || copy.StackCount != info.stack_size)
        lab_print(call, " It is damaged: Type %d, StackCount %d where %u was allocated\n", copy.Type, copy.StackCount, info.stack_size);
    print_locations(call, irp, info.stack_size, copy.CurrentLocation);
}

/* --- !irpfind ------------------------------------------------------------------------------------------------------------------------------ */

struct irp_search {
    struct lab_call *call;
    bool verbose;
    const void *device, *file, *thread;
    const char *driver;
    unsigned found;
};

static const DEVICE_OBJECT *current_device(const struct io_irp_info *info)
{
    return info->below ? info->sent_to : NULL;
}

static bool is_wanted(const struct irp_search *search, const struct io_irp_info *info, const char *driver)
{
    if (search->driver)
        return strcasecmp(search->driver, driver) == 0;
    if (search->device)
        return current_device(info) == search->device;
    if (search->file)
        return info->file == search->file;
    return !search->thread || info->thread == search->thread;
}

static void find_irp(void *context, PIRP irp)
{
    struct irp_search *search = context;
    struct lab_call *call = search->call;
    struct io_irp_info info;
    struct io_device_info device;
    if (!io_irp_info(irp, &info))
        return;
    const char *driver = driver_of(current_device(&info), &device);
    if (!is_wanted(search, &info, driver))
        return;
    search->found++;
    lab_print(call, "%-20s %-6s %-32s %s%s %s\n", lab_at(irp), lab_id(info.id), lab_thread(info.thread), current_device(&info) ? "\\Driver\\" : "", current_device(&info) ? driver : "-", stage(&info));
    if (search->verbose)
        lab_print(call, "    allocated by %s at %s\n", lab_site(info.created_by), lab_time(info.created_at));
}

static void take_criterion(struct irp_search *search, const char *kind, const char *word)
{
    struct lab_call *call = search->call;
    if (!word)
        lab_fail(call, "!irpfind %s needs to know which", kind);
    else if (strcasecmp(kind, "device") == 0)
        search->device = lab_object(call, word, "Device", "\\Device");
    else if (strcasecmp(kind, "fileobject") == 0)
        search->file = lab_address(call, word);
    else if (strcasecmp(kind, "thread") == 0)
        search->thread = lab_thread_at(lab_address(call, word));
    else if (strcasecmp(kind, "driver") == 0)
        search->driver = word;
    else
        lab_fail(call, "!irpfind knows no criterion %s: device, fileobject, thread, driver", kind);
    if (!call->failed && strcasecmp(kind, "thread") == 0 && !search->thread)
        lab_fail(call, "%s is no thread", word);
}

void lab_irpfind(struct lab_call *call)
{
    struct irp_search search = {.call = call};
    unsigned n = 0;
    if (lab_word(call, 0) && strcasecmp(lab_word(call, 0), "-v") == 0) {
        search.verbose = true;
        n++;
    }
    if (lab_word(call, n))
        take_criterion(&search, lab_word(call, n), lab_word(call, n + 1));
    if (call->failed)
        return;
    lab_print(call, "Searching nonpaged pool for tag 'Irp '\n%-20s %-6s %-32s %s\n", "Irp", "", "[Thread]", "driver of the current location");
    io_irps_visit(find_irp, &search);
    lab_print(call, "%u IRP%s\n", search.found, search.found == 1 ? "" : "s");
}
