/*
 * What a dispatch routine owes its caller (semantics 38, 39), as Driver Verifier watches it: it completes the IRP, passes it on, or keeps it; STATUS_PENDING is
 * returned if and only if the location was marked, and any other status is the one in the IRP.
 *
 *   io_send -> begin -> the routine: IoCallDriver -> sent_down     IoCompleteRequest -> left     IoFreeIrp -> left, gone
 *                       it returns   -> end: all of that against what it returned
 */
#include "base/status.h"
#include "io/state.h"

#include <stdio.h>

struct io_dispatch *io_dispatch_begin(struct io_irp *own, int location)
{
    struct io_dispatch *running = io->free_dispatches;
    if (running)
        io->free_dispatches = running->outer;
    else
        running = sim_alloc(sizeof *running);
    *running = (struct io_dispatch){.outer = own->running, .location = (uint8_t)location};
    own->running = running;
    return running;
}

/* A location that was skipped belongs to two drivers: the one called last is the sender. */
struct io_dispatch *io_dispatch_sending(const struct io_irp *own, int location)
{
    for (struct io_dispatch *running = own->running; running; running = running->outer)
        if (!running->returned && (running->location == location || running->location == location + 1))
            return running;
    return NULL;
}

void io_dispatch_left(const struct io_irp *own, int location, bool marked)
{
    for (struct io_dispatch *running = own->running; running; running = running->outer)
        if (running->location == location && !running->left) {
            running->left = true;
            running->marked = marked;
            running->status = own->irp->IoStatus.Status;
            running->left_by = own->completed_by;
        }
}

static void release(struct io_dispatch *running)
{
    running->outer = io->free_dispatches;
    io->free_dispatches = running;
}

/* Those that still run find out when they return. */
void io_dispatch_gone(struct io_irp *own)
{
    for (struct io_dispatch *running = own->running, *outer; running; running = outer) {
        outer = running->outer;
        running->outer = NULL;
        if (!running->left)
            running->gone = running->left = true;
        if (running->returned)
            release(running);
    }
    own->running = NULL;
}

static noreturn void broken(ULONG_PTR code, const IRP *irp, const struct io_dispatch *running, const void *routine, NTSTATUS status, const char *sentence)
{
    struct ke_blame blame = {.pc = (uintptr_t)routine, .object_kind = "IRP", .object = irp, .object_id = running->left ? 0 : ke_label_find(irp), .sentence = sentence,
                             .armed_by = running->left_by, .armed_what = "completed by", .armed_at = ke_now(), .armed_context = ke_current()->id};
    ke_bugcheck_blame(DRIVER_VERIFIER_IOMANAGER_VIOLATION, code, (ULONG_PTR)routine, (ULONG_PTR)irp, (ULONG)status, &blame);
}

static void said_pending(const struct io_dispatch *running, const IRP *irp, const void *routine)
{
    if (running->left && !running->marked)
        broken(0x23D, irp, running, routine, STATUS_PENDING, "it returned STATUS_PENDING for an IRP that was completed without IoMarkIrpPending having been called before");
    if (running->left || running->sent_down)
        return;
    const IO_STACK_LOCATION *stack = (const IO_STACK_LOCATION *)(irp + 1) + running->location - 1;
    if (!(stack->Control & SL_PENDING_RETURNED))
        broken(0x23D, irp, running, routine, STATUS_PENDING, "it returned STATUS_PENDING and did not call IoMarkIrpPending");
}

static const char *name_of(NTSTATUS status, char *text, size_t size)
{
    const char *name = status_name((uint32_t)status);
    if (name)
        snprintf(text, size, "%s", name);
    else
        snprintf(text, size, "0x%08X", (unsigned)status);
    return text;
}

static void said_done(const struct io_dispatch *running, const IRP *irp, const void *routine, NTSTATUS status)
{
    char returned[64], completed[64];
    if (running->left && running->marked)
        broken(0x23E, irp, running, routine, status,
               ke_sentence("it called IoMarkIrpPending and returned %s, not STATUS_PENDING", name_of(status, returned, sizeof returned)));
    if (running->left && status != running->status)
        broken(0x224, irp, running, routine, running->status,
               ke_sentence("it returned %s for an IRP that it completed with %s", name_of(status, returned, sizeof returned),
                           name_of(running->status, completed, sizeof completed)));
    if (running->left)
        return;
    if (running->sent_down && running->below == STATUS_PENDING)
        broken(0x226, irp, running, routine, status, "the driver below returned STATUS_PENDING, and this one neither waited nor returned that too");
    broken(0x226, irp, running, routine, status,
           running->sent_down ? "a completion routine kept the IRP, and the dispatch routine neither completed it nor returned STATUS_PENDING"
                              : "the dispatch routine neither completed it, nor passed it on, nor returned STATUS_PENDING");
}

/* Freed: there is nothing left to look at. */
static void unlink(struct io_dispatch *running, const IRP *irp)
{
    struct io_irp *own = running->gone || running->left ? io_irp_of(irp) : io_irp_checked((IRP *)irp);
    for (struct io_dispatch **at = own ? &own->running : NULL; at && *at; at = &(*at)->outer)
        if (*at == running) {
            *at = running->outer;
            return;
        }
}

void io_dispatch_end(struct io_dispatch *running, IRP *irp, const void *routine, NTSTATUS status)
{
    running->returned = true;
    unlink(running, irp);
    if (!running->gone && image_at((uintptr_t)routine)) {
        if (status == STATUS_PENDING)
            said_pending(running, irp, routine);
        else
            said_done(running, irp, routine, status);
    }
    release(running);
}
