/*
 * Object ids: the kind in the top byte, a number in order of creation below. Addresses never show.
 */
#include "choice/footprint.h"
#include "ke/state.h"

uint32_t ke_label_new(const void *object, enum ke_label kind)
{
    footprint_all(); /* ids go by the order of creation, and places of choices are known by them */
    uint32_t id = (uint32_t)kind << 24 | ++ke->label_count[kind];
    map_set(&ke->labels, (uintptr_t)object, (void *)(uintptr_t)id);
    return id;
}

uint32_t ke_label_find(const void *object)
{
    return (uint32_t)(uintptr_t)map_get(&ke->labels, (uintptr_t)object);
}

uint32_t ke_label_of(const void *object, enum ke_label kind)
{
    uint32_t id = ke_label_find(object);
    return id ? id : ke_label_new(object, kind);
}

void ke_label_drop(const void *object)
{
    map_set(&ke->labels, (uintptr_t)object, NULL);
}
