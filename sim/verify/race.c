/*
 * Data races: two contexts touch the same bytes, one of them writes, and nothing orders them (search.md 9). Whether the one came right behind the other does not matter.
 *
 * For each word the last few accesses are kept, as ThreadSanitizer does: an access that came before a new one, and is no wider, gives its place to it.
 *
 * Interlocked operations and accesses to volatile objects order each other (on x64 Windows' compiler gives volatile acquire and release semantics) and are atomic. An
 * aligned load is atomic on NT, so that a plain load beside them is none of our business; a plain store beside an interlocked operation is: it may undo it.
 */
#include "verify/race.h"

#include "verify/clocks.h"

#include "ke/sync.h"

static bool conflict(const struct watch_access *a, const struct watch_access *b)
{
    if (!(a->mask & b->mask) || a->strand == b->strand || !(a->write || b->write))
        return false;
    if (a->atomic && b->atomic)
        return false;
    return !(a->atomic && !b->write) && !(b->atomic && !a->write);
}

static bool came_before(const struct watch_access *access, const struct strand *strand)
{
    return access->strand == strand->number || strand->knows[access->strand] >= access->clock;
}

/* Everything that it says of races, the newer one says too. */
static bool is_covered(const struct watch_access *old, const struct watch_access *now, const struct strand *strand)
{
    return (old->mask & ~now->mask) == 0 && (now->write || !old->write) && old->atomic >= now->atomic && came_before(old, strand);
}

static void keep(struct watch_word *word, const struct watch_access *now, const struct strand *strand)
{
    for (unsigned i = 0; i < word->used; i++)
        if (is_covered(&word->accesses[i], now, strand)) {
            word->accesses[i] = *now;
            return;
        }
    if (word->used == WATCH_ACCESSES) { /* the oldest is forgotten */
        for (unsigned i = 1; i < WATCH_ACCESSES; i++)
            word->accesses[i - 1] = word->accesses[i];
        word->used--;
    }
    word->accesses[word->used++] = *now;
}

static void touch(uintptr_t address, struct watch_access *now, const struct strand *strand)
{
    struct watch_word *word = watch_word(address);
    for (unsigned i = 0; i < word->used; i++) {
        const struct watch_access *old = &word->accesses[i];
        if (conflict(old, now) && !came_before(old, strand))
            race_report(address, old, now);
    }
    keep(word, now, strand);
}

static enum ke_routine kind_of(const struct ke_thread *thread)
{
    return thread->activation ? thread->activation->call->kind : KE_ROUTINE_KINDS;
}

static struct watch_access describe(const struct strand *strand, bool write, bool atomic, uintptr_t site)
{
    const struct ke_thread *thread = ke_current();
    struct watch_access now = {.site = site, .clock = strand->knows[strand->number], .strand = strand->number, .write = write, .atomic = atomic,
                               .cpu = (uint8_t)ke_cpu_number(), .irql = ke_irql(), .kind = (uint8_t)kind_of(thread), .context = thread->id};
    now.lock_count = (uint8_t)ke_locks_held(now.locks, WATCH_LOCKS);
    return now;
}

/* The bytes of the word at `address` that lie in the range. */
static uint8_t mask_of(uintptr_t word, uintptr_t start, uintptr_t end)
{
    unsigned first = start > word ? (unsigned)(start - word) : 0, last = end < word + 8 ? (unsigned)(end - word) : 8;
    return (uint8_t)((0xFFu << first) & (0xFFu >> (8 - last)));
}

void race_access(uintptr_t address, size_t size, bool write, bool atomic, uintptr_t site)
{
    struct strand *strand = clocks_strand();
    if (!clocks_count(strand))
        return;
    struct watch_access now = describe(strand, write, atomic, site);
    for (uintptr_t word = address & ~(uintptr_t)7; word < address + size; word += 8) {
        now.mask = mask_of(word, address, address + size);
        touch(word > address ? word : address, &now, strand);
    }
    if (!atomic)
        return;
    clocks_acquire(ke_current(), (const void *)address);
    if (write)
        clocks_release((const void *)address);
}
