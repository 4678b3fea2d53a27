/*
 * Events: what happened, said once by the subsystem where it happened (design 4.5). Trace, rules, explorer and views listen; nobody below knows who.
 * The running hash over the level-1 content is always kept: two runs are equal when their hashes are.
 */
#ifndef NTSIM_EVENT_H
#define NTSIM_EVENT_H

#include <stdbool.h>
#include <stdint.h>

enum ev_kind {
#define EVENT(name, text) EV_##name,
#include "event/event_kinds.def"
#undef EVENT
    EV_KINDS
};

struct event {
    uint64_t time_100ns;
    uint64_t sequence;
    uint16_t kind;    /* enum ev_kind */
    uint8_t cpu, irql;
    uint32_t context; /* thread id */
    uint64_t a, b;    /* by kind: object ids, statuses, routine numbers; never pointers (level 1); hashed */
    uint64_t c;       /* more for listeners; not hashed, so that it may be left out when nobody listens */
    uintptr_t site;   /* code address of the call, 0 if none; not part of the hash */
};

typedef void event_listener(void *context, const struct event *event);

#define EVENT_LISTENERS 8
#define EVENT_RECENT 64 /* power of two; shown when our own invariant breaks */

/* Lives in the arena: `now` is written by ke whenever time, processor, IRQL or context change. */
struct event_state {
    struct event now;
    uint64_t hash, count;
    struct event recent[EVENT_RECENT];
};
extern struct event_state *event_state;

void event_boot(void); /* allocates the state; listeners stay */

/* Listeners are the host's, not the machine's: they survive a reset. */
void event_listen(event_listener *listener, void *context);
void event_unlisten(event_listener *listener, void *context);

void event_emit_slow(const struct event *event);
extern bool event_listened;

static inline void emit_at(enum ev_kind kind, uint64_t a, uint64_t b, uint64_t c, uintptr_t site)
{
    struct event_state *s = event_state;
    struct event *e = &s->recent[s->count & (EVENT_RECENT - 1)];
    e->time_100ns = s->now.time_100ns;
    e->sequence = s->count++;
    e->kind = (uint16_t)kind;
    e->cpu = s->now.cpu;
    e->irql = s->now.irql;
    e->context = s->now.context;
    e->a = a;
    e->b = b;
    e->c = c;
    e->site = site;
    uint64_t h = s->hash ^ (e->time_100ns + ((uint64_t)kind << 48) + ((uint64_t)e->cpu << 40) + ((uint64_t)e->irql << 56));
    h = (h ^ a) * 0x9E3779B97F4A7C15u;
    h = (h ^ (h >> 29) ^ b ^ ((uint64_t)e->context << 32)) * 0xBF58476D1CE4E5B9u;
    s->hash = h ^ (h >> 32);
    if (event_listened)
        event_emit_slow(e);
}

static inline void emit(enum ev_kind kind, uint64_t a, uint64_t b, uint64_t c)
{
    emit_at(kind, a, b, c, 0);
}

const char *event_name(enum ev_kind kind);

#endif
