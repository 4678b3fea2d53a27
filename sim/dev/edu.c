/*
 * The educational device of QEMU's datasheet (include/hw/edu.h): an inverter, a factorial engine that takes its time,
 * an interrupt that must be acknowledged. DMA and MSI are not modelled yet.
 *
 * A factorial takes as long as a simple engine would need: a start-up and one multiplication after the other.
 */
#include "dev/dev.h"

#include <hw/edu.h>

#define VERSION   0x01000000u
#define START_UP  (5 * NTSIM_MICROSECOND)
#define PER_STEP  1u  /* ticks */
#define STEPS_MAX 34u /* from 34! on the result is 0 modulo 2^32 */

struct edu {
    uint32_t liveness, factorial, status, interrupt_status;
};

static void raise_for(struct ntsim_card *card, uint32_t reason)
{
    struct edu *edu = ntsim_card_state(card);
    edu->interrupt_status |= reason;
    if (edu->interrupt_status)
        ntsim_device_raise(card);
}

static void acknowledge(struct ntsim_card *card, uint32_t reason)
{
    struct edu *edu = ntsim_card_state(card);
    edu->interrupt_status &= ~reason;
    if (!edu->interrupt_status)
        ntsim_device_lower(card);
}

static uint32_t factorial_of(uint32_t n)
{
    uint32_t result = 1;
    for (uint32_t i = n < STEPS_MAX ? n : STEPS_MAX; i > 1; i--)
        result *= i;
    return result;
}

static void start(struct ntsim_card *card, uint32_t n)
{
    struct edu *edu = ntsim_card_state(card);
    if (edu->status & EDU_STATUS_COMPUTING) /* the engine does not listen */
        return;
    edu->factorial = n;
    edu->status |= EDU_STATUS_COMPUTING;
    ntsim_device_later(card, START_UP + PER_STEP * (n < STEPS_MAX ? n : STEPS_MAX));
}

static void done(struct ntsim_card *card)
{
    struct edu *edu = ntsim_card_state(card);
    edu->factorial = factorial_of(edu->factorial);
    edu->status &= ~(uint32_t)EDU_STATUS_COMPUTING;
    if (edu->status & EDU_STATUS_INTERRUPT)
        raise_for(card, EDU_INTERRUPT_FACTORIAL);
}

static void check_size(struct ntsim_card *card, uint64_t offset, unsigned size)
{
    if (offset % size != 0)
        ntsim_device_misuse(card, "a register is accessed at an address that is not aligned to the access");
    if (size != 4 && !(size == 8 && offset >= EDU_DMA_SOURCE))
        ntsim_device_misuse(card, offset < EDU_DMA_SOURCE
                                      ? "registers below 0x80 are accessed with 4 bytes only"
                                      : "registers from 0x80 on are accessed with 4 or 8 bytes only");
}

static uint64_t edu_read(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size)
{
    const struct edu *edu = ntsim_card_state(card);
    (void)bar;
    check_size(card, offset, size);
    switch (offset) {
    case EDU_ID:
        return VERSION | EDU_ID_VALUE;
    case EDU_LIVENESS:
        return edu->liveness;
    case EDU_FACTORIAL:
        return edu->factorial;
    case EDU_STATUS:
        return edu->status;
    case EDU_INTERRUPT_STATUS:
        return edu->interrupt_status;
    case EDU_DMA_SOURCE:
    case EDU_DMA_DESTINATION:
    case EDU_DMA_COUNT:
    case EDU_DMA_COMMAND:
        return 0; /* idle: nothing can have been written */
    default:
        return ~(uint64_t)0;
    }
}

static void edu_write(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
    struct edu *edu = ntsim_card_state(card);
    (void)bar;
    check_size(card, offset, size);
    switch (offset) {
    case EDU_LIVENESS:
        edu->liveness = ~(uint32_t)value;
        break;
    case EDU_FACTORIAL:
        start(card, (uint32_t)value);
        break;
    case EDU_STATUS:
        edu->status = (edu->status & ~(uint32_t)EDU_STATUS_INTERRUPT) | ((uint32_t)value & EDU_STATUS_INTERRUPT);
        break;
    case EDU_INTERRUPT_RAISE:
        raise_for(card, (uint32_t)value);
        break;
    case EDU_INTERRUPT_ACK:
        acknowledge(card, (uint32_t)value);
        break;
    case EDU_DMA_SOURCE:
    case EDU_DMA_DESTINATION:
    case EDU_DMA_COUNT:
    case EDU_DMA_COMMAND:
        ntsim_device_not_modelled(card, "its DMA engine is not modelled (a register from 0x80 on was written)");
    default: /* read-only, or nothing there */
        break;
    }
}

const struct ntsim_device dev_edu = {
    .name = "edu",
    .vendor = EDU_VENDOR,
    .device = EDU_DEVICE,
    .revision = 0x10,
    .class_code = 0x00FF00,
    .interrupt_pin = 1,
    .bars = {[EDU_BAR] = {NTSIM_BAR_MEMORY, EDU_BAR_SIZE}},
    .state_size = sizeof(struct edu),
    .read = edu_read,
    .write = edu_write,
    .tick = done,
};
