/*
 * The ledger of hardware resources: which driver has claimed which ports, memory, interrupt lines and DMA channels. Two
 * claims conflict when they overlap, are not of the same owner, and not both shared.
 */
#include "hal/hal.h"

#include "image/image.h"

static struct hal_claim claim_of(const CM_PARTIAL_RESOURCE_DESCRIPTOR *descriptor)
{
    struct hal_claim claim = {.type = descriptor->Type,
                              .shared = descriptor->ShareDisposition == CmResourceShareShared};
    switch (descriptor->Type) {
    case CmResourceTypePort:
    case CmResourceTypeMemory:
        claim.start = (uint64_t)descriptor->u.Generic.Start.QuadPart;
        claim.size = descriptor->u.Generic.Length;
        break;
    case CmResourceTypeInterrupt:
        claim.start = descriptor->u.Interrupt.Level;
        claim.size = 1;
        break;
    case CmResourceTypeDma:
        claim.start = descriptor->u.Dma.Channel;
        claim.size = 1;
        break;
    default: /* device-specific data takes nothing */
        break;
    }
    return claim;
}

static bool overlap(const struct hal_claim *a, const struct hal_claim *b)
{
    return a->type == b->type && a->start < b->start + b->size && b->start < a->start + a->size;
}

static bool conflicts(const struct hal_claim *wanted)
{
    list_each(node, &hal->claims)
    {
        const struct hal_claim *other = list_of(node, struct hal_claim, link);
        bool other_owner = other->driver != wanted->driver || other->device != wanted->device;
        if (other_owner && overlap(wanted, other) && !(wanted->shared && other->shared))
            return true;
    }
    return false;
}

/* A list is full descriptors of different lengths, one behind the other; device-specific data, which comes last in one,
 * follows its descriptor. */
static const CM_FULL_RESOURCE_DESCRIPTOR *next_full(const CM_FULL_RESOURCE_DESCRIPTOR *full)
{
    const CM_PARTIAL_RESOURCE_LIST *list = &full->PartialResourceList;
    const CM_PARTIAL_RESOURCE_DESCRIPTOR *end = &list->PartialDescriptors[list->Count];
    ULONG more = 0;
    if (list->Count && end[-1].Type == CmResourceTypeDeviceSpecific)
        more = end[-1].u.DeviceSpecificData.DataSize;
    return (const CM_FULL_RESOURCE_DESCRIPTOR *)(const void *)((const uint8_t *)end + more);
}

static void each_claim(const CM_RESOURCE_LIST *list, void (*visit)(void *context, struct hal_claim *claim),
                       void *context)
{
    const CM_FULL_RESOURCE_DESCRIPTOR *full = list->List;
    for (ULONG i = 0; i < list->Count; i++, full = next_full(full))
        for (ULONG j = 0; j < full->PartialResourceList.Count; j++) {
            struct hal_claim claim = claim_of(&full->PartialResourceList.PartialDescriptors[j]);
            if (claim.size)
                visit(context, &claim);
        }
}

struct claiming {
    PDRIVER_OBJECT driver;
    PDEVICE_OBJECT device;
    bool conflict;
};

static void look(void *context, struct hal_claim *claim)
{
    struct claiming *claiming = context;
    claim->driver = claiming->driver;
    claim->device = claiming->device;
    claiming->conflict |= conflicts(claim);
}

static void enter(void *context, struct hal_claim *claim)
{
    const struct claiming *claiming = context;
    const struct image *image = ke_caller_image();
    struct hal_claim *kept = sim_alloc(sizeof *kept);
    *kept = *claim;
    kept->driver = claiming->driver;
    kept->device = claiming->device;
    kept->site = ke_call_site();
    kept->image = image ? image->id : 0;
    list_append(&hal->claims, &kept->link);
}

NTSTATUS hal_claim_list(PDRIVER_OBJECT driver, PDEVICE_OBJECT device, const CM_RESOURCE_LIST *list)
{
    struct claiming claiming = {driver, device, false};
    each_claim(list, look, &claiming);
    if (claiming.conflict)
        return STATUS_CONFLICTING_ADDRESSES;
    each_claim(list, enter, &claiming);
    return STATUS_SUCCESS;
}

void hal_claims_drop(PDRIVER_OBJECT driver, PDEVICE_OBJECT device)
{
    list_each_safe(node, &hal->claims)
    {
        struct hal_claim *claim = list_of(node, struct hal_claim, link);
        if (claim->driver != driver || claim->device != device)
            continue;
        list_remove(&claim->link);
        sim_free(claim, sizeof *claim);
    }
}

void hal_claims_visit(uint32_t image, void (*visit)(void *context, const struct hal_claim *claim), void *context)
{
    list_each(node, &hal->claims)
    {
        const struct hal_claim *claim = list_of(node, struct hal_claim, link);
        if (!image || claim->image == image)
            visit(context, claim);
    }
}
