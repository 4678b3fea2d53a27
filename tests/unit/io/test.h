/*
 * What tests of the I/O manager share: drivers whose routines are functions of the test. Their image is one without any segment, so nothing of it can be
 * missing; that a vanished image is noticed is for the scenarios.
 */
#ifndef NTSIM_TEST_UNIT_IO_TEST_H
#define NTSIM_TEST_UNIT_IO_TEST_H

#include "../machine_fixture.h"
#include "crt/module.h"
#include "io/io.h"

#include <ntddk.h>

#define PROBES 3

static struct ntsim_module probe_modules[PROBES];
static struct image_file probe_files[PROBES];

static inline UNICODE_STRING wide(const WCHAR *text)
{
    size_t chars = 0;
    while (text[chars])
        chars++;
    return (UNICODE_STRING){(USHORT)(chars * sizeof(WCHAR)), (USHORT)((chars + 1) * sizeof(WCHAR)), (PWSTR)text};
}

/* Loads a driver that has this DriverEntry; `which` tells images apart. */
static inline NTSTATUS load(int which, const char *service, DRIVER_INITIALIZE *entry)
{
    UNICODE_STRING path = wide(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\probe");
    probe_modules[which] =
        (struct ntsim_module){.format = 1, .kind = NTSIM_MODULE_DRIVER, .entry = (void (*)(void))(uintptr_t)entry};
    probe_files[which] = (struct image_file){.descriptor = &probe_modules[which], .number = 250u + (uint32_t)which};
    snprintf(probe_files[which].name, sizeof probe_files[which].name, "%s", service);
    return io_driver_load(service, &probe_files[which], &path);
}

static inline enum io_unload_state state_of(const char *service)
{
    struct io_driver_info info;
    return io_driver_find(service, &info) ? info.state : IO_GONE;
}

/* --- the usual driver: one device, every request to probe.dispatch -------------------------------------------------------------------- */

static struct {
    PDRIVER_OBJECT driver;
    PDEVICE_OBJECT device;
    PDRIVER_DISPATCH dispatch; /* NULL: completes with success */
    unsigned unloads, creates, cleanups, closes;
    KIRQL unload_irql;
    const struct ke_thread *unload_thread;
    bool keep_device; /* DriverUnload leaves it */
    ULONG device_flags;
} probe;

static inline NTSTATUS finish(PIRP irp, NTSTATUS status, ULONG_PTR information)
{
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS probe_dispatch(PDEVICE_OBJECT device, PIRP irp)
{
    UCHAR major = IoGetCurrentIrpStackLocation(irp)->MajorFunction;
    probe.creates += major == IRP_MJ_CREATE;
    probe.cleanups += major == IRP_MJ_CLEANUP;
    probe.closes += major == IRP_MJ_CLOSE;
    if (probe.dispatch && major != IRP_MJ_CLEANUP && major != IRP_MJ_CLOSE)
        return probe.dispatch(device, irp);
    return finish(irp, STATUS_SUCCESS, 0);
}

static VOID probe_unload(PDRIVER_OBJECT driver)
{
    (void)driver;
    probe.unloads++;
    probe.unload_irql = ke_irql();
    probe.unload_thread = ke_current();
    if (!probe.keep_device)
        IoDeleteDevice(probe.device);
}

static NTSTATUS probe_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    (void)path;
    UNICODE_STRING name = wide(L"\\Device\\Probe");
    probe.driver = driver;
    driver->DriverUnload = probe_unload;
    for (int major = 0; major <= IRP_MJ_MAXIMUM_FUNCTION; major++)
        driver->MajorFunction[major] = probe_dispatch;
    NTSTATUS status = IoCreateDevice(driver, 64, &name, FILE_DEVICE_UNKNOWN, 0, FALSE, &probe.device);
    if (NT_SUCCESS(status))
        probe.device->Flags |= probe.device_flags;
    return status;
}

static inline void load_probe(void)
{
    memset(&probe, 0, sizeof probe);
    claim(load(0, "probe", probe_entry) == STATUS_SUCCESS);
}

/* A kernel handle to \Device\Probe, or to a path behind it; NULL when it could not be opened. */
static inline HANDLE open_path(const WCHAR *path, ULONG options, NTSTATUS *status)
{
    UNICODE_STRING name = wide(path);
    struct io_create create = {.path = &name, .access = FILE_ALL_ACCESS, .attributes = OBJ_KERNEL_HANDLE, .disposition = FILE_OPEN, .options = options,
                               .mode = KernelMode};
    HANDLE handle = NULL;
    *status = io_file_create(&create, &handle);
    return NT_SUCCESS(*status) ? handle : NULL;
}

static inline HANDLE open_probe(ULONG options)
{
    NTSTATUS status;
    HANDLE handle = open_path(L"\\Device\\Probe", options, &status);
    claim(handle != NULL);
    return handle;
}

static inline void close_handle(HANDLE handle)
{
    claim(NT_SUCCESS(ob_handle_close(ob_kernel_table(), handle)));
}

static inline NTSTATUS control(HANDLE handle, ULONG code, void *input, ULONG in, void *output, ULONG out, IO_STATUS_BLOCK *block)
{
    struct io_request request = {.file = handle, .major = IRP_MJ_DEVICE_CONTROL, .code = code, .input = input, .output = output, .input_length = in,
                                 .output_length = out, .status_block = block, .mode = KernelMode};
    return io_request(&request);
}

/* Lets others run: workers, APCs. */
static inline void pause_ms(int ms)
{
    LARGE_INTEGER interval = {.QuadPart = -10000LL * ms};
    ke_delay(KernelMode, FALSE, &interval);
}

#define TEST(name, body)                                                                                                                  \
    static void name(void **state)                                                                                                        \
    {                                                                                                                                     \
        (void)state;                                                                                                                      \
        run_body(body);                                                                                                                   \
    }

#endif
