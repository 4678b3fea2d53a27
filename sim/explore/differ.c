/*
 * Which event differed first: the events of one run are kept, those of the next are held against them. Only for runs that are known not to repeat, so it may be slow.
 */
#include "explore/recorder.h"
#include "report/report.h"
#include "host/host.h"

#include <stdlib.h>

#define TRIES 8

struct events {
    struct event *kept;
    size_t count, room;
    size_t at;             /* of the second run */
    bool differs;
    struct event instead;  /* what the second run did */
};

static void keep(void *context, const struct event *event)
{
    struct events *events = context;
    if (events->count == events->room) {
        events->room = events->room ? events->room * 2 : 4096;
        events->kept = host_resize(events->kept, events->room * sizeof *events->kept);
    }
    events->kept[events->count++] = *event;
}

/* What goes into the hash, that is, what level 1 of the trace holds. */
static bool alike(const struct event *left, const struct event *right)
{
    return left->kind == right->kind && left->a == right->a && left->b == right->b && left->time_100ns == right->time_100ns && left->cpu == right->cpu &&
           left->irql == right->irql && left->context == right->context;
}

static void compare(void *context, const struct event *event)
{
    struct events *events = context;
    if (events->differs)
        return;
    events->differs = events->at == events->count || !alike(&events->kept[events->at], event);
    if (events->differs)
        events->instead = *event;
    else
        events->at++;
}

static void listened(const struct machine_snapshot *start, const uint8_t *taken, size_t count, event_listener *listener, struct events *events)
{
    event_listen(listener, events);
    recorder_repeat(start, taken, count, NULL);
    event_unlisten(listener, events);
}

static void describe(const struct events *events, char *text, size_t size)
{
    struct text first = {0}, second = {0};
    if (events->at < events->count)
        trace_add_event(&first, &events->kept[events->at]);
    else
        text_add(&first, "the end");
    if (events->differs)
        trace_add_event(&second, &events->instead);
    else
        text_add(&second, "the end");
    snprintf(text, size, "event %zu was first \"%.90s\" and then \"%.90s\"", events->at + 1, first.bytes, second.bytes);
    text_free(&first);
    text_free(&second);
}

bool recorder_differs(const struct machine_snapshot *start, const uint8_t *taken, size_t count, char *text, size_t size)
{
    struct events events = {0};
    bool differs = false;
    listened(start, taken, count, keep, &events);
    for (int i = 0; i < TRIES && !differs; i++) {
        events.at = 0;
        listened(start, taken, count, compare, &events);
        differs = events.differs || events.at != events.count;
    }
    if (differs)
        describe(&events, text, size);
    free(events.kept);
    return differs;
}
