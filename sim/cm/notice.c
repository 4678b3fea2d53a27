/*
 * Telling the registry callbacks of an operation, before and after it is done.
 */
#include "cm/notice.h"

#include "arena/arena.h"
#include "mm/mm.h"
#include "ob/ob.h"

#include <string.h>

#define MEMORY_TAG 0x4E434D43u /* 'CMCN' */

uintptr_t cm_callback_call(const struct cm_callback *callback, REG_NOTIFY_CLASS class, void *information)
{
    struct ke_call to = {.kind = KE_NOTIFY, .routine = callback->routine, .generation = callback->generation, .holder_kind = "registry callback",
                         .armed_by = callback->armed_by, .armed_at = callback->armed_at, .armed_context = callback->armed_context,
                         .argument = {(uintptr_t)callback->context, (uintptr_t)class, (uintptr_t)information}};
    return ke_call(&to);
}

/* The callback whose routine asks for this; NULL: none does. */
static const struct cm_callback *asking(void)
{
    list_each(node, &cm->notices)
    {
        const struct cm_notice *notice = list_of(node, struct cm_notice, link);
        if (notice->thread == ke_current() && notice->running)
            return notice->running;
    }
    return NULL;
}

static uint32_t callback_count(void)
{
    uint32_t n = 0;
    list_each(node, &cm->callbacks) n++;
    return n;
}

/* Those to be told, highest first; each stays until it has heard the end. */
static void gather(struct cm_notice *notice)
{
    const struct cm_callback *above = asking();
    list_each(node, &cm->callbacks)
    {
        struct cm_callback *callback = list_of(node, struct cm_callback, link);
        if (above) {
            above = callback == above ? NULL : above;
            continue;
        }
        if (callback->leaving)
            continue;
        callback->busy++;
        notice->heard[notice->count++] = (struct cm_heard){callback, NULL};
    }
}

void cm_notice_init(struct cm_notice *notice, REG_NOTIFY_CLASS before, REG_NOTIFY_CLASS after, void *object)
{
    *notice = (struct cm_notice){.thread = ke_current(), .before = before, .after = after, .object = object, .room = callback_count()};
    if (!notice->room)
        return;
    notice->heard = sim_alloc(notice->room * sizeof *notice->heard);
    notice->memory = mm_object_alloc(sizeof *notice->memory, MEMORY_TAG);
    gather(notice);
    list_prepend(&cm->notices, &notice->link);
}

static NTSTATUS tell(struct cm_notice *notice, uint32_t which, REG_NOTIFY_CLASS class, void *information)
{
    notice->running = notice->heard[which].callback;
    NTSTATUS status = (NTSTATUS)cm_callback_call(notice->running, class, information);
    notice->running = NULL;
    return status;
}

/* Who refused hears no more of it, and those below heard nothing. */
static void leave_out(struct cm_notice *notice, uint32_t from)
{
    for (uint32_t i = from; i < notice->count; i++)
        cm_callback_release(notice->heard[i].callback);
    notice->count = from;
}

bool cm_before(struct cm_notice *notice, const void *information, size_t size, const PVOID *contexts, NTSTATUS *status)
{
    if (!notice->memory)
        return true;
    PVOID *told = (PVOID *)((char *)&notice->memory->before + ((const char *)contexts - (const char *)information));
    memcpy(&notice->memory->before, information, size);
    for (uint32_t i = 0; i < notice->count; i++) {
        told[0] = NULL;
        told[1] = cm_context_of(notice->heard[i].callback, notice->object);
        NTSTATUS answer = tell(notice, i, notice->before, &notice->memory->before);
        notice->heard[i].call_context = told[0];
        if (NT_SUCCESS(answer))
            continue;
        leave_out(notice, i);
        *status = answer == STATUS_CALLBACK_BYPASS ? STATUS_SUCCESS : answer;
        return false;
    }
    return true;
}

static NTSTATUS tell_after(struct cm_notice *notice, uint32_t which, void *object, NTSTATUS status)
{
    REG_POST_OPERATION_INFORMATION *after = &notice->memory->after;
    const struct cm_heard *heard = &notice->heard[which];
    *after = (REG_POST_OPERATION_INFORMATION){.Object = object, .Status = status, .PreInformation = &notice->memory->before, .ReturnStatus = status,
                                              .CallContext = heard->call_context, .ObjectContext = object ? cm_context_of(heard->callback, object) : NULL};
    return tell(notice, which, notice->after, after) == STATUS_CALLBACK_BYPASS ? after->ReturnStatus : status;
}

NTSTATUS cm_after(struct cm_notice *notice, void *object, NTSTATUS status)
{
    if (!notice->memory)
        return status;
    for (uint32_t i = notice->count; i-- > 0;) {
        status = tell_after(notice, i, object, status);
        cm_callback_release(notice->heard[i].callback);
    }
    notice->count = 0;
    return status;
}

void cm_notice_end(struct cm_notice *notice)
{
    if (!notice->memory)
        return;
    leave_out(notice, 0);
    list_remove(&notice->link);
    mm_object_free(notice->memory);
    sim_free(notice->heard, notice->room * sizeof *notice->heard);
}

NTSTATUS cm_begin(struct cm_notice *notice, HANDLE handle, ACCESS_MASK access, REG_NOTIFY_CLASS before, REG_NOTIFY_CLASS after, struct cm_key **key)
{
    struct cm_handle_body *body;
    NTSTATUS status = cm_handle_object(handle, access, &body);
    if (!NT_SUCCESS(status))
        return status;
    *key = body->key; /* the object keeps it */
    cm_notice_init(notice, before, after, body);
    return status;
}

NTSTATUS cm_end(struct cm_notice *notice, NTSTATUS status)
{
    cm->viewer = NULL;
    status = cm_after(notice, notice->object, status);
    cm_notice_end(notice);
    ob_dereference(notice->object, OB_BY_LOOKUP);
    return status;
}
