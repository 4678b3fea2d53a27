/*
 * !drvobj: a driver object - what it has, what it can be asked for, how far its unload has come.
 */
#include "lab/look.h"

#include "io/inspect.h"

#include <strings.h>

enum { DEVICES = 1, ROUTINES = 2, DETAIL = 4 };

const char *lab_major(unsigned major)
{
    static const char *const names[] = {"CREATE", "CREATE_NAMED_PIPE", "CLOSE", "READ", "WRITE", "QUERY_INFORMATION", "SET_INFORMATION", "QUERY_EA", "SET_EA",
                                        "FLUSH_BUFFERS", "QUERY_VOLUME_INFORMATION", "SET_VOLUME_INFORMATION", "DIRECTORY_CONTROL", "FILE_SYSTEM_CONTROL",
                                        "DEVICE_CONTROL", "INTERNAL_DEVICE_CONTROL", "SHUTDOWN", "LOCK_CONTROL", "CLEANUP", "CREATE_MAILSLOT", "QUERY_SECURITY",
                                        "SET_SECURITY", "POWER", "SYSTEM_CONTROL", "DEVICE_CHANGE", "QUERY_QUOTA", "SET_QUOTA", "PNP"};
    return major <= IRP_MJ_MAXIMUM_FUNCTION ? names[major] : "?";
}

static void print_state(struct lab_call *call, const struct io_driver_info *info)
{
    static const char *const states[] = {"loaded", "unload pending: DriverUnload waits for a device that is in use", "DriverUnload runs",
                                         "DriverUnload has returned, the image is still held", "gone"};
    lab_print(call, "State: %s%s\n", states[info->state], info->entry_failed ? " (DriverEntry failed)" : "");
    if (info->asked_at)
        lab_print(call, "  stop asked for at %s", lab_time(info->asked_at));
    if (info->invoked_at)
        lab_print(call, ", DriverUnload called at %s", lab_time(info->invoked_at));
    if (info->returned_at)
        lab_print(call, ", returned at %s", lab_time(info->returned_at));
    if (info->gone_at)
        lab_print(call, ", image gone at %s", lab_time(info->gone_at));
    if (info->asked_at)
        lab_print(call, "\n");
}

static void print_detail(struct lab_call *call, const DEVICE_OBJECT *device)
{
    struct text *out = call->out;
    char word[32], error[LAB_ERROR_SIZE];
    snprintf(word, sizeof word, "0x%llx", (unsigned long long)(uintptr_t)device);
    struct lab_call inner = {.words = {word}, .count = 1, .out = out, .error = error};
    text_add(out, "\n");
    lab_devobj(&inner);
}

/* The list as the driver left it, for it may have been overwritten. */
static void print_devices(struct lab_call *call, const DRIVER_OBJECT *driver, bool detail)
{
    const DEVICE_OBJECT *device = driver->DeviceObject;
    struct io_device_info info;
    unsigned n = 0;
    lab_print(call, "Device Object list:\n");
    if (!device)
        lab_print(call, "  (none)\n");
    for (; device && n < LAB_LIST_MAX; device = device->NextDevice, n++) {
        if (!io_device_info(device, &info)) {
            lab_print(call, "  %s is no device: the list is damaged here\n", lab_at(device));
            return;
        }
        lab_print(call, "  %s  %s  %s%s\n", lab_at(device), lab_id(info.id), info.name, info.deleted ? "  (deleted, still there)" : "");
        if (detail)
            print_detail(call, device);
    }
    if (device)
        lab_print(call, "  the list runs in a circle\n");
}

static void print_routines(struct lab_call *call, const DRIVER_OBJECT *driver, uint32_t image)
{
    PDRIVER_ADD_DEVICE add_device = driver->DriverExtension && lab_is_readable(driver->DriverExtension, sizeof *driver->DriverExtension) ? driver->DriverExtension->AddDevice : NULL;
    lab_print(call, "DriverEntry:   %s\n", lab_code((const void *)driver->DriverInit, image));
    lab_print(call, "DriverStartIo: %s\n", lab_code((const void *)driver->DriverStartIo, image));
    lab_print(call, "DriverUnload:  %s\n", lab_code((const void *)driver->DriverUnload, image));
    lab_print(call, "AddDevice:     %s\n", lab_code((const void *)add_device, image));
    lab_print(call, "Dispatch routines:\n");
    for (unsigned major = 0; major <= IRP_MJ_MAXIMUM_FUNCTION; major++) {
        const void *routine = (const void *)driver->MajorFunction[major];
        bool preset = routine && !image_last_at((uintptr_t)routine); /* its address is the host's: not the same in every run */
        lab_print(call, "[%02x] IRP_MJ_%-26s %s  %s\n", major, lab_major(major), preset ? "nt!IopInvalidDeviceRequest" : lab_at(routine), preset ? "" : lab_code(routine, 0));
    }
}

static void print_driver(struct lab_call *call, const DRIVER_OBJECT *driver, const struct io_driver_info *info, uint32_t flags)
{
    lab_print(call, "Driver object (%s) is for:\n \\Driver\\%s\n", lab_at(driver), info->name);
    print_state(call, info);
    lab_print(call, "PointerCount %lld, HandleCount %lld; DriverStart %s, DriverSize 0x%x, Flags 0x%x\n", (long long)ob_pointer_count(driver), (long long)ob_handle_count(driver),
              lab_at(driver->DriverStart), (unsigned)driver->DriverSize, (unsigned)driver->Flags);
    if (flags & (DEVICES | DETAIL))
        print_devices(call, driver, flags & DETAIL);
    if (flags & ROUTINES)
        print_routines(call, driver, info->image);
}

/* By the object: what the driver is called may have been overwritten. */
static bool info_of(const void *driver, struct io_driver_info *info)
{
    struct io_driver_info infos[MACHINE_DRIVERS_MAX];
    size_t n = io_drivers(infos, MACHINE_DRIVERS_MAX);
    for (size_t i = 0; i < n && i < MACHINE_DRIVERS_MAX; i++) {
        *info = infos[i];
        if (info->object == driver)
            return true;
    }
    return false;
}

void lab_drvobj(struct lab_call *call)
{
    struct io_driver_info info;
    uint32_t flags;
    const char *word = lab_word(call, 0), *name = strncasecmp(word, "\\Driver\\", 8) == 0 ? word + 8 : word;
    if (!lab_flags(call, 1, DEVICES, &flags))
        return;
    if (io_driver_find(name, &info) && !info.object) {
        lab_print(call, "There is no driver object for \\Driver\\%s any more.\n", info.name);
        print_state(call, &info);
        return;
    }
    const DRIVER_OBJECT *driver = lab_object(call, word, "Driver", "\\Driver");
    if (driver && !info_of(driver, &info))
        lab_fail(call, "%s is being deleted", word);
    else if (driver)
        print_driver(call, driver, &info, flags);
}
