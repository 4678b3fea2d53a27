/*
 * qsort (a heap sort: in place, no recursion, no worst case) and bsearch. Elements that compare equal end in no
 * particular order, as in Microsoft's.
 */
#include <stdlib.h>

#include "crt.h"

struct array {
    unsigned char *base;
    size_t size; /* of an element */
    int (*compare)(const void *first, const void *second);
};

static void swap(const struct array *array, size_t i, size_t j)
{
    unsigned char *a = array->base + i * array->size, *b = array->base + j * array->size;
    for (size_t k = 0; k < array->size; k++) {
        unsigned char byte = a[k];
        a[k] = b[k];
        b[k] = byte;
    }
}

static bool less(const struct array *array, size_t i, size_t j)
{
    return array->compare(array->base + i * array->size, array->base + j * array->size) < 0;
}

static void sift_down(const struct array *array, size_t root, size_t count)
{
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && less(array, child, child + 1))
            child++;
        if (!less(array, root, child))
            return;
        swap(array, root, child);
    }
}

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *first, const void *second))
{
    struct array array = {base, size, compare};

    crt_reads(base, count * size);
    crt_writes(base, count * size);
    for (size_t root = count / 2; root-- > 0;)
        sift_down(&array, root, count);
    for (size_t last = count; last-- > 1;) {
        swap(&array, 0, last);
        sift_down(&array, 0, last);
    }
}

void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *key, const void *element))
{
    const unsigned char *first = base;

    while (count > 0) {
        const unsigned char *middle = first + count / 2 * size;
        int order = compare(key, middle);
        if (order == 0)
            return (void *)middle;
        if (order > 0) {
            first = middle + size;
            count -= count / 2 + 1;
        } else {
            count /= 2;
        }
    }
    return NULL;
}
