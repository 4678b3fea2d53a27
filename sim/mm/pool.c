/*
 * The pools: allocating and freeing with everything that can be wrong about it.
 */
#include "mm/pool_block.h"

#include "choice/choice.h"
#include "choice/footprint.h"
#include "image/image.h"
#include "mm/shadow.h"
#include "ke/sync.h"

#include <string.h>

#define POOL_SIZE_MAX ((SIZE_T)1 << 30) /* more than NT would ever give to one caller */

static void *make_live(struct pool_block *block, POOL_TYPE type, SIZE_T size, ULONG tag, bool zero)
{
    void *data = block_data(block);
    size_t room = pool_class_room(block->class);
    block->size = size;
    block->sequence = ++mm->sequence;
    block->allocated_at = ke_now();
    block->tag = tag;
    block->type = (uint16_t)type;
    block->state = POOL_LIVE;
    block->canary = POOL_CANARY;
    memset((uint8_t *)data + size / SHADOW_GRANULE * SHADOW_GRANULE, POOL_FILL_TAIL, SHADOW_GRANULE); /* the rest of the last granule stays so */
    memset(data, zero ? 0 : POOL_FILL_FRESH, size);
    shadow_live(data, size, room);
    ke_sync_fresh(data, room);
    return data;
}

/* Cache-aligned blocks are given a page: rare, and a page is aligned enough. */
static unsigned class_for(POOL_TYPE type, SIZE_T size)
{
    bool aligned = type & 4;
    return pool_class_of(aligned && size < PAGE_SIZE ? PAGE_SIZE : size);
}

static void check_request(POOL_TYPE type, SIZE_T size, ULONG tag, uintptr_t site)
{
    KIRQL irql = ke_irql();
    struct ke_blame blame = {.pc = site};
    if (irql > (pool_is_paged(type) ? APC_LEVEL : DISPATCH_LEVEL)) {
        blame.sentence = pool_is_paged(type) ? "paged pool is allocated at IRQL <= APC_LEVEL only"
                                             : "pool is allocated at IRQL <= DISPATCH_LEVEL only";
        ke_bugcheck_blame(BAD_POOL_CALLER, 0x08, irql, type, size, &blame);
    }
    if (type & NonPagedPoolMustSucceed) {
        blame.sentence = "must-succeed pool is not supported any more";
        ke_bugcheck_blame(BAD_POOL_CALLER, 0x9A, type, size, tag, &blame);
    }
    if (tag == 0) {
        blame.sentence = "a pool tag must not be 0";
        ke_bugcheck_blame(BAD_POOL_CALLER, 0x9B, type, size, site, &blame);
    }
}

void mm_pool_may_fail(bool may_fail)
{
    mm->may_fail = may_fail;
}

bool mm_pool_fails(void)
{
    if (!mm->may_fail || !choice_open())
        return false;
    const struct ke_thread *self = ke_current();
    struct choice_place place = {
        .kind = CHOICE_ALLOCATION, .context = self->id, .routine = (uint16_t)(self->gate ? self->gate->id : DDI_NONE)};
    static const struct choice_option options[] = {{MOVE_STAY, 0}, {MOVE_FAIL, 0}};
    if (choose(&place, options, 2) == 0)
        return false;
    emit(EV_FAIL_ALLOC, 0, 0, 0);
    return true;
}

void *mm_pool_alloc(POOL_TYPE type, SIZE_T size, ULONG tag, bool zero, uintptr_t site)
{
    check_request(type, size, tag, site);
    if (size > POOL_SIZE_MAX || mm_pool_fails())
        return NULL;
    struct pool_block *block = pool_block_take(type, class_for(type, size));
    if (!block)
        return NULL;
    const struct image *image = image_at(site);
    if (!image)
        image = ke_caller_image();
    block->allocated_by = site;
    block->image = image ? image->id : 0;
    void *data = make_live(block, type, size, tag, zero);
    emit_at(EV_POOL_ALLOC, pool_block_id(block), size, (uintptr_t)data, site);
    return data;
}

/* Which block comes back first is seen by who allocates: frees keep their order. */
static void retire(struct pool_block *block, uintptr_t site)
{
    footprint_write(block_data(block), pool_class_room(block->class));
    footprint_write(&mm->quarantine, 1);
    block->freed_by = site;
    block->freed_at = ke_now();
    block->freed_context = ke_current()->id;
    shadow_set(block_data(block), block->size ? block->size : 1, SHADOW_FREED);
    memset(block_data(block), POOL_FILL_FREED, block->size);
    quarantine_put(block);
}

static noreturn void free_of_no_block(void *address, uintptr_t site)
{
    struct ke_blame blame = {.pc = site, .sentence = "what is freed is not the start of a pool block"};
    struct pool_block *block = pool_block_at(address);
    if (block) {
        const char *sentence = blame.sentence;
        blame = pool_blame(block, address, site);
        if (block_data(block) == address)
            blame.sentence = sentence;
        ke_bugcheck_blame(BAD_POOL_CALLER, 0x46, (ULONG_PTR)address, 0, 0, &blame);
    }
    if (mm_is_user_range(address))
        ke_bugcheck_blame(BAD_POOL_CALLER, 0x40, (ULONG_PTR)address, (ULONG_PTR)arena_base, 0, &blame);
    ke_bugcheck_blame(BAD_POOL_CALLER, 0x42, (ULONG_PTR)address, 0, 0, &blame);
}

static void check_red_zones(struct pool_block *block, uintptr_t site)
{
    const void *damage = pool_block_damage(block);
    if (!damage)
        return;
    struct ke_blame blame = pool_blame(block, damage, site);
    void *data = block_data(block);
    if (damage < data)
        ke_bugcheck_blame(DRIVER_CORRUPTED_EXPOOL, (ULONG_PTR)damage, ke_irql(), 1, site, &blame);
    ke_bugcheck_blame(BAD_POOL_HEADER, 0x21, (ULONG_PTR)data, block->size, *(const uint8_t *)damage, &blame);
}

/* The live block that starts at the address; a bug check when there is none. */
static struct pool_block *block_to_free(void *address, uintptr_t site)
{
    struct pool_block *block = pool_block_at(address);
    if (!block || block_data(block) != address)
        free_of_no_block(address, site);
    if (block->state == POOL_LIVE)
        return block;
    struct ke_blame blame = pool_blame(block, address, site);
    ke_bugcheck_blame(BAD_POOL_CALLER, 0x07, 0, block->tag, (ULONG_PTR)address, &blame);
}

#define TAG(a, b, c, d) ((ULONG)(a) | (ULONG)(b) << 8 | (ULONG)(c) << 16 | (ULONG)(d) << 24)

/* The system's objects are not the driver's to free; and a tag, when given, must be the one of the allocation. */
static void check_owner(struct pool_block *block, ULONG tag, uintptr_t site)
{
    void *data = block_data(block);
    struct ke_blame blame = pool_blame(block, data, site);
    if (block->image == 0 && block->allocated_by == 0) {
        blame.sentence = "it belongs to the system and has a routine of its own to free it";
        if (block->tag == TAG('I', 'r', 'p', ' '))
            ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x105, (ULONG_PTR)data, 0, 0, &blame);
        ke_bugcheck_blame(BAD_POOL_CALLER, 0x46, (ULONG_PTR)data, 0, 0, &blame);
    }
    if (tag && tag != block->tag) {
        blame.sentence = "it was allocated with another tag";
        ke_bugcheck_blame(BAD_POOL_CALLER, 0x0A, (ULONG_PTR)data, block->tag, tag, &blame);
    }
}

static bool owner_differs(const struct pool_block *block, ULONG tag)
{
    return (block->image == 0 && block->allocated_by == 0) || (tag && tag != block->tag);
}

static void (*look_into)(const void *start, size_t size);

void mm_on_pool_free(void (*look)(const void *start, size_t size))
{
    look_into = look;
}

void mm_pool_free(void *address, ULONG tag, uintptr_t site)
{
    struct pool_block *block = block_to_free(address, site);
    KIRQL irql = ke_irql();
    if (irql > (pool_is_paged((POOL_TYPE)block->type) ? APC_LEVEL : DISPATCH_LEVEL)) {
        struct ke_blame blame = pool_blame(block, address, site);
        ke_bugcheck_blame(BAD_POOL_CALLER, 0x09, irql, block->type, (ULONG_PTR)address, &blame);
    }
    if (owner_differs(block, tag))
        check_owner(block, tag, site);
    check_red_zones(block, site);
    if (look_into && block->size >= sizeof(WORK_QUEUE_ITEM))
        look_into(address, block->size);
    emit_at(EV_POOL_FREE, pool_block_id(block), 0, (uintptr_t)address,
            site); /* before the content goes: rules look into it */
    retire(block, site);
}

void *mm_object_alloc(SIZE_T size, ULONG tag)
{
    struct pool_block *block = pool_block_take(NonPagedPool, pool_class_of(size));
    sim_assert(block != NULL);
    block->allocated_by = 0;
    block->image = 0;
    return make_live(block, NonPagedPool, size, tag, true);
}

/* The pointer stood where drivers can write: in an IRP, a file object... */
static noreturn void not_ours_to_free(const void *object)
{
    struct ke_blame blame = {.object_kind = "address", .object = object, .sentence = "the system frees what a pointer in one of its objects says, and that was overwritten"};
    ke_bugcheck_blame(BAD_POOL_CALLER, 0x46, (ULONG_PTR)object, 0, 0, &blame);
}

void mm_object_give_up(void *object, uintptr_t site)
{
    struct pool_block *block = pool_block_at(object);
    if (!block || block_data(block) != object || block->state != POOL_LIVE)
        not_ours_to_free(object);
    block->freed_by = site;
    block->freed_at = ke_now();
    block->freed_context = ke_current()->id;
    shadow_set(object, block->size, SHADOW_GIVEN_UP);
}

void mm_object_free(void *object)
{
    struct pool_block *block = pool_block_at(object);
    if (!block || block_data(block) != object || block->state != POOL_LIVE)
        not_ours_to_free(object);
    check_red_zones(block, 0);
    retire(block, ke_call_site());
}
