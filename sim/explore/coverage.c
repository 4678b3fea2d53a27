#include "explore/coverage.h"

#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 64

struct watched_object {
    uint32_t object; /* 0: free */
    uint32_t context;
    uint64_t site;  /* the last */
    uint64_t chain; /* of who was where, in order */
};

/* Not 0. */
static uint64_t mixed(uint64_t left, uint64_t right)
{
    uint64_t value = (left ^ (left >> 29)) * UINT64_C(0x9E3779B97F4A7C15) + right;
    value = (value ^ (value >> 32)) * UINT64_C(0xD6E8FEB86659FD93);
    value = (value ^ (value >> 32)) * UINT64_C(0xD6E8FEB86659FD93);
    return (value ^ (value >> 32)) | UINT64_C(1) << 63;
}

static uint64_t site_of(const struct choice_place *place)
{
    return mixed((uint64_t)place->object << 32 | (uint32_t)(place->routine << 1) | place->leaving, place->access);
}

/* --- the objects of a run ------------------------------------------------------------------------------------------------------------------------------------- */

static struct watched_object *slot_of(const struct watch *watch, uint32_t object)
{
    size_t at = (object * 2654435761u >> 16) & (watch->room - 1);
    while (watch->objects[at].object && watch->objects[at].object != object)
        at = (at + 1) & (watch->room - 1);
    return &watch->objects[at];
}

static void grow(struct watch *watch)
{
    struct watch larger = {.room = watch->room ? watch->room * 2 : ROOM_FIRST};
    larger.objects = host_take(larger.room, sizeof *larger.objects);
    for (size_t i = 0; i < watch->room; i++)
        if (watch->objects[i].object)
            *slot_of(&larger, watch->objects[i].object) = watch->objects[i];
    free(watch->objects);
    watch->objects = larger.objects;
    watch->room = larger.room;
}

static struct watched_object *object_of(struct watch *watch, uint32_t number)
{
    if (watch->used * 2 >= watch->room)
        grow(watch);
    struct watched_object *object = slot_of(watch, number);
    watch->used += !object->object;
    object->object = number;
    return object;
}

/* --- choices -------------------------------------------------------------------------------------------------------------------------------------------------- */

static void note_pair(struct watch *watch, uint64_t first, uint64_t second)
{
    if (!coverage_add(&watch->seen, COVERAGE_PAIRS, mixed(first, second)))
        return;
    coverage_add(&watch->seen, COVERAGE_PAIRS_POSSIBLE, mixed(first, second));
    coverage_add(&watch->seen, COVERAGE_PAIRS_POSSIBLE, mixed(second, first));
}

static void note_object(struct watch *watch, const struct choice_place *place, uint64_t site)
{
    struct watched_object *object = object_of(watch, place->object);
    if (object->site && object->context != place->context)
        note_pair(watch, object->site, site);
    object->context = place->context;
    object->site = site;
    object->chain = mixed(object->chain + place->context, site);
}

static void note_interrupts(struct watch *watch, const struct choice_place *place, const struct choice_option *options, unsigned n, unsigned answer)
{
    for (unsigned i = 0; i < n; i++) {
        if (options[i].kind != MOVE_INTERRUPT)
            continue;
        uint64_t key = mixed(options[i].value, place->routine);
        coverage_add(&watch->seen, COVERAGE_INTERRUPTS, key);
        if (i == answer)
            coverage_add(&watch->seen, COVERAGE_TAKEN, key);
    }
}

void watch_choice(struct watch *watch, const struct choice_place *place, const struct choice_option *options, unsigned n, unsigned answer)
{
    note_interrupts(watch, place, options, n, answer);
    if (place->kind != CHOICE_POINT)
        return;
    uint64_t site = site_of(place);
    if (n > 1)
        coverage_add(&watch->seen, COVERAGE_SITES, site);
    if (answer && answer < n)
        coverage_add(&watch->seen, COVERAGE_PREEMPTED, site);
    if (place->object)
        note_object(watch, place, site);
}

/* --- runs ----------------------------------------------------------------------------------------------------------------------------------------------------- */

void watch_run(struct watch *watch)
{
    if (watch->used)
        memset(watch->objects, 0, watch->room * sizeof *watch->objects);
    watch->used = 0;
}

/* A sum: the order of the objects does not matter. */
void watch_run_done(struct watch *watch)
{
    uint64_t order = 0;
    for (size_t i = 0; i < watch->room; i++)
        if (watch->objects[i].object)
            order += mixed(watch->objects[i].object, watch->objects[i].chain);
    coverage_add_run(&watch->seen, mixed(order, watch->used));
}

void watch_free(struct watch *watch)
{
    coverage_free(&watch->seen);
    free(watch->objects);
}
