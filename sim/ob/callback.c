/*
 * Callback objects. A registration references the object, and nothing of the driver: a driver that goes without ExUnregisterCallback is called all the same.
 * Routines are called oldest first, outside of any lock; unregistering waits until a routine that is running has returned.
 */
#include "ob/callback.h"

#define CALLBACK_TAG 0x6C6C6143u /* "Call" */

struct callback_object { /* body */
    bool many;
    struct list registrations;
};

struct registration { /* the driver's handle is a pointer to it */
    struct list in_object, in_all;
    struct callback_object *object;
    struct ke_call call; /* kind, routine, generation, who registered */
    PVOID context;
    uint32_t busy; /* calls in progress, on different processors */
    bool leaving;
    KEVENT idle;
};

struct callback_state {
    POBJECT_TYPE type;
    struct list all; /* struct registration.in_all */
};
static struct callback_state *callbacks;

static void destroy(void *body)
{
    sim_assert(list_empty(&((struct callback_object *)body)->registrations));
}

static struct callback_object *new_object(bool many)
{
    struct callback_object *object = ob_create(callbacks->type, sizeof *object);
    object->many = many;
    list_init(&object->registrations);
    return object;
}

static void boot_object(const WCHAR *text, USHORT bytes)
{
    UNICODE_STRING path = {bytes, bytes, (PWSTR)text};
    NTSTATUS status = ob_insert(new_object(true), &path, true);
    sim_assert(NT_SUCCESS(status));
}

#define BOOT_OBJECT(text) boot_object(text, sizeof(text) - sizeof(WCHAR))

void ob_callbacks_boot(void)
{
    static const struct ob_type_ops ops = {.name = "Callback", .any_irql = true, .destroy = destroy};
    callbacks = sim_alloc(sizeof *callbacks);
    list_init(&callbacks->all);
    callbacks->type = ob_type_create(&ops);
    BOOT_OBJECT(L"\\Callback\\SetSystemTime");
    BOOT_OBJECT(L"\\Callback\\PowerState");
    BOOT_OBJECT(L"\\Callback\\ProcessorAdd");
}

void ob_callbacks_visit(void (*visit)(void *context, const struct ob_callback_info *info), void *context)
{
    list_each(node, &callbacks->all)
    {
        const struct registration *own = list_of(node, struct registration, in_all);
        struct ob_callback_info info = {own->object, own->call.routine, own->call.generation, own->call.armed_by, own->call.armed_at};
        visit(context, &info);
    }
}

/* --- the object --------------------------------------------------------------------------------------------------------------------------- */

/* The name goes with the last handle, and none is left open: only OBJ_PERMANENT keeps it. */
static NTSTATUS name_object(struct callback_object *object, const UNICODE_STRING *path, ULONG attributes)
{
    NTSTATUS status = ob_insert(object, path, attributes & OBJ_PERMANENT);
    if (NT_SUCCESS(status) && !(attributes & OBJ_PERMANENT))
        ob_make_temporary(object);
    return status;
}

static NTSTATUS create_new(PCALLBACK_OBJECT *result, const UNICODE_STRING *path, ULONG attributes, bool many, uintptr_t site)
{
    struct callback_object *object = new_object(many);
    NTSTATUS status = path ? name_object(object, path, attributes) : STATUS_SUCCESS;
    if (!NT_SUCCESS(status)) {
        ob_dereference(object, OB_BY_CREATE);
        return status;
    }
    ob_hand_over(object, OB_BY_CREATE, site, CALLBACK_TAG);
    *result = (PCALLBACK_OBJECT)object;
    return STATUS_SUCCESS;
}

/* WDK: ExCreateCallback. Opens the object of that name, or makes it if asked to. The reference is the driver's. */
NTSTATUS ExCreateCallback(PCALLBACK_OBJECT *CallbackObject, POBJECT_ATTRIBUTES ObjectAttributes, BOOLEAN Create, BOOLEAN AllowMultipleCallbacks)
{
    ddi_enter(ExCreateCallback, NULL);
    *CallbackObject = NULL;
    if (!ObjectAttributes || !ObjectAttributes->ObjectName)
        return Create ? create_new(CallbackObject, NULL, 0, AllowMultipleCallbacks, gate_.site) : STATUS_UNSUCCESSFUL;
    WCHAR text[256];
    UNICODE_STRING path;
    NTSTATUS status = ob_path(ObjectAttributes, text, sizeof text / sizeof *text, &path);
    if (!NT_SUCCESS(status))
        return status;
    void *found;
    status = ob_lookup(&path, callbacks->type, NULL, &found);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND && Create)
        return create_new(CallbackObject, &path, ObjectAttributes->Attributes, AllowMultipleCallbacks, gate_.site);
    if (!NT_SUCCESS(status))
        return status;
    ob_hand_over(found, OB_BY_LOOKUP, gate_.site, CALLBACK_TAG);
    *CallbackObject = (PCALLBACK_OBJECT)found;
    return STATUS_SUCCESS;
}

static struct callback_object *checked(const void *pointer)
{
    struct callback_object *object = ob_checked(pointer);
    if (ob_type_of(object) != callbacks->type)
        ke_bugcheck_blame(REFERENCE_BY_POINTER, 0, (ULONG_PTR)pointer, 0, 0, &(struct ke_blame){.object = pointer, .sentence = "it is no callback object"});
    return object;
}

/* --- registrations ------------------------------------------------------------------------------------------------------------------------ */

/* WDK: ExRegisterCallback. NULL: the object takes one routine only, and has it. */
PVOID ExRegisterCallback(PCALLBACK_OBJECT CallbackObject, PCALLBACK_FUNCTION CallbackFunction, PVOID CallbackContext)
{
    ddi_enter(ExRegisterCallback, CallbackObject);
    struct callback_object *object = checked(CallbackObject);
    if (!object->many && !list_empty(&object->registrations))
        return NULL;
    struct registration *own = sim_alloc(sizeof *own);
    own->object = object;
    own->context = CallbackContext;
    own->call = (struct ke_call){.kind = KE_CALLBACK, .routine = (const void *)CallbackFunction, .generation = ke_generation((const void *)CallbackFunction),
                                 .holder = object, .holder_kind = "callback object", .armed_by = gate_.site, .armed_at = ke_now(),
                                 .armed_context = ke_current()->id};
    ke_event_init(&own->idle, NotificationEvent, FALSE);
    ke_label_new(&own->idle, LABEL_EVENT);
    list_append(&object->registrations, &own->in_object);
    list_append(&callbacks->all, &own->in_all);
    ob_reference(object, OB_BY_WAIT);
    return own;
}

static struct registration *find(const void *handle)
{
    list_each(node, &callbacks->all)
    {
        struct registration *own = list_of(node, struct registration, in_all);
        if (own == handle && !own->leaving)
            return own;
    }
    return NULL;
}

/* WDK: ExUnregisterCallback. From the routine itself it would wait for itself for ever. */
VOID ExUnregisterCallback(PVOID CallbackRegistration)
{
    ddi_enter(ExUnregisterCallback, NULL);
    struct registration *own = find(CallbackRegistration);
    if (!own)
        ke_bugcheck_blame(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, (ULONG_PTR)CallbackRegistration, 0, gate_.site, 0,
                          &(struct ke_blame){.sentence = "this registration of a callback does not exist, or not any more"});
    own->leaving = true;
    if (own->busy)
        ke_wait_one(&own->idle, KernelMode, FALSE, NULL);
    list_remove(&own->in_object);
    list_remove(&own->in_all);
    ke_label_drop(&own->idle);
    struct callback_object *object = own->object;
    sim_free(own, sizeof *own);
    ob_dereference(object, OB_BY_WAIT);
}

static void call(struct registration *own, PVOID argument1, PVOID argument2)
{
    struct ke_call to = own->call;
    to.argument[0] = (uintptr_t)own->context;
    to.argument[1] = (uintptr_t)argument1;
    to.argument[2] = (uintptr_t)argument2;
    own->busy++;
    ke_call(&to);
}

/* WDK: ExNotifyCallback. A registration that is being called stays in the list, so the next one is looked up before it may go. */
VOID ExNotifyCallback(PVOID CallbackObject, PVOID Argument1, PVOID Argument2)
{
    ddi_enter(ExNotifyCallback, CallbackObject);
    struct callback_object *object = checked(CallbackObject);
    ob_reference(object, OB_BY_LOOKUP);
    for (struct list *node = object->registrations.next; node != &object->registrations;) {
        struct registration *own = list_of(node, struct registration, in_object);
        bool called = !own->leaving;
        if (called)
            call(own, Argument1, Argument2);
        node = node->next;
        if (called && --own->busy == 0 && own->leaving)
            ke_event_set(&own->idle);
    }
    ob_dereference(object, OB_BY_LOOKUP);
}
