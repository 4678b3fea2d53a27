/*
 * Hard errors: what a driver has told to a user who might do something about it (put the medium back, try again). All of the simulated machine is session 0, where
 * NT shows no dialog box since Windows Vista: nobody answers, which counts as "do not try again". That a driver wanted to tell something stands among its debug text.
 */
#include "base/status.h"
#include "io/state.h"
#include "rtl/rtl.h"

#include <ntifs.h>
#include <stdio.h>

struct hard_error { /* on its way to the thread */
    struct ke_apc apc;
    IRP *irp;
};

static struct ps_thread *thread_of(const void *thread)
{
    return (struct ps_thread *)(uintptr_t)thread;
}

static void tell(NTSTATUS status, const UNICODE_STRING *about)
{
    char text[256], name[64] = "";
    size_t used = about ? rtl_utf16_to_utf8(about->Buffer, about->Length / sizeof(WCHAR), text, sizeof text - 1, NULL) : 0;
    text[used < sizeof text ? used : 0] = 0;
    snprintf(name, sizeof name, "%s", status_name((uint32_t)status) ? status_name((uint32_t)status) : "Unknown Hard Error");
    char line[400];
    snprintf(line, sizeof line, "hard error: %s%s%s\n", name, used ? " " : "", used ? text : "");
    rtl_debug_text(line);
}

/* WDK: IoSetHardErrorOrVerifyDevice. Noted for the thread that issued the IRP, which must have one; the file system above asks with IoGetDeviceToVerify. */
VOID IoSetHardErrorOrVerifyDevice(PIRP Irp, PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoSetHardErrorOrVerifyDevice, Irp);
    io_irp_checked(Irp);
    if (!Irp->Tail.Overlay.Thread)
        ke_bugcheck_blame(SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_ACCESS_VIOLATION, gate_.site, 0, 0,
                          &(struct ke_blame){.object_kind = "IRP", .object = Irp, .sentence = "it belongs to no thread (Tail.Overlay.Thread is NULL), which is to be checked before"});
    thread_of(ob_checked(Irp->Tail.Overlay.Thread))->device_to_verify = DeviceObject;
}

/* WDK: IoGetDeviceToVerify. NULL: none was noted. */
PDEVICE_OBJECT IoGetDeviceToVerify(PETHREAD Thread)
{
    ddi_enter(IoGetDeviceToVerify, Thread);
    return thread_of(ob_checked(Thread))->device_to_verify;
}

/* WDK: IoSetDeviceToVerify. */
VOID IoSetDeviceToVerify(PETHREAD Thread, PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoSetDeviceToVerify, Thread);
    thread_of(ob_checked(Thread))->device_to_verify = DeviceObject;
}

/* WDK: IoSetThreadHardErrorMode. Of the current thread; what it was. */
BOOLEAN IoSetThreadHardErrorMode(BOOLEAN EnableHardErrors)
{
    ddi_enter(IoSetThreadHardErrorMode, NULL);
    struct ps_thread *self = ps_current_thread();
    BOOLEAN were = !self->hard_errors_off;
    self->hard_errors_off = !EnableHardErrors;
    return were;
}

/* WDK: IoRaiseInformationalHardError. TRUE: queued, that is, told. */
BOOLEAN IoRaiseInformationalHardError(NTSTATUS ErrorStatus, PUNICODE_STRING String, PKTHREAD Thread)
{
    ddi_enter(IoRaiseInformationalHardError, Thread);
    if (Thread && thread_of(ob_checked(Thread))->hard_errors_off)
        return FALSE;
    tell(ErrorStatus, String);
    return TRUE;
}

/* Without data: Information tells how much of it is copied back. */
static void give_up(IRP *irp)
{
    irp->IoStatus.Information = 0;
    IoCompleteRequest(irp, IO_DISK_INCREMENT);
}

static void answered(struct ke_apc *apc)
{
    struct hard_error *error = (struct hard_error *)apc;
    IRP *irp = error->irp;
    sim_free(error, sizeof *error);
    tell(io_irp_checked(irp)->irp->IoStatus.Status, NULL);
    give_up(irp);
}

/*
 * WDK: IoRaiseHardError. Completes the IRP with the status that it has: at once where the thread's hard errors are off, else when the user has answered, which a
 * normal kernel APC of the thread sees to. Where those are held back, NT's documentation warns of a deadlock.
 */
VOID IoRaiseHardError(PIRP Irp, PVPB Vpb, PDEVICE_OBJECT RealDeviceObject)
{
    ddi_enter(IoRaiseHardError, Irp);
    (void)Vpb;
    io_irp_checked(Irp);
    io_device_checked(RealDeviceObject);
    if (ps_current_thread()->hard_errors_off) {
        give_up(Irp);
        return;
    }
    if (ke_current()->kernel_apc_disable || ke_irql() >= APC_LEVEL)
        ke_not_modelled("a hard error while normal kernel APCs are held back, which deadlocks when somebody waits for the request");
    struct hard_error *error = sim_alloc(sizeof *error);
    *error = (struct hard_error){.apc = {.run = answered}, .irp = Irp};
    ke_apc_queue(ke_current(), &error->apc);
}
