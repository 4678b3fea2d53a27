/*
 * Memory as drivers see it: pools with tags, red zones and quarantine; user regions; MDLs; device memory. The hooks (mm/hook.c) check every driver access
 * against what is known here.
 */
#ifndef NTSIM_MM_H
#define NTSIM_MM_H

#include "arena/arena.h"
#include "ke/ke.h"

void mm_boot(void);

/* --- pools ----------------------------------------------------------------------------------------------------------------------------- */
/* NULL when there is none (or the search says that this allocation fails). Content is a fill pattern, or zero. 16-byte aligned; blocks of a page or more page aligned. */
void *mm_pool_alloc(POOL_TYPE type, SIZE_T size, ULONG tag, bool zero, uintptr_t site);
/* Checks red zones, double free, wrong address: bug check 0xC2 and the like. */
void mm_pool_free(void *block, ULONG tag, uintptr_t site);
/* Machine registers who looks into a driver's block before it goes: what is still in use there is a bug check. */
void mm_on_pool_free(void (*look)(const void *start, size_t size));
/* For the simulator's own driver-visible objects (DRIVER_OBJECT, DEVICE_OBJECT, IRP, FILE_OBJECT): nonpaged, zeroed, never failing, no accounting to a driver. */
void *mm_object_alloc(SIZE_T size, ULONG tag);
void mm_object_free(void *block);
/* It stays, and drivers may not touch it any more: the block is the system's alone (an IRP that was completed, by `site`). */
void mm_object_give_up(void *object, uintptr_t site);
/* A hash of where drivers wrote since the count was `*stores` (which is set to what it is now), other than on stacks, and of what stands there: the same when they
   wrote nothing, or the same to the same places. */
uint64_t mm_stores_since(uint32_t *stores);
struct mm_block { void *start; SIZE_T size; ULONG tag; POOL_TYPE type; uintptr_t allocated_by, freed_by; uint32_t image; uint64_t sequence; bool live; };
/* Whether the search may make allocations of drivers fail; off after boot. */
void mm_pool_may_fail(bool may_fail);
/* Asks the search: for routines that allocate otherwise on a driver's behalf. */
bool mm_pool_fails(void);
/* The block that holds the address, live or in quarantine. */
bool mm_block_at(const void *address, struct mm_block *block);
/* A stamp of the memory that holds the address: equal as long as it is the same block, image load, or call of a driver whose stack it is; 0 when it is not valid memory now. */
uint64_t mm_stamp(const void *address);
/* It will be asked for soon: a hint to the processor. Any address. */
void mm_stamp_fetch(const void *address);
/* Live pool blocks allocated by this image (leaks at unload): calls visit for each in order of allocation. */
void mm_pool_visit(uint32_t image, void (*visit)(void *context, const struct mm_block *block), void *context);

/* Every block, live or in quarantine, of the nonpaged or paged pool, by address: views. The system's objects are among them (image 0). */
void mm_pool_walk(bool paged, void (*visit)(void *context, const struct mm_block *block), void *context);

/* --- user memory -------------------------------------------------------------------------------------------------------------------------- */
struct mm_region { struct list link; struct ps_process *process; uint8_t *start; size_t size; bool writable, shared /* the pages are not its own */; void *alias; /* system address of the first byte */ const char *what; };
/* Fresh user memory for a process (rounded to pages); zeroed. */
struct mm_region *mm_user_alloc(struct ps_process *process, size_t size, const char *what);
/* The same for a stack: its owner says when it goes, and before and behind every snapshot, how much of it was used (from its end down to `low`, and a little more; nothing
 * when low is outside), and only that is cleared for the next, kept and brought back. */
struct mm_region *mm_user_alloc_stack(struct ps_process *process, size_t size, const char *what);
void mm_user_stack_used(const void *stack, size_t size, const void *low);
/*
 * Registers a module's writable data as user memory of the process: its pages are replaced by arena pages with the module's pristine content. Nobody may write
 * to the module's data before: the pages there may be an earlier process's.
 */
struct mm_region *mm_user_adopt(struct ps_process *process, void *start, size_t size);
/* Registers readable-only memory (code, constants of the module). */
struct mm_region *mm_user_constant(struct ps_process *process, void *start, size_t size);
/* Zeroed pages that several processes may see (sections), each by a view of its own; NULL: none are left. Given back when no view is left; those that an MDL still holds are
 * not used again. */
void *mm_shared_take(size_t size);
void mm_shared_give(void *start, size_t size);
struct mm_region *mm_user_view(struct ps_process *process, void *start, size_t size, bool writable);
void mm_user_free(struct mm_region *region);
void mm_user_release(struct ps_process *process); /* all of it, at process exit */
/* The region of the process that holds the whole range; NULL. */
struct mm_region *mm_region_at(struct ps_process *process, const void *start, size_t size);
/* Whether the address belongs to user range at all (any process, or NULL page and the gap below the arena). */
bool mm_is_user_range(const void *address);
/* Raises STATUS_ACCESS_VIOLATION / STATUS_DATATYPE_MISALIGNMENT as an exception in driver code. */
void mm_probe(const void *address, SIZE_T length, ULONG alignment, bool write);

/* Copies between the system and user memory of the current process: STATUS_ACCESS_VIOLATION when a region does not hold (or let write) the whole range. */
NTSTATUS mm_user_copy_in(void *to, const void *from, size_t size);
NTSTATUS mm_user_copy_out(void *to, const void *from, size_t size);
/* User memory's part of a snapshot, behind the arena's: its bytes; and the host's mappings of modules' data follow the machine's state again. */
struct mm_user_snapshot;
struct mm_user_snapshot *mm_user_snapshot_take(void);
void mm_user_snapshot_restore(const struct mm_user_snapshot *snapshot);
void mm_user_snapshot_free(struct mm_user_snapshot *snapshot);

/* Memory that a driver could touch now, in the current context, at PASSIVE_LEVEL. */
bool mm_is_valid(const void *address, size_t size);
/* 16 bytes, aligned, of a live block: whether a driver has written the first of them since. What the system writes there does not count, unless it says so. */
void mm_watch_write(void *address);
void mm_watch_written(const void *address);
bool mm_was_written(const void *address);

/* --- MDLs ----------------------------------------------------------------------------------------------------------------------------------- */
PMDL mm_mdl_alloc(PVOID address, ULONG length);
void mm_mdl_free(PMDL mdl);
/* STATUS_ACCESS_VIOLATION when the range is not the process's (or not writable for IoWriteAccess/IoModifyAccess). */
NTSTATUS mm_mdl_lock(PMDL mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation, struct ps_process *process);
void mm_mdl_unlock(PMDL mdl);
PVOID mm_mdl_map(PMDL mdl);
void mm_mdl_unmap(PMDL mdl);
/* Pages of the process that are still locked: 0xCB / 0x76 material. */
size_t mm_locked_pages(const struct ps_process *process);

/* Locked pages, oldest first: struct mm_lock.link. */
struct mm_lock {
    struct list link;
    PMDL mdl;                   /* may have been freed since */
    struct ps_process *process; /* whose user memory; NULL: system memory */
    void *address;
    size_t length;
    uint8_t *system; /* the address that a mapping has */
    uint8_t *copy;   /* pages that stand for constants; NULL */
    bool mapped, partial, own;
    uintptr_t site;  /* who locked them */
    uint64_t at_100ns;
    uint32_t context, image;
};
struct list *mm_locks(void);

/* --- physical addresses, device registers ----------------------------------------------------------------------------------------------------- */
uint64_t mm_physical(const void *address);
/* The memory at a physical address, for devices; NULL: none. */
void *mm_from_physical(uint64_t physical);

struct mm_device { struct list link; uint8_t *start; size_t size; uint64_t physical; uintptr_t site; uint32_t image; };
/* Address space for device registers; never accessible. NULL: there is none left. */
void *mm_device_reserve(uint64_t physical, size_t size);
struct mm_device *mm_device_at(const void *address);
bool mm_device_release(void *start); /* false: nothing starts there */
/* Mappings that drivers of this image made and did not undo (leaks at unload), in order of mapping. */
void mm_device_visit(uint32_t image, void (*visit)(void *context, const struct mm_device *device), void *context);
/* While a device model of a scenario module runs (dev): its accesses are the hardware's, and are not checked. Nests. */
void mm_model_enter(void);
void mm_model_leave(void);

/* --- what the hooks see (mm/hook.c) ------------------------------------------------------------------------------------------------------------- */
enum mm_access { MM_READ = 0, MM_WRITE = 1, MM_VOLATILE = 2, MM_ATOMIC = 4 };
/* Whether an address in one of the system's own blocks is a driver's to use as it likes (a device's extension); io registers it. */
void mm_on_lent(bool (*lent)(const void *address));
/* Called before each hooked access, and before it is checked: [moves], at level 2. NULL: nobody. */
extern void (*mm_observer)(uintptr_t address, size_t size, unsigned access, uintptr_t site);

/* For exported routines that touch a driver's memory in its name (Interlocked..., lists): the same checks. */
void mm_touch(const volatile void *address, size_t size, unsigned access, uintptr_t site);
/* For exported routines that a driver spins on: this one changed nothing. True: often enough in a row, and others may have moved since. [moves] */
bool mm_poll_failed(const volatile void *address);

#endif
