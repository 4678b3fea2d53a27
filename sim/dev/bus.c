/*
 * The PCI bus as the HAL sees it, and which cards are on it. INTx pins are wired to four shared lines, the next slot's
 * pin to the next line.
 */
#include "dev/dev.h"

#include "ke/interrupt.h"

#include <string.h>

#define FIRST_MEMORY 0xE0000000u
#define FIRST_PORT   0xC000u

struct dev_state *dev;

static const struct ntsim_device *const models[] = {&dev_edu};

const struct ntsim_device *dev_model(const char *name)
{
    for (size_t i = 0; i < sizeof models / sizeof *models; i++)
        if (strcmp(models[i]->name, name) == 0)
            return models[i];
    return NULL;
}

/* --- registers --------------------------------------------------------------------------------------------------- */

static bool decodes(const struct ntsim_card *card, unsigned n, enum hal_space space, uint64_t address, uint64_t *offset)
{
    struct hal_range range;
    if (!dev_bar(card, n, &range) || range.space != space || !dev_bar_enabled(card, n))
        return false;
    *offset = address - range.start;
    return *offset < range.size;
}

static struct ntsim_card *find(enum hal_space space, uint64_t address, unsigned *bar, uint64_t *offset)
{
    for (unsigned i = 0; i < dev->count; i++)
        for (*bar = 0; *bar < NTSIM_BARS; ++*bar)
            if (decodes(dev->cards[i], *bar, space, address, offset))
                return dev->cards[i];
    return NULL;
}

static uint64_t bus_read(enum hal_space space, uint64_t address, unsigned size)
{
    unsigned bar;
    uint64_t offset;
    struct ntsim_card *card = find(space, address, &bar, &offset);
    if (card && card->removed)
        dev_read_gone(card);
    if (!card || card->removed || !card->model.read)
        return ~(uint64_t)0;
    mm_model_enter();
    uint64_t value = card->model.read(card, bar, offset, size);
    mm_model_leave();
    return value;
}

static void bus_write(enum hal_space space, uint64_t address, unsigned size, uint64_t value)
{
    unsigned bar;
    uint64_t offset;
    struct ntsim_card *card = find(space, address, &bar, &offset);
    if (!card || card->removed || !card->model.write)
        return;
    mm_model_enter();
    card->model.write(card, bar, offset, size, value);
    mm_model_leave();
}

/* --- slots ------------------------------------------------------------------------------------------------------- */

static bool present(ULONG slot)
{
    return dev_card_in(slot) != NULL;
}

static uint32_t config_read(ULONG slot, unsigned offset, unsigned size)
{
    mm_model_enter();
    uint32_t value = dev_config_read(dev_card_in(slot), offset, size);
    mm_model_leave();
    return value;
}

static void config_write(ULONG slot, unsigned offset, unsigned size, uint32_t value)
{
    mm_model_enter();
    dev_config_write(dev_card_in(slot), offset, size, value);
    mm_model_leave();
}

static unsigned resources(ULONG slot, struct hal_range ranges[6], int *line)
{
    const struct ntsim_card *card = dev_card_in(slot);
    unsigned count = 0;
    for (unsigned n = 0; n < NTSIM_BARS; n++)
        if (dev_bar(card, n, &ranges[count]))
            count++;
    *line = card->model.interrupt_pin ? card->line : -1;
    return count;
}

/* --- adding ------------------------------------------------------------------------------------------------------ */

static bool bars_good(const struct ntsim_device *model)
{
    for (unsigned n = 0; n < NTSIM_BARS; n++) {
        const struct ntsim_bar *bar = &model->bars[n];
        uint32_t least = bar->kind == NTSIM_BAR_PORTS ? 4 : 16;
        if (bar->kind != NTSIM_BAR_NONE && (bar->size < least || bar->size & (bar->size - 1)))
            return false;
    }
    return true;
}

static bool capabilities_good(const struct ntsim_device *model)
{
    for (unsigned i = 0; i < NTSIM_CAPABILITIES; i++)
        if (model->capabilities[i].size > sizeof model->capabilities[i].bytes)
            return false;
    return true;
}

bool dev_good(const struct ntsim_device *model, const char **error)
{
    *error = "it has a BAR whose size is no power of two, or too small";
    if (!bars_good(model))
        return false;
    *error = "it has a capability that is too long, or an interrupt pin that is none";
    return capabilities_good(model) && model->interrupt_pin <= 4;
}

void dev_add(const struct ntsim_device *model)
{
    sim_assert(dev->count < DEV_CARDS_MAX);
    struct ntsim_card *card = sim_alloc(sizeof *card);
    card->model = *model;
    card->slot = (uint8_t)(DEV_FIRST_SLOT + dev->count);
    card->line = (uint8_t)(DEV_FIRST_LINE + (card->slot + model->interrupt_pin + 3) % 4);
    card->state = sim_alloc(model->state_size ? model->state_size : 1);
    dev->cards[dev->count] = card;
    ke_pullable(dev->count++, model->may_be_pulled);
    dev_config_init(card);
    mm_model_enter();
    if (model->reset)
        model->reset(card);
    mm_model_leave();
}

static void pull(uint32_t n)
{
    dev_pull(n);
}

void dev_boot(void)
{
    static const struct hal_bus bus = {bus_read, bus_write, present, config_read, config_write, resources};
    dev = sim_alloc(sizeof *dev);
    dev->next_memory = FIRST_MEMORY;
    dev->next_port = FIRST_PORT;
    hal_set_bus(&bus);
    ke_on_pull(pull);
}
