#include "mm/mdl.h"

#include "image/image.h"

#include <string.h>

#define MDL_TAG ((ULONG)'M' | (ULONG)'d' << 8 | (ULONG)'l' << 16 | (ULONG)' ' << 24)

void mm_mdl_boot(void)
{
    list_init(&mm->locks);
}

void mm_count_pages(struct map *map, const void *start, size_t size, int change)
{
    uint64_t last = mm_page((const uint8_t *)start + (size ? size - 1 : 0));
    for (uint64_t page = mm_page(start); page <= last; page++)
        map_set(map, page, (void *)((uintptr_t)map_get(map, page) + (uintptr_t)change));
}

struct mm_lock *mm_lock_of(const MDL *mdl)
{
    return map_get(&mm->lock_of, (uintptr_t)mdl);
}

/* --- the MDL itself ----------------------------------------------------------------------------------------- */

static size_t size_for(const void *address, ULONG length)
{
    return sizeof(MDL) + sizeof(PFN_NUMBER) * ADDRESS_AND_SIZE_TO_SPAN_PAGES(address, length);
}

PMDL mm_mdl_alloc(PVOID address, ULONG length)
{
    PMDL mdl = mm_object_alloc(size_for(address, length), MDL_TAG);
    MmInitializeMdl(mdl, address, length);
    return mdl;
}

PMDL mm_mdl_alloc_for_driver(PVOID address, ULONG length, uintptr_t site)
{
    PMDL mdl = mm_pool_alloc(NonPagedPool, size_for(address, length), MDL_TAG, true, site);
    if (mdl)
        MmInitializeMdl(mdl, address, length);
    return mdl;
}

void mm_mdl_set_pages(PMDL mdl, const void *memory)
{
    PPFN_NUMBER frames = MmGetMdlPfnArray(mdl);
    uint64_t first = mm_physical((const void *)((uintptr_t)memory & ~(uintptr_t)(PAGE_SIZE - 1))) >> PAGE_SHIFT;
    ULONG count = ADDRESS_AND_SIZE_TO_SPAN_PAGES(mdl->ByteOffset, mdl->ByteCount);
    for (ULONG i = 0; i < count; i++)
        frames[i] = (PFN_NUMBER)(first + i);
}

static noreturn void misused(ULONG_PTR code, const MDL *mdl, ULONG_PTR more, const char *sentence)
{
    struct ke_blame blame = {.object_kind = "MDL", .object = mdl, .sentence = sentence};
    const struct mm_lock *lock = mm_lock_of(mdl);
    if (lock) {
        blame.armed_by = lock->site;
        blame.armed_at = lock->at_100ns;
        blame.armed_context = lock->context;
    }
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, code, (ULONG_PTR)mdl, (ULONG_PTR)(USHORT)mdl->MdlFlags, more,
                      &blame);
}

static void lock_drop(struct mm_lock *lock)
{
    if (mm_lock_of(lock->mdl) == lock)
        map_set(&mm->lock_of, (uintptr_t)lock->mdl, NULL);
    list_remove(&lock->link);
    sim_free(lock, sizeof *lock);
}

/* A partial MDL's own record goes with it; locked pages stay locked although nobody knows the MDL any more. */
void mm_mdl_free(PMDL mdl)
{
    struct mm_lock *lock = mm_lock_of(mdl);
    if (lock && lock->mapped && !lock->partial)
        misused(0xB8, mdl, 0, "it is freed while its pages are mapped");
    if (lock && lock->partial) {
        if (lock->mapped)
            mm_mdl_unmap(mdl);
        lock_drop(lock);
    } else if (lock) {
        map_set(&mm->lock_of, (uintptr_t)mdl, NULL);
    }
    struct mm_block block;
    if (mm_block_at(mdl, &block) && block.image == 0)
        mm_object_free(mdl);
    else
        mm_pool_free(mdl, 0, ke_call_site());
}

/* --- locking ------------------------------------------------------------------------------------------------ */

static struct mm_lock *lock_new(PMDL mdl, struct ps_process *process, void *address)
{
    struct mm_lock *earlier = mm_lock_of(mdl);
    if (earlier && !earlier->partial)
        misused(0xB0, mdl, MDL_PAGES_LOCKED, "its pages are locked already");
    if (earlier)
        lock_drop(earlier);
    const struct image *image = ke_caller_image();
    struct mm_lock *lock = sim_alloc(sizeof *lock);
    *lock = (struct mm_lock){.mdl = mdl,
                             .process = process,
                             .address = address,
                             .length = mdl->ByteCount,
                             .site = ke_call_site(),
                             .at_100ns = ke_now(),
                             .context = ke_current()->id,
                             .image = image ? image->id : 0};
    list_append(&mm->locks, &lock->link);
    map_set(&mm->lock_of, (uintptr_t)mdl, lock);
    return lock;
}

/* Constants have no second mapping; a copy is as good, for they do not change. */
static bool find_system_address(struct mm_lock *lock, const struct mm_region *region)
{
    size_t offset = (size_t)((uint8_t *)lock->address - region->start);
    if (region->alias) {
        lock->system = (uint8_t *)region->alias + offset;
        return true;
    }
    size_t in_page = (uintptr_t)lock->address % PAGE_SIZE;
    lock->copy = mm_user_span_take(in_page + lock->length);
    if (!lock->copy)
        return false;
    memcpy(lock->copy + in_page, lock->address, lock->length);
    lock->system = lock->copy + in_page + ARENA_SEGMENT_SIZE * (ARENA_ALIAS - ARENA_USER);
    return true;
}

/* What is counted as locked: the arena pages for user memory, by their user address; the pages themselves for the rest.
 */
static NTSTATUS lock_user(PMDL mdl, void *address, LOCK_OPERATION operation, struct ps_process *process)
{
    const struct mm_region *region = mm_region_at(process, address, mdl->ByteCount);
    if (!region || (operation != IoReadAccess && !region->writable))
        return STATUS_ACCESS_VIOLATION;
    struct mm_lock *lock = lock_new(mdl, process, address);
    if (!find_system_address(lock, region)) {
        lock_drop(lock);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    mm_mdl_set_pages(mdl, lock->system);
    mdl->Process = (struct _EPROCESS *)process;
    return STATUS_SUCCESS;
}

static NTSTATUS lock_system(PMDL mdl, void *address)
{
    if (!mm_is_valid(address, mdl->ByteCount))
        return STATUS_ACCESS_VIOLATION;
    lock_new(mdl, NULL, address)->system = address;
    mm_mdl_set_pages(mdl, address);
    return STATUS_SUCCESS;
}

NTSTATUS mm_mdl_lock(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation, struct ps_process *process)
{
    if (mdl->MdlFlags & (MDL_PAGES_LOCKED | MDL_SOURCE_IS_NONPAGED_POOL | MDL_PARTIAL | MDL_IO_SPACE))
        misused(0xB0, mdl, (ULONG_PTR)mdl->MdlFlags,
                "its pages cannot be locked: it says that they are, or need not be");
    void *address = MmGetMdlVirtualAddress(mdl);
    bool user = mm_is_user_range(address);
    if (!user && mode != KernelMode)
        return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = user ? lock_user(mdl, address, operation, process) : lock_system(mdl, address);
    if (!NT_SUCCESS(status))
        return status;
    mm_count_pages(&mm->locked, address, mdl->ByteCount, 1);
    mdl->MdlFlags |= MDL_PAGES_LOCKED | (operation != IoReadAccess ? MDL_WRITE_OPERATION : 0);
    return STATUS_SUCCESS;
}

void mm_mdl_own_pages(PMDL mdl, void *pages)
{
    struct mm_lock *lock = lock_new(mdl, NULL, pages);
    lock->system = pages;
    lock->own = true;
    mm_mdl_set_pages(mdl, pages);
    mdl->MdlFlags |= MDL_PAGES_LOCKED;
}

/* A partial MDL's lock counts nothing; it dies with the MDL or with its next use. */
void mm_mdl_partial(PMDL source, PMDL target, PVOID address, ULONG length)
{
    struct mm_lock *from = mm_lock_of(source);
    struct mm_lock *old = mm_lock_of(target);
    if (old && old->partial)
        lock_drop(old);
    target->StartVa = PAGE_ALIGN(address);
    target->ByteOffset = BYTE_OFFSET(address);
    target->ByteCount = length;
    target->Process = source->Process;
    if (!from)
        return;
    struct mm_lock *lock = lock_new(target, from->process, address);
    lock->partial = true;
    lock->system = from->system + ((uint8_t *)address - (uint8_t *)from->address);
    mm_mdl_set_pages(target, lock->system);
}

void mm_mdl_unlock(PMDL mdl)
{
    struct mm_lock *lock = mm_lock_of(mdl);
    if (mdl->MdlFlags & MDL_SOURCE_IS_NONPAGED_POOL)
        misused(0x7D, mdl, 0, "its pages are nonpaged pool, which is never unlocked");
    if (mdl->MdlFlags & MDL_PARTIAL)
        misused(0xB4, mdl, MDL_PARTIAL,
                "it is a partial MDL: the pages are unlocked through the one that it was built from");
    if (!lock || !(mdl->MdlFlags & MDL_PAGES_LOCKED))
        misused(0x7C, mdl, 0, "its pages are not locked");
    if (lock->mapped)
        mm_mdl_unmap(mdl);
    if (!lock->own)
        mm_count_pages(&mm->locked, lock->address, lock->length, -1);
    if (lock->copy)
        mm_user_span_give(lock->copy, (uintptr_t)lock->address % PAGE_SIZE + lock->length);
    lock_drop(lock);
    mdl->MdlFlags &= (CSHORT) ~(MDL_PAGES_LOCKED | MDL_WRITE_OPERATION);
    mdl->Process = NULL;
}

/* --- mapping ------------------------------------------------------------------------------------------------ */

PVOID mm_mdl_map(PMDL mdl)
{
    if (mdl->MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL))
        return mdl->MappedSystemVa;
    struct mm_lock *lock = mm_lock_of(mdl);
    if (!lock)
        misused(0xB3, mdl, MDL_PAGES_LOCKED, "its pages are not locked and cannot be mapped");
    if (arena_of(lock->system) == ARENA_ALIAS)
        mm_count_pages(&mm->mapped, lock->system, lock->length, 1);
    lock->mapped = true;
    mdl->MappedSystemVa = lock->system;
    mdl->MdlFlags |= MDL_MAPPED_TO_SYSTEM_VA | (lock->partial ? MDL_PARTIAL_HAS_BEEN_MAPPED : 0);
    return mdl->MappedSystemVa;
}

void mm_mdl_unmap(PMDL mdl)
{
    struct mm_lock *lock = mm_lock_of(mdl);
    if (!lock || !lock->mapped)
        misused(0xB6, mdl, MDL_MAPPED_TO_SYSTEM_VA, "it is not mapped");
    if (arena_of(lock->system) == ARENA_ALIAS)
        mm_count_pages(&mm->mapped, lock->system, lock->length, -1);
    lock->mapped = false;
    mdl->MappedSystemVa = NULL;
    mdl->MdlFlags &= (CSHORT) ~(MDL_MAPPED_TO_SYSTEM_VA | MDL_PARTIAL_HAS_BEEN_MAPPED);
}

/* --- who holds what ----------------------------------------------------------------------------------------- */

size_t mm_locked_pages(const struct ps_process *process)
{
    size_t pages = 0;
    list_each(node, &mm->locks)
    {
        const struct mm_lock *lock = list_of(node, struct mm_lock, link);
        if (lock->process == process && !lock->partial)
            pages += ADDRESS_AND_SIZE_TO_SPAN_PAGES(lock->address, lock->length);
    }
    return pages;
}

struct list *mm_locks(void)
{
    return &mm->locks;
}
