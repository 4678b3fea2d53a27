/*
 * The one way into driver code (design 4.4): is the image there, and is everything on return as it was on entry?
 */
#include "ke/end.h"
#include "ke/footprint.h"
#include "ke/seh.h"
#include "ke/state.h"
#include "ke/sync.h"
#include "image/image.h"

/* A routine of fewer arguments never looks at the rest, on every processor that we know. */
typedef uintptr_t routine_8(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t);

uint32_t ke_generation(const void *routine)
{
    const struct image *image = image_at((uintptr_t)routine);
    return image ? image->id : 0;
}

uint64_t ke_call_serial(void)
{
    const struct ke_activation *activation = ke_current()->activation;
    return activation ? activation->serial : 0;
}

bool ke_call_lasts(uint64_t serial)
{
    list_each(node, &ke->threads)
        for (const struct ke_activation *call = list_of(node, struct ke_thread, all_link)->activation; call; call = call->outer)
            if (call->serial == serial)
                return true;
    return false;
}

struct image *ke_caller_image(void)
{
    const struct ke_thread *self = ke_current();
    if (self->gate) {
        struct image *image = image_at(self->gate->site);
        if (image)
            return image;
    }
    return self->activation ? self->activation->image : NULL;
}

static noreturn void call_into_nothing(const struct ke_call *call)
{
    struct ke_blame blame = {.routine = (uintptr_t)call->routine, .object = call->holder, .object_kind = call->holder_kind,
                             .object_id = call->holder ? ke_label_find(call->holder) : 0, .armed_by = call->armed_by, .armed_at = call->armed_at,
                             .armed_context = call->armed_context, .sentence = "its driver's image is gone"};
    KIRQL irql = ke->cpu->irql;
    ULONG_PTR at = (ULONG_PTR)call->routine;
    if (irql >= DISPATCH_LEVEL)
        ke_bugcheck_blame(SYSTEM_SCAN_AT_RAISED_IRQL_CAUGHT_IMPROPER_DRIVER_UNLOAD, at, irql, 8, at, &blame);
    ke_bugcheck_blame(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS, at, 8, at, 0, &blame);
}

/* NULL for a routine of the simulator's own (the preset dispatch entry, for one). */
static struct image *image_of(const struct ke_call *call)
{
    struct image *image = image_last_at((uintptr_t)call->routine);
    if (image && (!image->loaded || (call->generation && image->id != call->generation)))
        call_into_nothing(call);
    return image;
}

static bool returns_status(enum ke_routine kind)
{
    switch (kind) {
    case KE_DRIVER_ENTRY:
    case KE_ADD_DEVICE:
    case KE_DISPATCH:
    case KE_COMPLETION:
        return true;
    default:
        return false;
    }
}

static noreturn void returned_wrong(const struct ke_activation *activation, ULONG code, ULONG_PTR p1, ULONG_PTR p2, const char *sentence)
{
    struct ke_blame blame = {.routine = activation->routine, .pc = activation->routine, .sentence = sentence};
    ke_bugcheck_blame(code, p1, p2, activation->routine, 0, &blame);
}

static noreturn void returned_attached(const struct ke_activation *activation, const struct ke_thread *self)
{
    struct ke_blame blame = {.routine = activation->routine, .pc = activation->routine, .sentence = "the routine returned attached to another process than it was called in"};
    ke_bugcheck_blame(INVALID_PROCESS_ATTACH_ATTEMPT, (ULONG_PTR)ke_home(self), (ULONG_PTR)self->process, self->attached != 0, 0, &blame);
}

/* Rules Q08, Q34: IRQL, spin locks, critical regions and the cancel lock as on entry. */
static void check_return(const struct ke_activation *activation, int16_t regions)
{
    const struct ke_cpu *cpu = ke->cpu;
    enum ke_routine kind = activation->call->kind;
    if (kind == KE_CANCEL && cpu->held_count >= activation->locks_held && ke->cancel_lock && *ke->cancel_lock)
        for (int i = 0; i < cpu->held_count; i++)
            if (cpu->held[i].lock == ke->cancel_lock)
                returned_wrong(activation, DRIVER_RETURNED_HOLDING_CANCEL_LOCK, activation->call->argument[1], activation->routine,
                               "the cancel routine returned without IoReleaseCancelSpinLock");
    if (kind == KE_CSQ) /* two of its callbacks exist to take a lock and to give it back */
        return;
    if (cpu->irql != activation->entry_irql && kind != KE_CANCEL && kind != KE_CSQ) /* a queue's lock callbacks change it on purpose */
        returned_wrong(activation, IRQL_UNEXPECTED_VALUE, (ULONG_PTR)cpu->irql << 16 | (ULONG_PTR)activation->entry_irql << 8, 0,
                       "the routine returned at another IRQL than it was called at");
    if (cpu->held_count > activation->locks_held && kind != KE_CANCEL && kind != KE_CSQ)
        returned_wrong(activation, DRIVER_VERIFIER_DETECTED_VIOLATION, 0x100B, (ULONG_PTR)cpu->held[cpu->held_count - 1].lock,
                       "the routine returned with a spin lock held");
    if (ke_current()->attached != activation->attached)
        returned_attached(activation, ke_current());
    if (ke_current()->kernel_apc_disable != regions)
        returned_wrong(activation, DRIVER_VERIFIER_DETECTED_VIOLATION, 0xC5, (ULONG_PTR)ke_current(),
                       "the routine returned with critical regions entered and not left, or left and not entered");
}

/*
 * What the life of an image orders: nobody gets at its devices before DriverEntry (or AddDevice) has returned, and Unload is called when no request is in a
 * dispatch routine any more.
 */
static void order_on_entry(enum ke_routine kind, const struct image *image)
{
    if (kind == KE_DISPATCH)
        ke_sync_acquire(image);
    else if (kind == KE_DRIVER_UNLOAD)
        ke_sync_acquire(&image->loaded);
}

static void order_on_return(enum ke_routine kind, const struct image *image)
{
    if (kind == KE_DRIVER_ENTRY || kind == KE_ADD_DEVICE || kind == KE_REINITIALIZE)
        ke_sync_release(image);
    if (kind == KE_DISPATCH || kind == KE_DRIVER_ENTRY)
        ke_sync_release(&image->loaded);
}

uintptr_t ke_call(const struct ke_call *call)
{
    struct ke_thread *self = ke_current();
    struct ke_activation activation = {.outer = self->activation, .call = call, .image = image_of(call), .routine = (uintptr_t)call->routine,
                                       .entry_irql = call->kind == KE_CSQ ? PASSIVE_LEVEL : ke->cpu->irql, .locks_held = ke->cpu->held_count, .attached = self->attached, .serial = ++ke->activations};
    struct ke_gate *gate = self->gate;
    int16_t regions = self->kernel_apc_disable;
    void *seh = self->seh;
    uint8_t unknown = self->unknown;
    self->unknown = 0;
    self->activation = &activation;
    self->gate = NULL;
    self->spin_address = 0;
    image_settle();
    ke_footprint_resumed();
    emit_at(EV_ENTER, call->kind, activation.image ? activation.image->id : 0, 0, activation.routine);
    if (ke_sync && activation.image)
        order_on_entry(call->kind, activation.image);
    const uintptr_t *a = call->argument;
    uintptr_t result = ((routine_8 *)(uintptr_t)call->routine)(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
    self = ke_current();
    self->unknown = unknown;
    if (call->kind != KE_THREAD) /* a thread's end is known (ps/thread.c) */
        footprint_all();
    if (ke_sync && activation.image)
        order_on_return(call->kind, activation.image);
    ke_seh_discard(self, seh);
    self->activation = activation.outer;
    self->gate = gate;
    check_return(&activation, regions);
    emit(EV_LEAVE, call->kind, returns_status(call->kind) ? (uint32_t)result : 0, 0);
    return result;
}
