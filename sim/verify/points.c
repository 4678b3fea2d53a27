#include "verify/points.h"

#include "verify/watch.h"

#include "image/image.h"
#include "ke/point.h"
#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct access { /* by number */
    char name[POINTS_NAME_MAX];
    bool offered, learnt;
};

struct seen { /* a place in code at a field: its access, so that names are made once */
    uintptr_t site;
    uint64_t field;
    uint32_t access; /* 0: free */
};

static struct {
    struct access *accesses;
    uint32_t count, room;
    struct seen *seen;
    size_t seen_used, seen_room; /* a power of two, at most half used */
    bool grew;
} points;

/* --- names ------------------------------------------------------------------------------------------------------------------------------------------- */

static void *grown(void *old, size_t size)
{
    return host_resize(old, size);
}

const char *points_name(uint32_t access)
{
    return points.accesses[access].name;
}

uint32_t points_named(const char *name)
{
    for (uint32_t i = 1; i < points.count; i++)
        if (strcmp(points.accesses[i].name, name) == 0)
            return i;
    if (points.count + 1 >= points.room) {
        points.room = points.room ? points.room * 2 : 64;
        points.accesses = grown(points.accesses, points.room * sizeof *points.accesses);
    }
    if (!points.count)
        points.count = 1;
    struct access *access = &points.accesses[points.count];
    *access = (struct access){.offered = false};
    snprintf(access->name, sizeof access->name, "%s", name);
    return points.count++;
}

/* A compiler's own names may hold what separates the parts of a schedule. */
static void plain(char *name)
{
    for (; *name; name++)
        if (strchr(".,!=~+@", *name))
            *name = '_';
}

static void symbol_name(uintptr_t address, char *name, size_t size)
{
    struct host_symbol symbol;
    const struct image_file *file = image_file_at(address);
    if (!file || !host_symbol_name_at(file->module, address, &symbol)) {
        snprintf(name, size, "_");
        return;
    }
    snprintf(name, size, "%.34s", symbol.routine);
    plain(name);
    size_t offset = address - symbol.start, used = strlen(name);
    if (offset && symbol.size && name[0] != '_')
        snprintf(name + used, size - used, "+%zx", offset);
}

static uint32_t name_access(uintptr_t site, bool write, bool variable, uint64_t field)
{
    char function[64], what[64], name[POINTS_NAME_MAX];
    symbol_name(site, function, sizeof function);
    function[strcspn(function, "+")] = 0;
    if (variable)
        symbol_name((uintptr_t)field, what, sizeof what);
    else
        snprintf(what, sizeof what, "+%llx", (unsigned long long)field);
    snprintf(name, sizeof name, "@%.34s~%c~%.50s", function, write ? 'w' : 'r', what);
    return points_named(name);
}

static struct seen *seen_slot(struct seen *table, size_t room, uintptr_t site, uint64_t field)
{
    uint64_t hash = (site ^ field * 0xD1342543DE82EF95u) * 0x9E3779B97F4A7C15u;
    size_t at = (size_t)(hash >> 20) & (room - 1);
    while (table[at].access && (table[at].site != site || table[at].field != field))
        at = (at + 1) & (room - 1);
    return &table[at];
}

static void seen_grow(void)
{
    size_t room = points.seen_room ? points.seen_room * 2 : 1024;
    struct seen *table = host_take(room, sizeof *table);
    for (size_t i = 0; i < points.seen_room; i++)
        if (points.seen[i].access)
            *seen_slot(table, room, points.seen[i].site, points.seen[i].field) = points.seen[i];
    free(points.seen);
    points.seen = table;
    points.seen_room = room;
}

/* The field: its offset in the block, or, for a variable, its address. */
static uint32_t access_of(uintptr_t address, bool write, uintptr_t site)
{
    struct mm_block block;
    bool variable = !arena_holds((const void *)address);
    uint64_t field = address;
    if (!variable)
        field = mm_block_at((const void *)address, &block) ? address - (uintptr_t)block.start : 0;
    if (2 * points.seen_used >= points.seen_room)
        seen_grow();
    struct seen *seen = seen_slot(points.seen, points.seen_room, site, field);
    if (!seen->access) {
        points.seen_used++;
        *seen = (struct seen){site, field, name_access(site, write, variable, field)};
    }
    return seen->access;
}

/* --- what is offered ---------------------------------------------------------------------------------------------------------------------------------- */

void points_forget(void)
{
    for (uint32_t i = 1; i < points.count; i++)
        points.accesses[i].offered = points.accesses[i].learnt = false;
    points.grew = false;
}

void points_want(uint32_t access)
{
    points.accesses[access].offered = true;
}

bool points_adopt(void)
{
    bool grew = points.grew;
    for (uint32_t i = 1; grew && i < points.count; i++)
        points.accesses[i].offered |= points.accesses[i].learnt;
    points.grew = false;
    return grew;
}

bool points_settle(void)
{
    bool grew = points.grew;
    for (uint32_t i = 1; grew && i < points.count; i++)
        points.accesses[i].learnt = points.accesses[i].offered;
    points.grew = false;
    return grew;
}

static void learn(uint32_t access)
{
    if (points.accesses[access].learnt)
        return;
    points.accesses[access].learnt = true;
    points.grew = true;
}

/* A thread; or, whomever it interrupts, a processor's interrupts of one kind. */
static uint32_t context(void)
{
    const struct ke_thread *thread = ke_current();
    for (const struct ke_activation *activation = thread->activation; activation; activation = activation->outer) {
        enum ke_routine kind = activation->call->kind;
        if (kind == KE_DPC || kind == KE_TIMER_DPC || kind == KE_IO_TIMER || kind == KE_ISR)
            return 0x80000000u | (uint32_t)kind << 8 | ke_cpu_number();
    }
    return thread->id;
}

static void remember(struct watch_word *word, uint32_t access)
{
    for (struct watch_site *site = word->sites; site; site = site->next)
        if (site->access == access)
            return;
    struct watch_site *site = sim_alloc(sizeof *site);
    *site = (struct watch_site){word->sites, access};
    word->sites = site;
}

static void note_word(struct watch_word *word, uint32_t who, bool write, uint32_t access)
{
    if (!word->context)
        word->context = who;
    word->many |= word->context != who;
    word->written |= write;
    if (!word->many || !word->written) {
        remember(word, access);
        return;
    }
    learn(access);
    for (struct watch_site *site = word->sites; site; site = site->next)
        learn(site->access);
}

/* A structure that is copied is looked at where it begins and where it ends. */
static uint32_t note(uintptr_t address, size_t size, bool write, uintptr_t site)
{
    uint32_t access = access_of(address, write, site), who = context();
    note_word(watch_word(address), who, write, access);
    if ((address ^ (address + size - 1)) >> 3)
        note_word(watch_word(address + size - 1), who, write, access);
    return access;
}

void points_note(uintptr_t address, size_t size, bool write, uintptr_t site)
{
    note(address, size, write, site);
}

/* --- in a run ------------------------------------------------------------------------------------------------------------------------------------------ */

struct points_state {
    struct map counts; /* context << 32 | access -> uint64_t: how often */
};

void points_boot(void)
{
    verify->points = sim_alloc(sizeof *verify->points);
}

/* Counted whether it is offered or not: what is offered differs between a search and a replay. */
static uint32_t count(uint32_t access)
{
    uint64_t key = (uint64_t)ke_current()->id << 32 | access, *times = map_get(&verify->points->counts, key);
    if (!times) {
        times = sim_alloc(sizeof *times);
        map_set(&verify->points->counts, key, times);
    }
    return (uint32_t)++*times;
}

void points_access(uintptr_t address, size_t size, bool write, uintptr_t site)
{
    uint32_t access = note(address, size, write, site), nth = count(access);
    if (points.accesses[access].offered)
        ke_access_point(access, nth);
}
