/*
 * Routines that drivers registered to hear of handles to processes and threads being made, and to take rights away from them. A registration holds nothing of the
 * driver (semantics 24): one that is left behind at unload is found out at the next such handle.
 *
 * Pre-operation routines are called from the highest altitude down, post-operation routines back up. One that has heard the beginning hears the end, too:
 * unregistering waits until the handles that are being made are made.
 */
#include "ob/altitude.h"
#include "ob/callback.h"
#include "ob/private.h"

#include <string.h>

struct ob_filter { /* one ObRegisterCallbacks */
    struct list link; /* in ob->filters, highest altitude first */
    char altitude[OB_ALTITUDE_CHARS];
    PVOID context;
    uint32_t operations;
    OB_OPERATION_REGISTRATION *operation; /* our copy */
    uint32_t generation, armed_context;
    uintptr_t armed_by;
    uint64_t armed_at;
    uint32_t busy; /* handles in the making */
    bool leaving;
    KEVENT idle;
};

struct heard { /* a filter on the way, from its pre-operation to its post-operation routine */
    struct ob_filter *filter;
    const OB_OPERATION_REGISTRATION *operation;
    PVOID call_context;
};

struct passage { /* what the routines are told: they may read it, and write the rights that they want */
    union {
        OB_PRE_OPERATION_INFORMATION pre;
        OB_POST_OPERATION_INFORMATION post;
    };
    union {
        OB_PRE_OPERATION_PARAMETERS pre_parameters;
        OB_POST_OPERATION_PARAMETERS post_parameters;
    };
};

#define PASSAGE_TAG 0x6C466245u

/* --- registering ---------------------------------------------------------------------------------------------------------------------------- */

static bool is_operation(const OB_OPERATION_REGISTRATION *operation)
{
    const OB_OPERATION known = OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE;
    return operation->ObjectType && *operation->ObjectType && (*operation->ObjectType)->ops.filtered_rights && operation->Operations &&
           !(operation->Operations & ~known) && (operation->PreOperation || operation->PostOperation);
}

/* STATUS_ACCESS_DENIED: a routine that lies in no image. */
static NTSTATUS check_operations(const OB_CALLBACK_REGISTRATION *registration)
{
    for (uint32_t i = 0; i < registration->OperationRegistrationCount; i++) {
        const OB_OPERATION_REGISTRATION *operation = &registration->OperationRegistration[i];
        if (!is_operation(operation))
            return STATUS_INVALID_PARAMETER;
        if ((operation->PreOperation && !ke_generation((const void *)operation->PreOperation)) ||
            (operation->PostOperation && !ke_generation((const void *)operation->PostOperation)))
            return STATUS_ACCESS_DENIED;
    }
    return STATUS_SUCCESS;
}

/* Where a filter of that altitude goes: before the first lower one. NULL: there is one of the same altitude. */
static struct list *place_of(const char *altitude)
{
    list_each(node, &ob->filters)
    {
        int order = ob_altitude_compare(list_of(node, struct ob_filter, link)->altitude, altitude);
        if (order == 0)
            return NULL;
        if (order < 0)
            return node;
    }
    return &ob->filters;
}

static struct ob_filter *new_filter(const OB_CALLBACK_REGISTRATION *registration, uintptr_t site)
{
    struct ob_filter *filter = sim_alloc(sizeof *filter);
    size_t bytes = registration->OperationRegistrationCount * sizeof *filter->operation;
    filter->operations = registration->OperationRegistrationCount;
    filter->operation = sim_alloc(bytes);
    memcpy(filter->operation, registration->OperationRegistration, bytes);
    filter->context = registration->RegistrationContext;
    const OB_OPERATION_REGISTRATION *first = filter->operation;
    filter->generation = ke_generation(first->PreOperation ? (const void *)first->PreOperation : (const void *)first->PostOperation);
    filter->armed_by = site;
    filter->armed_at = ke_now();
    filter->armed_context = ke_current()->id;
    ke_event_init(&filter->idle, NotificationEvent, FALSE);
    ke_label_new(&filter->idle, LABEL_EVENT);
    return filter;
}

/* WDK: ObRegisterCallbacks. One altitude, one registration. What the documentation calls a signed image is any image here. */
NTSTATUS ObRegisterCallbacks(POB_CALLBACK_REGISTRATION CallbackRegistration, PVOID *RegistrationHandle)
{
    ddi_enter(ObRegisterCallbacks, NULL);
    char altitude[OB_ALTITUDE_CHARS];
    if (CallbackRegistration->Version != OB_FLT_REGISTRATION_VERSION || !CallbackRegistration->OperationRegistrationCount ||
        !CallbackRegistration->OperationRegistration || !ob_altitude_read(&CallbackRegistration->Altitude, altitude))
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = check_operations(CallbackRegistration);
    if (!NT_SUCCESS(status))
        return status;
    struct list *place = place_of(altitude);
    if (!place)
        return STATUS_FLT_INSTANCE_ALTITUDE_COLLISION;
    struct ob_filter *filter = new_filter(CallbackRegistration, gate_.site);
    memcpy(filter->altitude, altitude, sizeof altitude);
    list_append(place, &filter->link); /* before `place`: a list's head is behind its last */
    *RegistrationHandle = filter;
    return STATUS_SUCCESS;
}

static struct ob_filter *find(const void *handle)
{
    list_each(node, &ob->filters)
    {
        struct ob_filter *filter = list_of(node, struct ob_filter, link);
        if (filter == handle && !filter->leaving)
            return filter;
    }
    return NULL;
}

/* WDK: ObUnRegisterCallbacks. Twice is a crash on NT; from one of the routines it would wait for itself for ever. */
VOID ObUnRegisterCallbacks(PVOID RegistrationHandle)
{
    ddi_enter(ObUnRegisterCallbacks, NULL);
    struct ob_filter *filter = find(RegistrationHandle);
    if (!filter)
        ke_bugcheck_blame(SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_ACCESS_VIOLATION, gate_.site, 0, 0,
                          &(struct ke_blame){.sentence = "this registration of object callbacks does not exist, or not any more"});
    filter->leaving = true;
    if (filter->busy)
        ke_wait_one(&filter->idle, KernelMode, FALSE, NULL);
    list_remove(&filter->link);
    ke_label_drop(&filter->idle);
    sim_free(filter->operation, filter->operations * sizeof *filter->operation);
    sim_free(filter, sizeof *filter);
}

/* WDK: ObGetFilterVersion. */
USHORT ObGetFilterVersion(VOID)
{
    ddi_enter(ObGetFilterVersion, NULL);
    return OB_FLT_REGISTRATION_VERSION;
}

void ob_filters_visit(uint32_t image, void (*visit)(void *context, uintptr_t registered_by), void *context)
{
    list_each(node, &ob->filters)
    {
        const struct ob_filter *filter = list_of(node, struct ob_filter, link);
        if (filter->generation == image)
            visit(context, filter->armed_by);
    }
}

/* --- a handle is made ----------------------------------------------------------------------------------------------------------------------- */

static const OB_OPERATION_REGISTRATION *operation_for(const struct ob_filter *filter, const struct ob_making *making)
{
    for (uint32_t i = 0; i < filter->operations; i++) {
        const OB_OPERATION_REGISTRATION *operation = &filter->operation[i];
        if (*operation->ObjectType == making->object->type && (operation->Operations & making->operation))
            return operation;
    }
    return NULL;
}

/* Those to be told, highest first; each stays until it has heard the end. */
static size_t gather(struct heard *heard, const struct ob_making *making)
{
    size_t n = 0;
    list_each(node, &ob->filters)
    {
        struct ob_filter *filter = list_of(node, struct ob_filter, link);
        const OB_OPERATION_REGISTRATION *operation = filter->leaving ? NULL : operation_for(filter, making);
        if (!operation)
            continue;
        filter->busy++;
        heard[n++] = (struct heard){filter, operation, NULL};
    }
    return n;
}

static void call(const struct heard *heard, const void *routine, void *information)
{
    const struct ob_filter *filter = heard->filter;
    struct ke_call to = {.kind = KE_NOTIFY, .routine = routine, .generation = filter->generation, .holder_kind = "object callback",
                         .armed_by = filter->armed_by, .armed_at = filter->armed_at, .armed_context = filter->armed_context,
                         .argument = {(uintptr_t)filter->context, (uintptr_t)information}};
    ke_call(&to);
}

/* Rights may be taken, not given, and only those that the documentation names. */
static ACCESS_MASK rights_left(const struct ob_making *making, ACCESS_MASK wanted)
{
    return making->access & (wanted | ~making->object->type->ops.filtered_rights);
}

static ACCESS_MASK before(struct heard *heard, size_t n, const struct ob_making *making, struct passage *passage)
{
    ACCESS_MASK access = making->access;
    for (size_t i = 0; i < n; i++) {
        if (!heard[i].operation->PreOperation)
            continue;
        OB_PRE_DUPLICATE_HANDLE_INFORMATION *told = &passage->pre_parameters.DuplicateHandleInformation; /* begins as that of a new handle does */
        *told = (OB_PRE_DUPLICATE_HANDLE_INFORMATION){access, making->access, making->source, making->target};
        passage->pre = (OB_PRE_OPERATION_INFORMATION){.Operation = making->operation, .KernelHandle = making->kernel, .Object = making->object->body,
                                                      .ObjectType = making->object->type, .Parameters = &passage->pre_parameters};
        call(&heard[i], (const void *)heard[i].operation->PreOperation, &passage->pre);
        heard[i].call_context = passage->pre.CallContext;
        access &= rights_left(making, told->DesiredAccess);
    }
    return access;
}

static void after(struct heard *heard, size_t n, const struct ob_making *making, struct passage *passage, NTSTATUS status, ACCESS_MASK granted)
{
    while (n-- > 0) {
        struct ob_filter *filter = heard[n].filter;
        passage->post_parameters.CreateHandleInformation.GrantedAccess = granted;
        passage->post = (OB_POST_OPERATION_INFORMATION){.Operation = making->operation, .KernelHandle = making->kernel, .Object = making->object->body,
                                                        .ObjectType = making->object->type, .CallContext = heard[n].call_context,
                                                        .ReturnStatus = status, .Parameters = &passage->post_parameters};
        if (heard[n].operation->PostOperation)
            call(&heard[n], (const void *)heard[n].operation->PostOperation, &passage->post);
        if (--filter->busy == 0 && filter->leaving)
            ke_event_set(&filter->idle);
    }
}

static size_t filter_count(void)
{
    size_t n = 0;
    list_each(node, &ob->filters) n++;
    return n;
}

NTSTATUS ob_make_filtered(const struct ob_making *making, struct ob_table *table, ULONG attributes, HANDLE *handle)
{
    size_t room = filter_count();
    struct heard *heard = sim_alloc(room * sizeof *heard);
    struct passage *passage = mm_object_alloc(sizeof *passage, PASSAGE_TAG);
    size_t n = gather(heard, making);
    ACCESS_MASK granted = before(heard, n, making, passage);
    NTSTATUS status = ob_handle_enter(table, making->object, granted, attributes, handle);
    after(heard, n, making, passage, status, NT_SUCCESS(status) ? granted : 0);
    mm_object_free(passage);
    sim_free(heard, room * sizeof *heard);
    return status;
}
