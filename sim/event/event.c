#include "event/event.h"

#include "arena/arena.h"
#include "base/assert.h"

struct event_state *event_state;
bool event_listened;

/* The host's: listeners outlive the machine. */
static struct {
    event_listener *call;
    void *context;
} listeners[EVENT_LISTENERS];
static unsigned listener_count;

static const char *const names[] = {
#define EVENT(name, text) #name,
#include "event/event_kinds.def"
#undef EVENT
};

void event_boot(void)
{
    event_state = sim_alloc(sizeof *event_state);
    event_state->hash = 0xCBF29CE484222325u;
}

void event_listen(event_listener *listener, void *context)
{
    sim_assert(listener_count < EVENT_LISTENERS);
    listeners[listener_count].call = listener;
    listeners[listener_count++].context = context;
    event_listened = true;
}

void event_unlisten(event_listener *listener, void *context)
{
    for (unsigned i = 0; i < listener_count; i++)
        if (listeners[i].call == listener && listeners[i].context == context) {
            listeners[i] = listeners[--listener_count];
            break;
        }
    event_listened = listener_count > 0;
}

void event_emit_slow(const struct event *event)
{
    for (unsigned i = 0; i < listener_count; i++)
        listeners[i].call(listeners[i].context, event);
}

const char *event_name(enum ev_kind kind)
{
    return names[kind];
}
