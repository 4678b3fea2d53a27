/*
 * Pageable code of drivers. Nothing is ever paged out here; what counts is whether it might be, which the hooks ask at
 * every function entry at DISPATCH_LEVEL. Locking is by image, not by section: whoever locks one section is trusted
 * with the others.
 */
#include "mm/state.h"

#include "image/image.h"

bool mm_code_pageable(uintptr_t code, bool in_page_section)
{
    const struct image *image = image_at(code);
    if (!image || map_get(&mm->code_locked, image->id))
        return false;
    return in_page_section || map_get(&mm->code_paged, image->id);
}

static struct image *image_of(const void *address)
{
    struct image *image = image_at((uintptr_t)address);
    struct ke_blame blame = {.sentence = "the address is in no loaded driver"};
    if (!image)
        ke_bugcheck_blame(MEMORY_MANAGEMENT, 0x1234, (ULONG_PTR)address, 0, 0, &blame);
    return image;
}

/* The handle of an image's pageable sections: where the image starts. */
static void *handle_of(const struct image *image)
{
    return (void *)image->file->start;
}

static void change(uint32_t image, int by)
{
    map_set(&mm->code_locked, image, (void *)((uintptr_t)map_get(&mm->code_locked, image) + (uintptr_t)by));
}

/* WDK: MmLockPagableDataSection; MmLockPagableCodeSection is the same. */
PVOID MmLockPagableDataSection(PVOID AddressWithinSection)
{
    ddi_enter(MmLockPagableDataSection, NULL);
    struct image *image = image_of(AddressWithinSection);
    change(image->id, 1);
    return handle_of(image);
}

/* WDK: MmLockPagableSectionByHandle. */
VOID MmLockPagableSectionByHandle(PVOID ImageSectionHandle)
{
    ddi_enter(MmLockPagableSectionByHandle, NULL);
    change(image_of(ImageSectionHandle)->id, 1);
}

/* WDK: MmUnlockPagableImageSection. */
VOID MmUnlockPagableImageSection(PVOID ImageSectionHandle)
{
    ddi_enter(MmUnlockPagableImageSection, NULL);
    uint32_t image = image_of(ImageSectionHandle)->id;
    struct ke_blame blame = {.sentence = "the section is not locked"};
    if (!map_get(&mm->code_locked, image))
        ke_bugcheck_blame(MEMORY_MANAGEMENT, 0x1010, (ULONG_PTR)ImageSectionHandle, 0, 0, &blame);
    change(image, -1);
}

/* WDK: MmPageEntireDriver. */
PVOID MmPageEntireDriver(PVOID AddressWithinSection)
{
    ddi_enter(MmPageEntireDriver, NULL);
    struct image *image = image_of(AddressWithinSection);
    map_set(&mm->code_paged, image->id, image);
    return handle_of(image);
}

/* WDK: MmResetDriverPaging. */
VOID MmResetDriverPaging(PVOID AddressWithinSection)
{
    ddi_enter(MmResetDriverPaging, NULL);
    map_set(&mm->code_paged, image_of(AddressWithinSection)->id, NULL);
}
