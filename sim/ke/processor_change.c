/*
 * Being told of processors (KeRegisterProcessorChangeCallback). None is ever added to this machine, so the only calls are those for the processors that are
 * there already, if they are asked for.
 */
#include "ke/state.h"

struct registration { /* the driver's handle is a pointer to it */
    struct ke_call call;
};

static NTSTATUS notify(const struct registration *own, PVOID context, uint32_t processor, KE_PROCESSOR_CHANGE_NOTIFY_STATE state, NTSTATUS status)
{
    KE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change = {.State = state, .NtNumber = processor, .Status = status, .ProcNumber = {.Number = (UCHAR)processor}};
    NTSTATUS result = STATUS_SUCCESS;
    struct ke_call call = own->call;
    call.argument[0] = (uintptr_t)context;
    call.argument[1] = (uintptr_t)&change;
    call.argument[2] = (uintptr_t)&result;
    ke_call(&call);
    return result;
}

/* "Start" for all, then "complete" for all; a start that fails takes back the ones before it. */
static bool tell_of_all(const struct registration *own, PVOID context)
{
    for (uint32_t i = 0; i < ke->cpu_count; i++) {
        NTSTATUS status = notify(own, context, i, KeProcessorAddStartNotify, STATUS_SUCCESS);
        if (NT_SUCCESS(status))
            continue;
        while (i-- > 0)
            notify(own, context, i, KeProcessorAddFailureNotify, status);
        return false;
    }
    for (uint32_t i = 0; i < ke->cpu_count; i++)
        notify(own, context, i, KeProcessorAddCompleteNotify, STATUS_SUCCESS);
    return true;
}

/* WDK: KeRegisterProcessorChangeCallback. NULL: the driver refused one of the processors. */
PVOID KeRegisterProcessorChangeCallback(PPROCESSOR_CALLBACK_FUNCTION CallbackFunction, PVOID CallbackContext, ULONG Flags)
{
    ddi_enter(KeRegisterProcessorChangeCallback, NULL);
    struct registration *own = sim_alloc(sizeof *own);
    own->call = (struct ke_call){.kind = KE_CALLBACK, .routine = (const void *)CallbackFunction, .generation = ke_generation((const void *)CallbackFunction),
                                 .holder_kind = "processor change callback", .armed_by = gate_.site, .armed_at = ke->now, .armed_context = ke_current()->id};
    if (!(Flags & KE_PROCESSOR_CHANGE_ADD_EXISTING) || tell_of_all(own, CallbackContext))
        return own;
    sim_free(own, sizeof *own);
    return NULL;
}

/* WDK: KeDeregisterProcessorChangeCallback. */
VOID KeDeregisterProcessorChangeCallback(PVOID CallbackHandle)
{
    ddi_enter(KeDeregisterProcessorChangeCallback, NULL);
    sim_free(CallbackHandle, sizeof(struct registration));
}
