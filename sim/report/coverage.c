#include "report/coverage.h"

#include "host/host.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORDERS_KEPT 4096
#define ROOM_FIRST  64
#define DIGITS      16 /* of a key, printed */

/* --- a set ---------------------------------------------------------------------------------------------------------------------------------------------- */

/* Keys are hashes; their low bits may all be 0. */
static size_t slot_of(const struct coverage_keys *set, uint64_t key)
{
    size_t at = (size_t)(key >> 32) & (set->room - 1);
    while (set->keys[at] && set->keys[at] != key)
        at = (at + 1) & (set->room - 1);
    return at;
}

static void grow(struct coverage_keys *set)
{
    struct coverage_keys larger = {.used = set->used, .room = set->room ? set->room * 2 : ROOM_FIRST};
    larger.keys = host_take(larger.room, sizeof *larger.keys);
    for (size_t i = 0; i < set->room; i++)
        if (set->keys[i])
            larger.keys[slot_of(&larger, set->keys[i])] = set->keys[i];
    free(set->keys);
    *set = larger;
}

static bool has(const struct coverage_keys *set, uint64_t key)
{
    return set->room && set->keys[slot_of(set, key)] == key;
}

bool coverage_add(struct coverage *coverage, enum coverage_set which, uint64_t key)
{
    struct coverage_keys *set = &coverage->sets[which];
    if (set->used * 2 >= set->room)
        grow(set);
    size_t at = slot_of(set, key);
    if (set->keys[at] || !key)
        return false;
    set->keys[at] = key;
    set->used++;
    return true;
}

static void forget(struct coverage_keys *set)
{
    if (set->used)
        memset(set->keys, 0, set->room * sizeof *set->keys);
    set->used = 0;
}

void coverage_clear(struct coverage *coverage)
{
    for (int i = 0; i < COVERAGE_SETS; i++)
        forget(&coverage->sets[i]);
    coverage->runs = coverage->shift = 0;
}

void coverage_free(struct coverage *coverage)
{
    for (int i = 0; i < COVERAGE_SETS; i++)
        free(coverage->sets[i].keys);
    *coverage = (struct coverage){0};
}

/* --- orders ------------------------------------------------------------------------------------------------------------------------------------------------ */

static bool is_kept(const struct coverage *coverage, uint64_t order)
{
    return !(order & ((UINT64_C(1) << coverage->shift) - 1));
}

static void sift(struct coverage *coverage, enum coverage_set which)
{
    struct coverage_keys old = coverage->sets[which];
    coverage->sets[which] = (struct coverage_keys){0};
    for (size_t i = 0; i < old.room; i++)
        if (old.keys[i] && is_kept(coverage, old.keys[i]))
            coverage_add(coverage, which, old.keys[i]);
    free(old.keys);
}

static void thin_out(struct coverage *coverage, unsigned shift)
{
    coverage->shift = shift;
    sift(coverage, COVERAGE_ORDERS);
    sift(coverage, COVERAGE_ORDERS_AGAIN);
}

/* The shift is that of the union, whoever came first: it was never more than this in a part. */
static void add_order(struct coverage *coverage, uint64_t order)
{
    if (!is_kept(coverage, order))
        return;
    if (!coverage_add(coverage, COVERAGE_ORDERS, order))
        coverage_add(coverage, COVERAGE_ORDERS_AGAIN, order);
    while (coverage->sets[COVERAGE_ORDERS].used > ORDERS_KEPT && coverage->shift < 63)
        thin_out(coverage, coverage->shift + 1);
}

void coverage_add_run(struct coverage *coverage, uint64_t order)
{
    coverage->runs++;
    add_order(coverage, order ? order : UINT64_C(1) << 63);
}

static void merge_orders(struct coverage *coverage, const struct coverage *other)
{
    const struct coverage_keys *orders = &other->sets[COVERAGE_ORDERS], *again = &other->sets[COVERAGE_ORDERS_AGAIN];
    if (other->shift > coverage->shift)
        thin_out(coverage, other->shift);
    for (size_t i = 0; i < orders->room; i++)
        if (orders->keys[i])
            add_order(coverage, orders->keys[i]);
    for (size_t i = 0; i < again->room; i++)
        if (again->keys[i] && has(&coverage->sets[COVERAGE_ORDERS], again->keys[i]))
            coverage_add(coverage, COVERAGE_ORDERS_AGAIN, again->keys[i]);
}

void coverage_merge(struct coverage *coverage, const struct coverage *other)
{
    coverage->runs += other->runs;
    for (enum coverage_set which = 0; which < COVERAGE_ORDERS; which++)
        for (size_t i = 0; i < other->sets[which].room; i++)
            coverage_add(coverage, which, other->sets[which].keys[i]);
    merge_orders(coverage, other);
}

struct coverage_figures coverage_figures(const struct coverage *coverage)
{
    const struct coverage_keys *sets = coverage->sets;
    struct coverage_figures figures = {
        .sites = sets[COVERAGE_SITES].used, .preempted = sets[COVERAGE_PREEMPTED].used, .interrupts = sets[COVERAGE_INTERRUPTS].used, .taken = sets[COVERAGE_TAKEN].used,
        .pairs = sets[COVERAGE_PAIRS].used, .pairs_possible = sets[COVERAGE_PAIRS_POSSIBLE].used, .about = coverage->shift};
    figures.orders = (uint64_t)sets[COVERAGE_ORDERS].used << coverage->shift;
    figures.once = (uint64_t)(sets[COVERAGE_ORDERS].used - sets[COVERAGE_ORDERS_AGAIN].used) << coverage->shift;
    figures.unseen = coverage->runs ? (double)figures.once / (double)coverage->runs : 1;
    if (figures.unseen > 1) /* scaled, it may be */
        figures.unseen = 1;
    return figures;
}

/* --- sent ---------------------------------------------------------------------------------------------------------------------------------------------------- */

struct head {
    uint64_t runs, shift, used[COVERAGE_SETS];
};

size_t coverage_flat_size(const struct coverage *coverage)
{
    size_t keys = 0;
    for (int i = 0; i < COVERAGE_SETS; i++)
        keys += coverage->sets[i].used;
    return sizeof(struct head) + keys * sizeof(uint64_t);
}

void coverage_flatten(const struct coverage *coverage, void *flat)
{
    struct head head = {.runs = coverage->runs, .shift = coverage->shift};
    char *to = (char *)flat + sizeof head;
    for (int which = 0; which < COVERAGE_SETS; which++) {
        const struct coverage_keys *set = &coverage->sets[which];
        head.used[which] = set->used;
        for (size_t i = 0; i < set->room; i++) {
            if (!set->keys[i])
                continue;
            memcpy(to, &set->keys[i], sizeof *set->keys);
            to += sizeof *set->keys;
        }
    }
    memcpy(flat, &head, sizeof head);
}

bool coverage_merge_flat(struct coverage *coverage, const void *flat, size_t size)
{
    struct head head;
    struct coverage other = {0};
    const char *from = (const char *)flat + sizeof head;
    if (size < sizeof head)
        return false;
    memcpy(&head, flat, sizeof head);
    size_t left = (size - sizeof head) / sizeof(uint64_t);
    bool good = head.shift < 64;
    for (enum coverage_set which = 0; good && which < COVERAGE_SETS; which++) {
        if (!(good = head.used[which] <= left))
            break;
        left -= head.used[which];
        for (uint64_t i = 0, key; i < head.used[which]; i++, from += sizeof key) {
            memcpy(&key, from, sizeof key);
            coverage_add(&other, which, key);
        }
    }
    other.runs = head.runs;
    other.shift = (unsigned)head.shift;
    if (good)
        coverage_merge(coverage, &other);
    coverage_free(&other);
    return good;
}

/* --- printed -------------------------------------------------------------------------------------------------------------------------------------------------- */

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

char *coverage_print(const struct coverage *coverage, enum coverage_set which)
{
    const struct coverage_keys *set = &coverage->sets[which];
    uint64_t *sorted = host_take(set->used + 1, sizeof *sorted);
    char *text = host_take(set->used * DIGITS + 1, 1);
    for (size_t i = 0, used = 0; i < set->room; i++)
        if (set->keys[i])
            sorted[used++] = set->keys[i];
    qsort(sorted, set->used, sizeof *sorted, compare);
    for (size_t i = 0; i < set->used; i++)
        snprintf(text + i * DIGITS, DIGITS + 1, "%016" PRIx64, sorted[i]);
    free(sorted);
    return text;
}

bool coverage_parse(struct coverage *coverage, enum coverage_set which, const char *text)
{
    size_t length = text ? strlen(text) : 1;
    if (length % DIGITS || strspn(text, "0123456789abcdef") != length)
        return false;
    for (; *text; text += DIGITS) {
        char digits[DIGITS + 1] = {0};
        memcpy(digits, text, DIGITS);
        coverage_add(coverage, which, strtoull(digits, NULL, 16));
    }
    return true;
}
