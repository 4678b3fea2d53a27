/*
 * What registry callbacks may do with key objects: give them contexts of their own, and ask which key they are.
 */
#include "arena/arena.h"
#include "cm/notice.h"
#include "mm/mm.h"
#include "ob/ob.h"

#include <string.h>

#define NAME_TAG 0x624E4D43u /* 'CMNb' */

struct context { /* what one callback gave one key object */
    struct list link; /* in the callback's contexts */
    const void *object;
    PVOID context;
};

static struct context *find(const struct cm_callback *callback, const void *object)
{
    list_each(node, &callback->contexts)
    {
        struct context *context = list_of(node, struct context, link);
        if (context->object == object)
            return context;
    }
    return NULL;
}

PVOID cm_context_of(const struct cm_callback *callback, const void *object)
{
    const struct context *context = find(callback, object);
    return context ? context->context : NULL;
}

/* It is out of the list before the driver hears of it: what that asks for finds nothing of it. */
static void end(const struct cm_callback *callback, struct context *context)
{
    REG_CALLBACK_CONTEXT_CLEANUP_INFORMATION *told = mm_object_alloc(sizeof *told, NAME_TAG);
    *told = (REG_CALLBACK_CONTEXT_CLEANUP_INFORMATION){.Object = (PVOID)(uintptr_t)context->object, .ObjectContext = context->context};
    list_remove(&context->link);
    sim_free(context, sizeof *context);
    cm_callback_call(callback, RegNtCallbackObjectContextCleanup, told);
    mm_object_free(told);
}

/* The next callback that has a context for the object: a routine may register others, so each search begins anew. */
static struct cm_callback *next_with(const void *object)
{
    list_each(node, &cm->callbacks)
    {
        struct cm_callback *callback = list_of(node, struct cm_callback, link);
        if (!callback->leaving && find(callback, object))
            return callback;
    }
    return NULL;
}

void cm_contexts_end(const void *object)
{
    struct cm_callback *callback;
    while ((callback = next_with(object)) != NULL) {
        callback->busy++;
        end(callback, find(callback, object));
        cm_callback_release(callback);
    }
}

void cm_contexts_of_callback_end(struct cm_callback *callback)
{
    while (!list_empty(&callback->contexts))
        end(callback, list_of(callback->contexts.next, struct context, link));
}

static bool is_key(const void *object)
{
    return object && ob_is_object(object) && ob_type_of(object) == cm->key_type;
}

/* WDK: CmSetCallbackObjectContext. NULL takes the context away, and its cleanup with it. */
NTSTATUS CmSetCallbackObjectContext(PVOID Object, PLARGE_INTEGER Cookie, PVOID NewContext, PVOID *OldContext)
{
    ddi_enter(CmSetCallbackObjectContext, NULL);
    struct cm_callback *callback = Cookie ? cm_callback_by_cookie(Cookie->QuadPart) : NULL;
    if (!callback || !is_key(Object))
        return STATUS_INVALID_PARAMETER;
    if (OldContext)
        *OldContext = cm_context_of(callback, Object);
    struct context *context = find(callback, Object);
    if (!context && NewContext) {
        context = sim_alloc(sizeof *context);
        context->object = Object;
        list_append(&callback->contexts, &context->link);
    }
    if (context)
        context->context = NewContext;
    if (context && !NewContext) {
        list_remove(&context->link);
        sim_free(context, sizeof *context);
    }
    return STATUS_SUCCESS;
}

/* --- which key an object is --------------------------------------------------------------------------------------------------------------------- */

/* Bytes of a name with its text behind it. */
static size_t name_size(const struct cm_key *key, size_t *chars)
{
    *chars = cm_path(key, NULL, 0);
    return sizeof(UNICODE_STRING) + *chars * sizeof(WCHAR);
}

static UNICODE_STRING *fill_name(UNICODE_STRING *name, const struct cm_key *key, size_t chars)
{
    USHORT bytes = (USHORT)(chars * sizeof(WCHAR));
    *name = (UNICODE_STRING){bytes, bytes, (PWSTR)(name + 1)};
    cm_path(key, name->Buffer, chars);
    return name;
}

/* The object keeps the name that it was asked for, until it goes: the caller does not free it. */
static UNICODE_STRING *kept_name(struct cm_handle_body *body)
{
    size_t chars, size = name_size(body->key, &chars);
    if (!body->name)
        body->name = fill_name(mm_object_alloc(size, NAME_TAG), body->key, chars);
    return body->name;
}

static NTSTATUS key_object(const LARGE_INTEGER *cookie, void *object, struct cm_handle_body **body)
{
    *body = object;
    return cookie && cm_callback_by_cookie(cookie->QuadPart) && is_key(object) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* WDK: CmCallbackGetKeyObjectID. Two objects of one key have one identifier. */
NTSTATUS CmCallbackGetKeyObjectID(PLARGE_INTEGER Cookie, PVOID Object, PULONG_PTR ObjectID, PCUNICODE_STRING *ObjectName)
{
    ddi_enter(CmCallbackGetKeyObjectID, NULL);
    struct cm_handle_body *body;
    NTSTATUS status = key_object(Cookie, Object, &body);
    if (!NT_SUCCESS(status))
        return status;
    if (ObjectID)
        *ObjectID = (ULONG_PTR)body->key;
    if (ObjectName)
        *ObjectName = kept_name(body);
    return STATUS_SUCCESS;
}

/* WDK: CmCallbackGetKeyObjectIDEx. The name is the caller's, to be given back by CmCallbackReleaseKeyObjectIDEx. */
NTSTATUS CmCallbackGetKeyObjectIDEx(PLARGE_INTEGER Cookie, PVOID Object, PULONG_PTR ObjectID, PCUNICODE_STRING *ObjectName, ULONG Flags)
{
    ddi_enter(CmCallbackGetKeyObjectIDEx, NULL);
    struct cm_handle_body *body;
    NTSTATUS status = Flags ? STATUS_INVALID_PARAMETER : key_object(Cookie, Object, &body);
    if (!NT_SUCCESS(status))
        return status;
    if (ObjectName) {
        size_t chars, size = name_size(body->key, &chars);
        UNICODE_STRING *name = mm_pool_alloc(PagedPool, size, NAME_TAG, false, gate_.site);
        if (!name)
            return STATUS_INSUFFICIENT_RESOURCES;
        *ObjectName = fill_name(name, body->key, chars);
    }
    if (ObjectID)
        *ObjectID = (ULONG_PTR)body->key;
    return STATUS_SUCCESS;
}

/* WDK: CmCallbackReleaseKeyObjectIDEx. */
VOID CmCallbackReleaseKeyObjectIDEx(PCUNICODE_STRING ObjectName)
{
    ddi_enter(CmCallbackReleaseKeyObjectIDEx, NULL);
    mm_pool_free((PVOID)(uintptr_t)ObjectName, NAME_TAG, gate_.site);
}

/* WDK: CmGetBoundTransaction. Not referenced: valid in the callback, as the key object is. */
PVOID CmGetBoundTransaction(PLARGE_INTEGER Cookie, PVOID Object)
{
    ddi_enter(CmGetBoundTransaction, NULL);
    struct cm_handle_body *body;
    return NT_SUCCESS(key_object(Cookie, Object, &body)) ? (PVOID)body->transaction : NULL;
}
