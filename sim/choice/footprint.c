#include "choice/footprint.h"

#include <string.h>

struct footprint *footprint_open;

/* What is touched again and again is one span. */
void footprint_add(uintptr_t start, size_t size, bool write)
{
    struct footprint *footprint = footprint_open;
    uintptr_t end = start + size;
    if (footprint->all)
        return;
    for (unsigned i = 0; i < footprint->used; i++) {
        struct footprint_span *span = &footprint->spans[i];
        if (start < span->start || end > span->end)
            continue;
        if (span->write >= write)
            return;
        if (start == span->start && end == span->end) {
            span->write = true;
            return;
        }
    }
    if (footprint->used == FOOTPRINT_SPANS)
        footprint->all = true;
    else
        footprint->spans[footprint->used++] = (struct footprint_span){start, end, write};
}

static bool overlap(const struct footprint_span *a, const struct footprint_span *b)
{
    return (a->write || b->write) && a->start < b->end && b->start < a->end;
}

bool footprint_conflict(const struct footprint *left, const struct footprint *right)
{
    if (left->all || right->all)
        return true;
    for (unsigned i = 0; i < left->used; i++)
        for (unsigned j = 0; j < right->used; j++)
            if (overlap(&left->spans[i], &right->spans[j]))
                return true;
    return false;
}

void footprint_copy(struct footprint *to, const struct footprint *from)
{
    to->all = from->all;
    to->used = from->used;
    memcpy(to->spans, from->spans, from->used * sizeof *from->spans);
}
