/*
 * Open addressing with linear probing. Removal moves later entries of the same run back, so there are no tombstones and
 * a lookup ends at the first hole. At most half of the slots are used.
 */
#include "arena/map.h"

#include "arena/arena.h"
#include "base/assert.h"

#define FIRST_ROOM 16

static uint64_t hash_of(uint64_t key)
{
    uint64_t hash = key * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

static size_t home_of(const struct map *map, uint64_t key)
{
    uint64_t home = map->near ? hash_of(key >> 12) + (key >> 4 & 255) : hash_of(key);
    return home & (map->room - 1);
}

/* The slot of the key, or the hole where it would be put. */
static struct map_slot *slot_of(const struct map *map, uint64_t key)
{
    size_t at = home_of(map, key);
    while (map->slots[at].value && map->slots[at].key != key)
        at = (at + 1) & (map->room - 1);
    return &map->slots[at];
}

void *map_get(const struct map *map, uint64_t key)
{
    return map->used ? slot_of(map, key)->value : NULL;
}

static void grow(struct map *map)
{
    struct map larger = {.room = map->room ? 2 * map->room : FIRST_ROOM, .used = map->used, .near = map->near};
    larger.slots = sim_alloc(larger.room * sizeof *larger.slots);
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].value)
            *slot_of(&larger, map->slots[i].key) = map->slots[i];
    sim_free(map->slots, map->room * sizeof *map->slots);
    *map = larger;
}

/* An entry may fill the hole when its home is not in the stretch (hole, entry]: a lookup that starts at its home passes
 * the hole. */
static void close_hole(struct map *map, size_t hole)
{
    size_t mask = map->room - 1;
    for (size_t at = (hole + 1) & mask; map->slots[at].value; at = (at + 1) & mask) {
        size_t home = home_of(map, map->slots[at].key);
        if (((at - home) & mask) < ((at - hole) & mask))
            continue;
        map->slots[hole] = map->slots[at];
        hole = at;
    }
    map->slots[hole] = (struct map_slot){0};
}

static void map_remove(struct map *map, uint64_t key)
{
    if (map->used == 0)
        return;
    struct map_slot *slot = slot_of(map, key);
    if (slot->value == NULL)
        return;
    map->used--;
    close_hole(map, (size_t)(slot - map->slots));
}

void map_set(struct map *map, uint64_t key, void *value)
{
    if (value == NULL) {
        map_remove(map, key);
        return;
    }
    if (2 * (map->used + 1) > map->room)
        grow(map);
    struct map_slot *slot = slot_of(map, key);
    if (slot->value == NULL)
        map->used++;
    *slot = (struct map_slot){key, value};
}
