/*
 * Lock order: a graph whose nodes are locks. "Taken with that one held" is an edge; a way back is two orders.
 *
 * An edge remembers the other locks that were held each time: two orders under one and the same third lock cannot meet. Two who share a lock do not wait for each other.
 * A node belongs to the memory that its lock lies in, and ends with it.
 */
#include "ke/lock_order.h"

#include "image/image.h"
#include "ke/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define GATES_MAX 6 /* more are not looked at */
#define PATH_MAX_LOCKS 8

struct edge {
    struct edge *next;
    struct ke_order_node *to;
    const struct ke_order_node *gate[GATES_MAX]; /* held, exclusively, whenever this was seen */
    uint8_t gates;
    bool from_shared, to_shared;
    uintptr_t from_site, to_site;
    uint32_t context;
    uint64_t at_100ns;
};

struct ke_order_node {
    const void *lock;
    uint64_t stamp;
    uint8_t kind;
    struct edge *edges; /* to what was taken with this lock held */
};

/* One lock that the current context holds, or takes. */
struct hold {
    struct ke_order_node *node;
    uintptr_t site;
    bool shared;
};

struct path {
    const struct edge *edge[PATH_MAX_LOCKS];
    unsigned length;
};

/* --- nodes and edges ------------------------------------------------------------------------------------------------------------------------ */

static void end_node(struct ke_order_node *node)
{
    for (struct edge *edge = node->edges, *next; edge; edge = next) {
        next = edge->next;
        sim_free(edge, sizeof *edge);
    }
    node->edges = NULL; /* the node stays: others may lead to it, and nothing leads on */
}

static struct ke_order_node *node_of(const void *lock, enum ke_lock_kind kind)
{
    struct ke_order_node *node = map_get(&ke->lock_order, (uintptr_t)lock);
    uint64_t stamp = ke_stamp(lock);
    if (node && node->stamp == stamp && node->kind == kind)
        return node;
    if (node)
        end_node(node);
    node = sim_alloc(sizeof *node);
    *node = (struct ke_order_node){.lock = lock, .stamp = stamp, .kind = (uint8_t)kind};
    map_set(&ke->lock_order, (uintptr_t)lock, node);
    return node;
}

void ke_order_forget(const void *lock)
{
    struct ke_order_node *node = map_get(&ke->lock_order, (uintptr_t)lock);
    if (!node)
        return;
    end_node(node);
    map_set(&ke->lock_order, (uintptr_t)lock, NULL);
}

static bool has_gate(const struct edge *edge, const struct ke_order_node *node)
{
    for (unsigned i = 0; i < edge->gates; i++)
        if (edge->gate[i] == node)
            return true;
    return false;
}

/* The locks that are held besides the edge's own. */
static void find_gates(struct edge *edge, const struct ke_order_node *from, const struct hold *held, unsigned count)
{
    for (unsigned i = 0; i < count && edge->gates < GATES_MAX; i++)
        if (held[i].node != from && !held[i].shared)
            edge->gate[edge->gates++] = held[i].node;
}

/* Only what is held every time keeps others out. True: something fell away. */
static bool fewer_gates(struct edge *known, const struct edge *seen)
{
    uint8_t before = known->gates, kept = 0;
    for (unsigned i = 0; i < before; i++)
        if (has_gate(seen, known->gate[i]))
            known->gate[kept++] = known->gate[i];
    known->gates = kept;
    return kept < before;
}

/* NULL: all that it says was known. */
static struct edge *add_edge(struct ke_order_node *from, const struct edge *seen)
{
    for (struct edge *edge = from->edges; edge; edge = edge->next)
        if (edge->to == seen->to && edge->from_shared == seen->from_shared && edge->to_shared == seen->to_shared)
            return fewer_gates(edge, seen) ? edge : NULL;
    struct edge *edge = sim_alloc(sizeof *edge);
    *edge = *seen;
    edge->next = from->edges;
    from->edges = edge;
    return edge;
}

/* --- the way back --------------------------------------------------------------------------------------------------------------------------- */

static bool kept_apart(const struct path *path, const struct edge *next)
{
    for (unsigned i = 0; i < path->length; i++)
        for (unsigned g = 0; g < next->gates; g++)
            if (has_gate(path->edge[i], next->gate[g]))
                return true;
    return false;
}

static bool passed(const struct path *path, const struct ke_order_node *node)
{
    for (unsigned i = 0; i < path->length; i++)
        if (path->edge[i]->to == node)
            return true;
    return false;
}

/* From where the path ends to `goal`; the path's first edge is the new one, which leads away from there. */
static bool lead_back(struct path *path, const struct ke_order_node *goal)
{
    const struct edge *last = path->edge[path->length - 1];
    for (const struct edge *edge = last->to->edges; edge; edge = edge->next) {
        if ((last->to_shared && edge->from_shared) || kept_apart(path, edge))
            continue;
        bool back = edge->to == goal && !(edge->to_shared && path->edge[0]->from_shared);
        if (!back && (edge->to == goal || path->length + 1 == PATH_MAX_LOCKS || passed(path, edge->to)))
            continue;
        path->edge[path->length++] = edge;
        if (back || lead_back(path, goal))
            return true;
        path->length--;
    }
    return false;
}

/* --- telling -------------------------------------------------------------------------------------------------------------------------------- */

struct words {
    char text[800];
    size_t used;
};

static void __attribute__((format(printf, 2, 3))) say(struct words *words, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(words->text + words->used, sizeof words->text - words->used, format, arguments);
    va_end(arguments);
    words->used += n > 0 ? (size_t)n : 0;
    if (words->used >= sizeof words->text)
        words->used = sizeof words->text - 1;
}

static const char *name_of(uint8_t kind)
{
    static const char *const names[KE_LOCK_KINDS] = {"spin lock", "reader-writer spin lock", "fast mutex", "guarded mutex", "mutex", "resource", "push lock"};
    return names[kind];
}

static void say_lock(struct words *words, const struct ke_order_node *node)
{
    uint32_t label = ke_label_find(node->lock);
    if (node->lock == ke->cancel_lock)
        say(words, "the cancel spin lock");
    else if (label)
        say(words, "%s %u", name_of(node->kind), label & 0xFFFFFF);
    else
        say(words, "a %s", name_of(node->kind));
}

static void say_place(struct words *words, uintptr_t site)
{
    char where[160];
    if (image_last_at(site))
        say(words, "in %s", image_describe(site, where, sizeof where));
    else
        say(words, "by the system");
}

/* "spin lock 2 is taken here with spin lock 1 (taken in X) held; spin lock 1 was taken in Y with spin lock 2 (taken in Z) held". */
static void describe(struct words *words, const struct path *path, const struct ke_order_node *from)
{
    for (unsigned i = 0; i < path->length; i++) {
        const struct edge *edge = path->edge[i];
        say(words, i ? "; elsewhere " : "");
        say_lock(words, edge->to);
        say(words, i ? " was taken " : " is taken here");
        if (i)
            say_place(words, edge->to_site);
        say(words, " with ");
        say_lock(words, i ? path->edge[i - 1]->to : from);
        say(words, ", taken ");
        say_place(words, edge->from_site);
        say(words, ", held");
    }
    say(words, ": two that meet so wait for each other for ever");
}

static bool watched_by_verifier(const struct path *path)
{
    for (unsigned i = 0; i < path->length; i++)
        if (path->edge[i]->to->kind >= KE_LOCK_RESOURCE)
            return false;
    return true;
}

/* The system takes the cancel lock too: then who is at fault is who takes others around it. */
static uintptr_t place_of_driver(const struct path *path)
{
    for (unsigned i = 0; i < path->length; i++)
        if (image_last_at(path->edge[i]->to_site))
            return path->edge[i]->to_site;
    return 0;
}

static void tell(const struct path *path, const struct ke_order_node *from)
{
    static struct words words;
    const struct edge *here = path->edge[0], *there = path->edge[1];
    words.used = 0;
    describe(&words, path, from);
    if (!watched_by_verifier(path)) {
        ke_finding_between("lock-order", here->to_site, there->to_site, "%s", words.text);
        return;
    }
    struct ke_blame blame = {.pc = place_of_driver(path), .object = here->to->lock, .object_kind = name_of(here->to->kind), .object_id = ke_label_find(here->to->lock),
                             .armed_by = there->to_site, .armed_at = there->at_100ns, .armed_context = there->context, .armed_what = "taken in the other order in",
                             .sentence = words.text};
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x1001, (ULONG_PTR)here->to->lock, 0, 0, &blame);
}

/* --- taking --------------------------------------------------------------------------------------------------------------------------------- */

static void take(const struct hold *held, unsigned count, const struct hold *taken)
{
    for (unsigned i = 0; i < count; i++) {
        struct ke_order_node *from = held[i].node;
        if (from == taken->node)
            continue;
        struct edge seen = {.to = taken->node, .from_shared = held[i].shared, .to_shared = taken->shared, .from_site = held[i].site, .to_site = taken->site,
                            .context = ke_current()->id, .at_100ns = ke->now};
        find_gates(&seen, from, held, count);
        const struct edge *edge = add_edge(from, &seen);
        struct path path = {.edge = {edge}, .length = 1};
        if (edge && lead_back(&path, from))
            tell(&path, from);
    }
}

#define HOLDS_MAX 40

static unsigned sleeping_holds(const struct ke_thread *thread, const void *but, struct hold *held)
{
    unsigned count = 0;
    for (unsigned i = 0; i < thread->sleeping_count && count < HOLDS_MAX; i++) {
        const struct ke_sleeping *own = &thread->sleeping[i];
        if (own->lock != but && ke_stamp(own->lock) == own->stamp)
            held[count++] = (struct hold){node_of(own->lock, own->kind), own->site, own->shared};
    }
    return count;
}

void ke_order_spins(enum ke_lock_kind kind, bool shared)
{
    const struct ke_cpu *cpu = ke->cpu;
    const struct ke_held *last = &cpu->held[cpu->held_count - 1];
    struct hold held[HOLDS_MAX];
    unsigned count = cpu->draining ? 0 : sleeping_holds(ke_current(), NULL, held); /* a DPC is not the thread that it interrupts */
    for (int i = 0; i + 1 < cpu->held_count && count < HOLDS_MAX; i++)
        held[count++] = (struct hold){node_of(cpu->held[i].lock, cpu->held[i].kind), cpu->held[i].site, cpu->held[i].shared};
    if (count)
        take(held, count, &(struct hold){node_of(last->lock, kind), last->site, shared});
}

static struct ke_sleeping *sleeping_of(const struct ke_thread *thread, const void *lock)
{
    for (unsigned i = 0; i < thread->sleeping_count; i++)
        if (thread->sleeping[i].lock == lock)
            return &thread->sleeping[i];
    return NULL;
}

static struct ke_sleeping *one_more(struct ke_thread *thread)
{
    if (thread->sleeping_count == thread->sleeping_room) {
        uint16_t room = thread->sleeping_room ? (uint16_t)(2 * thread->sleeping_room) : 4;
        struct ke_sleeping *larger = sim_alloc(room * sizeof *larger);
        if (thread->sleeping_count)
            memcpy(larger, thread->sleeping, thread->sleeping_count * sizeof *larger);
        if (thread->sleeping_room)
            sim_free(thread->sleeping, thread->sleeping_room * sizeof *larger);
        thread->sleeping = larger;
        thread->sleeping_room = room;
    }
    return &thread->sleeping[thread->sleeping_count++];
}

void ke_order_took(const void *lock, enum ke_lock_kind kind, bool shared, bool waited)
{
    struct ke_thread *self = ke_current();
    struct ke_sleeping *own = sleeping_of(self, lock);
    uint64_t stamp = ke_stamp(lock);
    if (own && own->stamp == stamp) {
        own->count++;
        return;
    }
    if (waited && self->sleeping_count) {
        struct hold held[HOLDS_MAX];
        unsigned count = sleeping_holds(self, lock, held);
        if (count)
            take(held, count, &(struct hold){node_of(lock, kind), ke_call_site(), shared});
    }
    if (!own)
        own = one_more(self);
    *own = (struct ke_sleeping){.lock = lock, .stamp = stamp, .site = ke_call_site(), .count = 1, .kind = (uint8_t)kind, .shared = shared};
}

void ke_order_gave(struct ke_thread *thread, const void *lock)
{
    struct ke_sleeping *own = sleeping_of(thread, lock);
    if (own && --own->count == 0)
        *own = thread->sleeping[--thread->sleeping_count];
}

void ke_order_shares(const void *lock)
{
    struct ke_sleeping *own = sleeping_of(ke_current(), lock);
    if (own)
        own->shared = true;
}

void ke_order_lost(const void *lock)
{
    struct ke_thread *self = ke_current();
    struct ke_sleeping *own = sleeping_of(self, lock);
    if (own)
        *own = self->sleeping[--self->sleeping_count];
}

void ke_order_drop(struct ke_thread *thread)
{
    if (thread->sleeping_room)
        sim_free(thread->sleeping, thread->sleeping_room * sizeof *thread->sleeping);
    thread->sleeping = NULL;
    thread->sleeping_count = thread->sleeping_room = 0;
}
