/*
 * The hooks' observer: which accesses count, and who hears of them. Drivers' only: an application's own code, device models and the simulator touch memory that is
 * not looked at here.
 */
#include "verify/verify.h"

#include "verify/clocks.h"
#include "verify/watch.h"

#include "arena/arena.h"
#include "image/image.h"
#include "ke/sync.h"

struct verify_state *verify;

struct watch_word *watch_word(uintptr_t address)
{
    struct watch_word *word = map_get(&verify->words, address >> 3);
    if (word)
        return word;
    word = sim_alloc(sizeof *word);
    word->address = address & ~(uintptr_t)7;
    word->next = verify->all;
    verify->all = word;
    verify->word_count++;
    map_set(&verify->words, address >> 3, word);
    return word;
}

/* The word stays in the table: an address that was used once is used again. */
static void forget(struct watch_word *word)
{
    for (struct watch_site *site = word->sites, *next; site; site = next) {
        next = site->next;
        sim_free(site, sizeof *site);
    }
    word->sites = NULL;
    word->context = 0;
    word->many = word->written = false;
    word->used = 0;
}

void watch_fresh(const void *start, size_t size)
{
    uintptr_t first = (uintptr_t)start, end = first + size;
    if (size / 8 > verify->word_count) {
        for (struct watch_word *word = verify->all; word; word = word->next)
            if (word->address >= first && word->address < end)
                forget(word);
        return;
    }
    for (uintptr_t address = first; address < end; address += 8) {
        struct watch_word *word = map_get(&verify->words, address >> 3);
        if (word)
            forget(word);
    }
}

bool watch_is_shared_memory(uintptr_t address, const struct image *image)
{
    enum arena_segment segment = arena_of((const void *)address);
    return segment == ARENA_NONPAGED || segment == ARENA_PAGED || address - image->file->start < image->file->end - image->file->start;
}

/* The driver whose code at `site` runs; NULL: it is none. */
static const struct image *driver_at(uintptr_t site)
{
    const struct ke_activation *activation = ke_current()->activation;
    const struct image *image = activation ? activation->image : NULL;
    return image && site - image->file->start < image->file->end - image->file->start ? image : NULL;
}

static void on_access(uintptr_t address, size_t size, unsigned access, uintptr_t site)
{
    const struct image *image = driver_at(site);
    if (!image || !watch_is_shared_memory(address, image))
        return;
    if (verify->level > 1)
        points_access(address, size, access & MM_WRITE, site);
    if (verify->races)
        race_access(address, size, access & MM_WRITE, access & (MM_ATOMIC | MM_VOLATILE), site);
}

/* An exported operation: a scheduling point before it was offered already. */
static void on_atomic(const volatile void *where, size_t size, uintptr_t site)
{
    uintptr_t address = (uintptr_t)where;
    const struct image *image = driver_at(site);
    if (!image || !watch_is_shared_memory(address, image))
        return;
    if (verify->level > 1)
        points_note(address, size, true, site);
    if (verify->races)
        race_access(address, size, true, true, site);
}

static const struct ke_sync table = {clocks_acquire, clocks_release, clocks_begin, clocks_end, clocks_raised, clocks_lowered, on_atomic, watch_fresh};

void verify_off(void)
{
    mm_observer = NULL;
    ke_on_sync(NULL);
}

void verify_boot(const struct verify_settings *settings)
{
    verify_off();
    if (!settings->races && settings->level < 2)
        return;
    verify = sim_alloc(sizeof *verify);
    verify->races = settings->races;
    verify->level = settings->level;
    clocks_boot();
    points_boot();
    mm_observer = on_access;
    ke_on_sync(&table);
}
