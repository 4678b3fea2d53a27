/*
 * IRPs: memory and records. An IRP lies in nonpaged memory with a pointer to our record in front of it; when it is
 * freed its memory is dead to drivers at once. Records are kept by stack size for the next IRP.
 */
#include "io/state.h"

static struct io_irp *new_record(CCHAR stack_size)
{
    size_t size = sizeof(struct io_irp) + (size_t)stack_size * sizeof(struct io_armed);
    struct io_irp *own = stack_size < IO_IRP_SIZES ? io->free_irps[(int)stack_size] : NULL;
    if (own) {
        io->free_irps[(int)stack_size] = own->next_free;
        memset(own, 0, size);
    } else {
        own = sim_alloc(size);
    }
    own->stack_size = (uint8_t)stack_size;
    own->sequence = ++io->irp_sequence;
    list_init(&own->by_thread);
    list_append(&io->irps, &own->all);
    return own;
}

static void drop_record(struct io_irp *own)
{
    io_dispatch_gone(own);
    list_remove(&own->all);
    if (own->stack_size < IO_IRP_SIZES) {
        own->next_free = io->free_irps[own->stack_size];
        io->free_irps[own->stack_size] = own;
    } else {
        sim_free(own, sizeof *own + own->stack_size * sizeof(struct io_armed));
    }
}

static void initialize(IRP *irp, USHORT size, CCHAR stack_size)
{
    irp->Type = IO_TYPE_IRP;
    irp->Size = size;
    irp->StackCount = stack_size;
    irp->CurrentLocation = (CHAR)(stack_size + 1);
    irp->ThreadListEntry.Flink = irp->ThreadListEntry.Blink = &irp->ThreadListEntry;
    irp->Tail.Overlay.CurrentStackLocation = (IO_STACK_LOCATION *)(irp + 1) + stack_size;
}

static void begin(struct io_irp *own, IRP *irp, enum io_irp_kind kind, uintptr_t site)
{
    own->irp = irp;
    own->kind = kind;
    own->id = ke_label_new(irp, LABEL_IRP);
    own->created_by = site;
    own->created_at = ke_now();
    emit_at(EV_IRP_CREATE, own->id, 0, 0, site);
}

struct io_irp *io_irp_new(CCHAR stack_size, enum io_irp_kind kind, uintptr_t site)
{
    USHORT size = (USHORT)(sizeof(IRP) + (size_t)stack_size * sizeof(IO_STACK_LOCATION));
    struct io_irp_prefix *prefix = mm_object_alloc(sizeof *prefix + size, ' prI');
    IRP *irp = (IRP *)(prefix + 1);
    struct io_irp *own = new_record(stack_size);
    prefix->own = own;
    prefix->check = io_check(irp, own);
    initialize(irp, size, stack_size);
    mm_watch_write(&irp->IoStatus);
    begin(own, irp, kind, site);
    return own;
}

PIRP io_irp_alloc(CCHAR stack_size)
{
    return io_irp_new(stack_size, IO_IRP_DRIVERS, ke_call_site())->irp;
}

/* An IRP in memory of the driver's own. Its record stays until the memory is used for another. */
struct io_irp *io_irp_adopt(IRP *irp, uintptr_t site)
{
    struct io_irp *earlier = io_irp_foreign(irp);
    if (earlier)
        drop_record(earlier);
    struct io_irp *own = new_record(irp->StackCount);
    own->foreign = true;
    map_set(&io->foreign_irps, (uintptr_t)irp, own);
    begin(own, irp, IO_IRP_DRIVERS, site);
    return own;
}

void io_irp_to_thread(struct io_irp *own, struct ke_thread *thread)
{
    own->thread = thread;
    own->process = thread->process;
    own->irp->Tail.Overlay.Thread = (PETHREAD)(void *)(thread->owner ? thread->owner : thread);
    list_append(&thread->irps, &own->by_thread);
}

/* io_thread_exit waits for the last one. */
void io_irp_off_thread(struct io_irp *own)
{
    list_remove(&own->by_thread);
}

void io_irp_free(struct io_irp *own)
{
    IRP *irp = own->irp;
    emit(EV_IRP_FREE, own->id, 0, 0);
    list_remove(&own->by_thread);
    ke_label_drop(irp);
    if (own->foreign) {
        map_set(&io->foreign_irps, (uintptr_t)irp, NULL);
    } else {
        struct io_irp_prefix *prefix = (struct io_irp_prefix *)irp - 1;
        prefix->check = 0;
        mm_object_free(prefix);
    }
    drop_record(own);
}

IO_STACK_LOCATION *io_irp_next(IRP *irp)
{
    return irp->Tail.Overlay.CurrentStackLocation - 1;
}

/* In order of creation. The visitor must not free or complete any. */
void io_irps_visit(void (*visit)(void *context, PIRP irp), void *context)
{
    list_each(node, &io->irps) visit(context, list_of(node, struct io_irp, all)->irp);
}

/* WDK: IoAllocateIrp. The caller frees it, mostly in its completion routine. */
PIRP IoAllocateIrp(CCHAR StackSize, BOOLEAN ChargeQuota)
{
    ddi_enter(IoAllocateIrp, NULL);
    (void)ChargeQuota;
    return StackSize < 0 || mm_pool_fails() ? NULL : io_irp_new(StackSize, IO_IRP_DRIVERS, gate_.site)->irp;
}

/* WDK: IoAllocateIrpEx. */
PIRP IoAllocateIrpEx(PDEVICE_OBJECT DeviceObject, CCHAR StackSize, BOOLEAN ChargeQuota)
{
    ddi_enter(IoAllocateIrpEx, DeviceObject);
    (void)ChargeQuota;
    return StackSize < 0 || mm_pool_fails() ? NULL : io_irp_new(StackSize, IO_IRP_DRIVERS, gate_.site)->irp;
}

/* WDK: IoInitializeIrp. For memory of the driver's own; an IRP of IoAllocateIrp must not come here (Driver Verifier:
 * 0xC9/0x20D). */
VOID IoInitializeIrp(PIRP Irp, USHORT PacketSize, CCHAR StackSize)
{
    ddi_enter(IoInitializeIrp, Irp);
    const struct io_irp *own = io_irp_of(Irp);
    if (own && !own->foreign)
        io_verifier_stop(0x20D, gate_.site, (ULONG_PTR)Irp, 0, "IRP", Irp, "IoAllocateIrp initialised it already");
    memset(Irp, 0, PacketSize);
    initialize(Irp, PacketSize, StackSize);
    io_irp_adopt(Irp, gate_.site);
}

/* WDK: IoReuseIrp. For IRPs of IoAllocateIrp only. */
VOID IoReuseIrp(PIRP Irp, NTSTATUS Iostatus)
{
    ddi_enter(IoReuseIrp, Irp);
    struct io_irp *own = io_irp_checked(Irp);
    if (!list_empty(&own->by_thread))
        io_verifier_stop(0x20C, gate_.site, (ULONG_PTR)Irp, 0, "IRP", Irp,
                         "an IRP of the I/O manager's cannot be used again");
    CCHAR stack_size = Irp->StackCount;
    USHORT size = Irp->Size;
    UCHAR flags = Irp->AllocationFlags;
    memset(Irp, 0, sizeof(IRP) + own->stack_size * sizeof(IO_STACK_LOCATION));
    initialize(Irp, size, stack_size);
    Irp->AllocationFlags = flags;
    Irp->IoStatus.Status = Iostatus;
    mm_watch_written(&Irp->IoStatus);
    io_dispatch_gone(own);
    own->below = own->completed = false;
    own->cancel = (struct io_armed){0};
    memset(own->completion, 0, own->stack_size * sizeof *own->completion);
}

/* WDK: IoFreeIrp. Driver Verifier's codes for what is no IRP (any more), belongs to a thread, or is still at a lower
 * driver. */
VOID IoFreeIrp(PIRP Irp)
{
    ddi_enter(IoFreeIrp, Irp);
    struct io_irp *own = io_irp_of(Irp);
    if (!own)
        io_verifier_stop(0x01, (ULONG_PTR)Irp, 0, 0, "IRP", Irp, "it was freed before, or is no IRP");
    if (!list_empty(&own->by_thread))
        io_verifier_stop(0x02, (ULONG_PTR)Irp, 0, 0, "IRP", Irp, "it is queued to a thread: the I/O manager frees it");
    if (own->below)
        io_verifier_stop(0x20B, gate_.site, (ULONG_PTR)Irp, 0, "IRP", Irp, "a lower driver still has it");
    io_irp_free(own);
}
