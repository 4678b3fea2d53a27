/*
 * Registry callbacks: routines that drivers registered to hear of every operation on the registry. A registration holds nothing of the driver (semantics 24): one
 * that is left behind at unload is found out at the next operation.
 */
#include "cm/callback.h"
#include "cm/call.h"

#include "arena/arena.h"
#include "cm/notice.h"

#include <string.h>

struct cm_callback *cm_callback_by_cookie(LONGLONG cookie)
{
    list_each(node, &cm->callbacks)
    {
        struct cm_callback *callback = list_of(node, struct cm_callback, link);
        if (callback->cookie == cookie && !callback->leaving)
            return callback;
    }
    return NULL;
}

/* Where a callback of that altitude goes: before the first lower one. NULL: there is one of the same altitude. */
static struct list *place_of(const char *altitude)
{
    list_each(node, &cm->callbacks)
    {
        const char *there = list_of(node, struct cm_callback, link)->altitude;
        if (!*there)
            continue;
        int order = *altitude ? ob_altitude_compare(there, altitude) : -1;
        if (order == 0)
            return NULL;
        if (order < 0)
            return node;
    }
    return &cm->callbacks;
}

static NTSTATUS add(PEX_CALLBACK_FUNCTION function, const char *altitude, PVOID context, PLARGE_INTEGER cookie, uintptr_t site)
{
    struct list *place = place_of(altitude);
    if (!place)
        return STATUS_FLT_INSTANCE_ALTITUDE_COLLISION;
    struct cm_callback *callback = sim_alloc(sizeof *callback);
    strcpy(callback->altitude, altitude);
    callback->cookie = ++cm->cookies;
    callback->context = context;
    callback->routine = (const void *)(uintptr_t)function;
    callback->generation = ke_generation(callback->routine);
    callback->armed_by = site;
    callback->armed_at = ke_now();
    callback->armed_context = ke_current()->id;
    list_init(&callback->contexts);
    ke_event_init(&callback->idle, NotificationEvent, FALSE);
    ke_label_new(&callback->idle, LABEL_EVENT);
    list_append(place, &callback->link); /* before `place`: a list's head is behind its last */
    cookie->QuadPart = callback->cookie;
    return STATUS_SUCCESS;
}

/* WDK: CmRegisterCallback. Without an altitude: near the top, in order of registration; here above all that have one. */
NTSTATUS CmRegisterCallback(PEX_CALLBACK_FUNCTION Function, PVOID Context, PLARGE_INTEGER Cookie)
{
    ddi_enter(CmRegisterCallback, NULL);
    if (!Function)
        return STATUS_INVALID_PARAMETER;
    return add(Function, "", Context, Cookie, gate_.site);
}

/* WDK: CmRegisterCallbackEx. One altitude, one registration. */
NTSTATUS CmRegisterCallbackEx(PEX_CALLBACK_FUNCTION Function, PCUNICODE_STRING Altitude, PVOID Driver, PVOID Context, PLARGE_INTEGER Cookie, PVOID Reserved)
{
    ddi_enter(CmRegisterCallbackEx, NULL);
    (void)Reserved;
    char altitude[OB_ALTITUDE_CHARS];
    if (!Function || !Altitude || !Driver || !ob_altitude_read(Altitude, altitude))
        return STATUS_INVALID_PARAMETER;
    return add(Function, altitude, Context, Cookie, gate_.site);
}

void cm_callback_release(struct cm_callback *callback)
{
    sim_assert(callback->busy > 0);
    if (--callback->busy == 0 && callback->leaving)
        ke_event_set(&callback->idle);
}

/* WDK: CmUnRegisterCallback. Waits for the operations of which the routine heard the beginning; from the routine itself that is for ever. */
NTSTATUS CmUnRegisterCallback(LARGE_INTEGER Cookie)
{
    ddi_enter(CmUnRegisterCallback, NULL);
    struct cm_callback *callback = cm_callback_by_cookie(Cookie.QuadPart);
    if (!callback)
        return STATUS_INVALID_PARAMETER;
    callback->leaving = true;
    if (callback->busy)
        ke_wait_one(&callback->idle, KernelMode, FALSE, NULL);
    cm_contexts_of_callback_end(callback);
    list_remove(&callback->link);
    ke_label_drop(&callback->idle);
    sim_free(callback, sizeof *callback);
    return STATUS_SUCCESS;
}

/* WDK: CmGetCallbackVersion. 1.1 since Windows 7: nothing came of an operation, no object is told. */
VOID CmGetCallbackVersion(PULONG Major, PULONG Minor)
{
    ddi_enter(CmGetCallbackVersion, NULL);
    if (Major)
        *Major = 1;
    if (Minor)
        *Minor = 1;
}

bool cm_is_watched(void)
{
    return !list_empty(&cm->callbacks);
}

void cm_callbacks_visit(uint32_t image, void (*visit)(void *context, uintptr_t registered_by), void *context)
{
    list_each(node, &cm->callbacks)
    {
        const struct cm_callback *callback = list_of(node, struct cm_callback, link);
        if (callback->generation == image)
            visit(context, callback->armed_by);
    }
}
