/*
 * What drivers asked to be called for when the system stops. The record is the driver's, and may be gone with its image; ours says who registered it.
 */
#include "image/image.h"
#include "ke/end.h"
#include "ke/inspect.h"
#include "ke/state.h"

struct ke_bugcheck_entry {
    struct ke_bugcheck_entry *next; /* in order of registration */
    void *record;
    bool reason; /* KBUGCHECK_REASON_CALLBACK_RECORD */
    struct ke_call call;
};

void ke_bugcheck_callbacks(void);

static struct ke_bugcheck_entry **place_of(const void *record, bool reason)
{
    struct ke_bugcheck_entry **place = &ke->bugcheck_callbacks;
    while (*place && ((*place)->record != record || (*place)->reason != reason))
        place = &(*place)->next;
    return place;
}

static void add(void *record, bool reason, const void *routine, uintptr_t site)
{
    struct ke_bugcheck_entry **place = &ke->bugcheck_callbacks;
    while (*place)
        place = &(*place)->next;
    struct ke_bugcheck_entry *entry = sim_alloc(sizeof *entry);
    entry->record = record;
    entry->reason = reason;
    entry->call = (struct ke_call){.kind = KE_BUGCHECK_CALLBACK, .routine = routine, .generation = ke_generation(routine), .holder = record,
                                   .holder_kind = "bug check callback", .armed_by = site, .armed_at = ke->now, .armed_context = ke_current()->id};
    *place = entry;
}

static bool take_out(const void *record, bool reason)
{
    struct ke_bugcheck_entry **place = place_of(record, reason);
    struct ke_bugcheck_entry *entry = *place;
    if (!entry)
        return false;
    *place = entry->next;
    sim_free(entry, sizeof *entry);
    return true;
}

void ke_bugcheck_callbacks_visit(uint32_t image, void (*visit)(void *context, uintptr_t registered_by), void *context)
{
    for (const struct ke_bugcheck_entry *entry = ke->bugcheck_callbacks; entry; entry = entry->next)
        if (entry->call.generation == image)
            visit(context, entry->call.armed_by);
}

/* NT, too, passes over what it finds unreadable. */
static bool still_there(const struct ke_bugcheck_entry *entry)
{
    const struct image *code = image_last_at((uintptr_t)entry->call.routine);
    const struct image *data = image_last_at((uintptr_t)entry->record);
    return (!code || (code->loaded && code->id == entry->call.generation)) && (!data || data->loaded);
}

/*
 * The system stops: every callback once, in order of registration, at HIGH_LEVEL. Each is out of the list before it runs, so that one which stops the system
 * itself is not called again. Callbacks with a reason add to the crash dump, and none is written here.
 */
void ke_bugcheck_callbacks(void)
{
    KIRQL old = ke_raise(HIGH_LEVEL);
    for (struct ke_bugcheck_entry *entry; (entry = ke->bugcheck_callbacks) != NULL;) {
        ke->bugcheck_callbacks = entry->next;
        if (entry->reason || !still_there(entry))
            continue;
        PKBUGCHECK_CALLBACK_RECORD record = entry->record;
        record->State = BufferStarted;
        entry->call.argument[0] = (uintptr_t)record->Buffer;
        entry->call.argument[1] = record->Length;
        ke_call(&entry->call);
        record->State = BufferFinished;
    }
    ke_raise(old);
}

/* WDK: KeRegisterBugCheckCallback. FALSE: the record is in use, or was not initialised. */
BOOLEAN KeRegisterBugCheckCallback(PKBUGCHECK_CALLBACK_RECORD CallbackRecord, PKBUGCHECK_CALLBACK_ROUTINE CallbackRoutine, PVOID Buffer, ULONG Length,
                                   PUCHAR Component)
{
    ddi_enter(KeRegisterBugCheckCallback, NULL);
    if (CallbackRecord->State != BufferEmpty)
        return FALSE;
    CallbackRecord->CallbackRoutine = CallbackRoutine;
    CallbackRecord->Buffer = Buffer;
    CallbackRecord->Length = Length;
    CallbackRecord->Component = Component;
    CallbackRecord->Checksum = (ULONG_PTR)CallbackRoutine + (ULONG_PTR)Buffer + Length + (ULONG_PTR)Component;
    CallbackRecord->State = BufferInserted;
    add(CallbackRecord, false, (const void *)CallbackRoutine, gate_.site);
    return TRUE;
}

/* WDK: KeDeregisterBugCheckCallback. */
BOOLEAN KeDeregisterBugCheckCallback(PKBUGCHECK_CALLBACK_RECORD CallbackRecord)
{
    ddi_enter(KeDeregisterBugCheckCallback, NULL);
    if (!take_out(CallbackRecord, false))
        return FALSE;
    CallbackRecord->State = BufferEmpty;
    return TRUE;
}

/* WDK: KeRegisterBugCheckReasonCallback. */
BOOLEAN KeRegisterBugCheckReasonCallback(PKBUGCHECK_REASON_CALLBACK_RECORD CallbackRecord, PKBUGCHECK_REASON_CALLBACK_ROUTINE CallbackRoutine,
                                         KBUGCHECK_CALLBACK_REASON Reason, PUCHAR Component)
{
    ddi_enter(KeRegisterBugCheckReasonCallback, NULL);
    if (CallbackRecord->State != BufferEmpty)
        return FALSE;
    CallbackRecord->CallbackRoutine = CallbackRoutine;
    CallbackRecord->Component = Component;
    CallbackRecord->Reason = Reason;
    CallbackRecord->Checksum = (ULONG_PTR)CallbackRoutine + (ULONG_PTR)Reason + (ULONG_PTR)Component;
    CallbackRecord->State = BufferInserted;
    add(CallbackRecord, true, (const void *)CallbackRoutine, gate_.site);
    return TRUE;
}

/* WDK: KeDeregisterBugCheckReasonCallback. */
BOOLEAN KeDeregisterBugCheckReasonCallback(PKBUGCHECK_REASON_CALLBACK_RECORD CallbackRecord)
{
    ddi_enter(KeDeregisterBugCheckReasonCallback, NULL);
    if (!take_out(CallbackRecord, true))
        return FALSE;
    CallbackRecord->State = BufferEmpty;
    return TRUE;
}
