/*
 * Waiting for changes of a key (RegNotifyChangeKeyValue): an event that the next change sets, once.
 */
#include "cm/watch.h"

#include "arena/arena.h"
#include "cm/notice.h"
#include "ob/ob.h"

struct cm_watch {
    struct list link; /* in cm->watches, oldest first */
    struct cm_key *key;
    const void *object; /* the key object that was asked through: the watch ends with its last handle */
    ULONG filter;
    bool tree; /* keys below count, too */
    KEVENT *event;
    bool counted; /* the event is an object, with a reference (OB_BY_LOOKUP) */
};

static void end(struct cm_watch *watch)
{
    list_remove(&watch->link);
    cm_drop(watch->key);
    if (watch->counted)
        ob_dereference(watch->event, OB_BY_LOOKUP);
    sim_free(watch, sizeof *watch);
}

static void fire(struct cm_watch *watch)
{
    ke_event_set(watch->event);
    end(watch);
}

void cm_watch_end(struct cm_watch *watch)
{
    list_each(node, &cm->watches)
    {
        if (list_of(node, struct cm_watch, link) != watch)
            continue;
        end(watch);
        return;
    }
}

static bool is_below(const struct cm_key *key, const struct cm_key *top)
{
    while (key && key != top)
        key = key->parent;
    return key;
}

void cm_changed(const struct cm_key *key, ULONG how)
{
    list_each_safe(node, &cm->watches)
    {
        struct cm_watch *watch = list_of(node, struct cm_watch, link);
        if (watch->filter & how && (watch->key == key || (watch->tree && is_below(key, watch->key))))
            fire(watch);
    }
}

void cm_watches_deleted(const struct cm_key *key)
{
    list_each_safe(node, &cm->watches) if (list_of(node, struct cm_watch, link)->key == key) fire(list_of(node, struct cm_watch, link));
}

void cm_watches_closed(const void *object)
{
    list_each_safe(node, &cm->watches) if (list_of(node, struct cm_watch, link)->object == object) fire(list_of(node, struct cm_watch, link));
}

NTSTATUS cm_call_watch(HANDLE handle, const struct cm_watching *watching, struct cm_watch **watch)
{
    struct cm_handle_body *body;
    NTSTATUS status = cm_handle_object(handle, KEY_NOTIFY, &body);
    if (!NT_SUCCESS(status))
        return status;
    if (body->key->deleted) {
        ob_dereference(body, OB_BY_LOOKUP);
        return STATUS_KEY_DELETED;
    }
    struct cm_watch *made = *watch = sim_alloc(sizeof *made);
    *made = (struct cm_watch){.key = body->key, .object = body, .filter = watching->filter, .tree = watching->tree, .event = watching->event,
                              .counted = watching->counted};
    cm_hold(made->key);
    if (made->counted)
        ob_reference(made->event, OB_BY_LOOKUP);
    list_append(&cm->watches, &made->link);
    ob_dereference(body, OB_BY_LOOKUP);
    return STATUS_SUCCESS;
}
