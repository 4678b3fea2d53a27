/*
 * The hardware abstraction layer: register and port access, bus data, mapping of device memory, the ledger of hardware
 * resources. What is behind an address is known above (dev), which registers itself here as the bus.
 */
#ifndef NTSIM_HAL_H
#define NTSIM_HAL_H

#include "mm/mm.h"

enum hal_space { HAL_MEMORY, HAL_PORTS };

struct hal_range {
    enum hal_space space;
    uint64_t start;
    uint32_t size;
};

/* The one PCI bus, number 0. A slot is PCI_SLOT_NUMBER.u.AsULONG. */
struct hal_bus {
    /* Where no device answers: all ones, and writes vanish. 1, 2, 4 or 8 bytes. */
    uint64_t (*read)(enum hal_space space, uint64_t address, unsigned size);
    void (*write)(enum hal_space space, uint64_t address, unsigned size, uint64_t value);
    bool (*present)(ULONG slot);
    /* 1, 2 or 4 bytes, aligned, of a slot that is present. */
    uint32_t (*config_read)(ULONG slot, unsigned offset, unsigned size);
    void (*config_write)(ULONG slot, unsigned offset, unsigned size, uint32_t value);
    /* The device's ranges as they are set up now (at most 6), and its interrupt line; line -1: it has none. */
    unsigned (*resources)(ULONG slot, struct hal_range ranges[6], int *line);
};

void hal_boot(void);
void hal_set_bus(const struct hal_bus *bus);

/* --- ledger (resources.c) --------------------------------------------------------------------------------------- */
struct hal_claim {
    struct list link; /* oldest first */
    PDRIVER_OBJECT driver;
    PDEVICE_OBJECT device; /* NULL: the driver's own */
    UCHAR type;            /* CmResourceType... */
    bool shared;
    uint64_t start, size;
    uintptr_t site;
    uint32_t image;
};
/* Everything of the list, or nothing: STATUS_CONFLICTING_ADDRESSES. */
NTSTATUS hal_claim_list(PDRIVER_OBJECT driver, PDEVICE_OBJECT device, const CM_RESOURCE_LIST *list);
void hal_claims_drop(PDRIVER_OBJECT driver, PDEVICE_OBJECT device);
/* Leaks at unload: what drivers of the image have claimed and not given back; 0: every claim. */
void hal_claims_visit(uint32_t image, void (*visit)(void *context, const struct hal_claim *claim), void *context);

/* --- for the layer's own files ---------------------------------------------------------------------------------- */
struct hal_state {
    const struct hal_bus *bus; /* NULL: a machine without devices */
    struct list claims;
};
extern struct hal_state *hal;

#endif
