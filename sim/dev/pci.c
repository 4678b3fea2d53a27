/*
 * Configuration space of type 0. Every byte has a mask of the bits that software may change, so sizing a BAR (writing
 * all ones, reading back) is no special case: the bits below the size are never writable.
 */
#include "dev/dev.h"

#include <string.h>

enum {
    VENDOR = 0x00,
    DEVICE = 0x02,
    COMMAND = 0x04,
    STATUS = 0x06,
    REVISION = 0x08,
    CLASS = 0x09,
    CACHE_LINE = 0x0C,
    LATENCY = 0x0D,
    BAR_0 = 0x10,
    SUBSYSTEM_VENDOR = 0x2C,
    SUBSYSTEM = 0x2E,
    CAPABILITIES = 0x34,
    INTERRUPT_LINE = 0x3C,
    INTERRUPT_PIN = 0x3D,
    FIRST_CAPABILITY = 0x40
};

#define COMMAND_BITS                                                                                                   \
    (PCI_ENABLE_IO_SPACE | PCI_ENABLE_MEMORY_SPACE | PCI_ENABLE_BUS_MASTER | PCI_ENABLE_PARITY | PCI_ENABLE_SERR |     \
     PCI_DISABLE_LEVEL_INTERRUPT)

static void put(uint8_t *bytes, unsigned offset, unsigned size, uint32_t value)
{
    for (unsigned i = 0; i < size; i++)
        bytes[offset + i] = (uint8_t)(value >> 8 * i);
}

static uint32_t get(const uint8_t *bytes, unsigned offset, unsigned size)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value |= (uint32_t)bytes[offset + i] << 8 * i;
    return value;
}

static uint64_t take_addresses(uint64_t *next, uint32_t size)
{
    uint64_t start = (*next + size - 1) & ~(uint64_t)(size - 1);
    *next = start + size;
    return start;
}

/* As the firmware leaves it: an address that is decoded. */
static void init_bar(struct ntsim_card *card, unsigned n)
{
    const struct ntsim_bar *bar = &card->model.bars[n];
    bool ports = bar->kind == NTSIM_BAR_PORTS;
    if (bar->kind == NTSIM_BAR_NONE)
        return;
    uint64_t start = take_addresses(ports ? &dev->next_port : &dev->next_memory, bar->size);
    uint32_t flags = ports                                 ? PCI_ADDRESS_IO_SPACE
                     : bar->kind == NTSIM_BAR_PREFETCHABLE ? PCI_ADDRESS_MEMORY_PREFETCHABLE
                                                           : 0;
    put(card->config, BAR_0 + 4 * n, 4, (uint32_t)start | flags);
    put(card->writable, BAR_0 + 4 * n, 4, ~(bar->size - 1));
}

static void init_capabilities(struct ntsim_card *card)
{
    unsigned at = FIRST_CAPABILITY, link = CAPABILITIES;
    for (unsigned i = 0; i < NTSIM_CAPABILITIES && card->model.capabilities[i].id; i++) {
        const struct ntsim_capability *capability = &card->model.capabilities[i];
        card->config[link] = (uint8_t)at;
        card->config[at] = capability->id;
        memcpy(&card->config[at + 2], capability->bytes, capability->size);
        link = at + 1;
        at = (at + 2 + capability->size + 3) & ~3u;
        put(card->config, STATUS, 2, PCI_STATUS_CAPABILITIES_LIST);
    }
}

void dev_config_init(struct ntsim_card *card)
{
    const struct ntsim_device *model = &card->model;
    put(card->config, VENDOR, 2, model->vendor);
    put(card->config, DEVICE, 2, model->device);
    put(card->config, COMMAND, 2, PCI_ENABLE_IO_SPACE | PCI_ENABLE_MEMORY_SPACE);
    put(card->writable, COMMAND, 2, COMMAND_BITS);
    put(card->config, REVISION, 1, model->revision);
    put(card->config, CLASS, 3, model->class_code);
    put(card->writable, CACHE_LINE, 1, 0xFF);
    put(card->writable, LATENCY, 1, 0xFF);
    put(card->config, SUBSYSTEM_VENDOR, 2, model->subsystem_vendor);
    put(card->config, SUBSYSTEM, 2, model->subsystem);
    put(card->config, INTERRUPT_PIN, 1, model->interrupt_pin);
    if (model->interrupt_pin)
        put(card->config, INTERRUPT_LINE, 1, card->line);
    put(card->writable, INTERRUPT_LINE, 1, 0xFF);
    for (unsigned n = 0; n < NTSIM_BARS; n++)
        init_bar(card, n);
    init_capabilities(card);
}

uint32_t dev_config_read(struct ntsim_card *card, unsigned offset, unsigned size)
{
    put(card->config, STATUS, 1,
        (card->config[STATUS] & ~(uint32_t)PCI_STATUS_INTERRUPT_PENDING) |
            (card->asks ? PCI_STATUS_INTERRUPT_PENDING : 0));
    uint32_t value = get(card->config, offset, size);
    return card->model.config_read ? card->model.config_read(card, offset, size, value) : value;
}

void dev_config_write(struct ntsim_card *card, unsigned offset, unsigned size, uint32_t value)
{
    uint32_t mask = get(card->writable, offset, size);
    put(card->config, offset, size, (get(card->config, offset, size) & ~mask) | (value & mask));
    if (card->model.config_write)
        card->model.config_write(card, offset, size, value);
    dev_update_line(card);
}

struct ntsim_card *dev_card_in(ULONG slot)
{
    PCI_SLOT_NUMBER number = {.u.AsULONG = slot};
    unsigned n = number.u.bits.DeviceNumber - DEV_FIRST_SLOT;
    struct ntsim_card *card = number.u.bits.FunctionNumber == 0 ? dev_card(n) : NULL;
    return card && !card->removed ? card : NULL;
}

bool dev_bar(const struct ntsim_card *card, unsigned n, struct hal_range *range)
{
    const struct ntsim_bar *bar = &card->model.bars[n];
    if (bar->kind == NTSIM_BAR_NONE)
        return false;
    range->space = bar->kind == NTSIM_BAR_PORTS ? HAL_PORTS : HAL_MEMORY;
    range->start = get(card->config, BAR_0 + 4 * n, 4) & ~(bar->size - 1);
    range->size = bar->size;
    return true;
}

bool dev_bar_enabled(const struct ntsim_card *card, unsigned n)
{
    bool ports = card->model.bars[n].kind == NTSIM_BAR_PORTS;
    return get(card->config, COMMAND, 2) & (ports ? PCI_ENABLE_IO_SPACE : PCI_ENABLE_MEMORY_SPACE);
}
