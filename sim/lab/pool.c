/*
 * !pool and !poolused.
 */
#include "lab/look.h"

#include "mm/mm.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

static const char *tag_text(ULONG tag, char text[5])
{
    for (int i = 0; i < 4; i++) {
        char c = (char)(tag >> 8 * i & 0x7F);
        text[i] = c >= 0x20 && c < 0x7F ? c : '.';
    }
    text[4] = 0;
    return text;
}

static const char *owner_of(const struct mm_block *block)
{
    const struct image *image = block->image ? image_by_id(block->image) : NULL;
    return image ? image->file->name : block->image ? "a driver that is gone" : "nt (the system)";
}

/* --- !pool --------------------------------------------------------------------------------------------------------------------------------- */

struct page_print {
    struct lab_call *call;
    uintptr_t asked;
    SIZE_T previous;
    unsigned shown;
    bool hit;
};

static bool holds(const struct mm_block *block, uintptr_t address)
{
    return address - (uintptr_t)block->start < (block->size ? block->size : 1);
}

static void print_block(void *context, const struct mm_block *block)
{
    struct page_print *print = context;
    uintptr_t page = print->asked & ~(uintptr_t)(PAGE_SIZE - 1), start = (uintptr_t)block->start;
    bool hit = holds(block, print->asked);
    char tag[5];
    if (!hit && (start + block->size <= page || start >= page + PAGE_SIZE))
        return;
    lab_print(print->call, "%c%s size: %5llx previous size: %5llx  (%s)  %s  Owner: %s\n", hit ? '*' : ' ', lab_at(block->start), (unsigned long long)block->size,
              (unsigned long long)print->previous, block->live ? "Allocated" : "Free", tag_text(block->tag, tag), owner_of(block));
    if (hit && block->allocated_by)
        lab_print(print->call, "     allocated by %s\n", lab_site(block->allocated_by));
    if (hit && !block->live && block->freed_by)
        lab_print(print->call, "     freed by %s\n", lab_site(block->freed_by));
    print->previous = block->size;
    print->hit |= hit;
    print->shown++;
}

void lab_pool(struct lab_call *call)
{
    const void *address = lab_address(call, lab_word(call, 0));
    struct page_print print = {.call = call, .asked = (uintptr_t)address};
    if (!address)
        return;
    enum arena_segment segment = arena_of(address);
    if (segment != ARENA_NONPAGED && segment != ARENA_PAGED) {
        lab_fail(call, "%s is in no pool", lab_word(call, 0));
        return;
    }
    lab_print(call, "Pool page %s region is %s pool\n", lab_at(address), segment == ARENA_PAGED ? "Paged" : "Nonpaged");
    mm_pool_walk(segment == ARENA_PAGED, print_block, &print);
    if (!print.hit)
        lab_print(call, "The address is in no block.\n");
}

/* --- !poolused ----------------------------------------------------------------------------------------------------------------------------- */

struct tag_row {
    ULONG tag;
    uint32_t image;
    SIZE_T count[2], bytes[2]; /* nonpaged, paged */
};

struct tag_table { /* the host's */
    struct tag_row *rows;
    size_t used, room;
    unsigned paged;
};

static struct tag_row *row_for(struct tag_table *table, const struct mm_block *block)
{
    for (size_t i = 0; i < table->used; i++)
        if (table->rows[i].tag == block->tag && table->rows[i].image == block->image)
            return &table->rows[i];
    if (table->used == table->room) {
        table->room = table->room ? 2 * table->room : 64;
        table->rows = host_resize(table->rows, table->room * sizeof *table->rows);
    }
    table->rows[table->used] = (struct tag_row){.tag = block->tag, .image = block->image};
    return &table->rows[table->used++];
}

static void count_block(void *context, const struct mm_block *block)
{
    struct tag_table *table = context;
    if (!block->live)
        return;
    struct tag_row *row = row_for(table, block);
    row->count[table->paged]++;
    row->bytes[table->paged] += block->size;
}

/* Most bytes first; equal ones by tag, so that the order is the same in every run. */
static int by_bytes(const void *left, const void *right)
{
    const struct tag_row *a = left, *b = right;
    SIZE_T of_a = a->bytes[0] + a->bytes[1], of_b = b->bytes[0] + b->bytes[1];
    if (of_a != of_b)
        return of_a > of_b ? -1 : 1;
    if (a->tag != b->tag)
        return a->tag < b->tag ? -1 : 1;
    return a->image < b->image ? -1 : a->image > b->image;
}

static void print_table(struct lab_call *call, const struct tag_table *table, const char *wanted)
{
    struct tag_row total = {0};
    char tag[5];
    lab_print(call, "Sorting by bytes\n\n%-5s %10s %12s %10s %12s  %s\n", "Tag", "NonPaged", "Used", "Paged", "Used", "Owner");
    for (size_t i = 0; i < table->used; i++) {
        const struct tag_row *row = &table->rows[i];
        if (wanted && strncmp(tag_text(row->tag, tag), wanted, strlen(wanted)) != 0)
            continue;
        lab_print(call, "%-5s %10llu %12llu %10llu %12llu  %s\n", tag_text(row->tag, tag), (unsigned long long)row->count[0], (unsigned long long)row->bytes[0],
                  (unsigned long long)row->count[1], (unsigned long long)row->bytes[1], owner_of(&(struct mm_block){.image = row->image}));
        for (int k = 0; k < 2; k++) {
            total.count[k] += row->count[k];
            total.bytes[k] += row->bytes[k];
        }
    }
    lab_print(call, "%-5s %10llu %12llu %10llu %12llu\n", "TOTAL", (unsigned long long)total.count[0], (unsigned long long)total.bytes[0], (unsigned long long)total.count[1],
              (unsigned long long)total.bytes[1]);
}

void lab_poolused(struct lab_call *call)
{
    struct tag_table table = {0};
    mm_pool_walk(false, count_block, &table);
    table.paged = 1;
    mm_pool_walk(true, count_block, &table);
    if (table.used)
        qsort(table.rows, table.used, sizeof *table.rows, by_bytes);
    print_table(call, &table, lab_word(call, 0));
    free(table.rows);
}
