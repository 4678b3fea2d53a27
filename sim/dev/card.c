/*
 * What a model may ask for: its state, its interrupt line, a moment later. And the end of a card that is pulled out.
 */
#include "dev/dev.h"

#include "ke/end.h"
#include "ke/interrupt.h"

#include <stdio.h>

void *ntsim_card_state(struct ntsim_card *card)
{
    return card->state;
}

/* The line has what the card asks for, unless the command register disables INTx. */
void dev_update_line(struct ntsim_card *card)
{
    uint16_t command = (uint16_t)(card->config[4] | card->config[5] << 8);
    bool drives = card->asks && !card->removed && card->model.interrupt_pin && !(command & PCI_DISABLE_LEVEL_INTERRUPT);
    if (drives == card->drives)
        return;
    card->drives = drives;
    if (drives)
        ke_line_raise(card->line);
    else
        ke_line_lower(card->line);
}

void ntsim_device_raise(struct ntsim_card *card)
{
    card->asks = true;
    dev_update_line(card);
}

void ntsim_device_lower(struct ntsim_card *card)
{
    card->asks = false;
    dev_update_line(card);
}

static void tick(struct ke_due *due)
{
    struct ntsim_card *card = due->context;
    mm_model_enter();
    card->model.tick(card);
    mm_model_leave();
}

void ntsim_device_later(struct ntsim_card *card, uint64_t ticks_100ns)
{
    sim_assert(card->model.tick);
    card->due.fire = tick;
    card->due.context = card;
    card->due.irql = CLOCK_LEVEL;
    card->due.has_line = card->model.interrupt_pin != 0;
    card->due.line = card->line;
    ke_due_arm(&card->due, ke_now() + ticks_100ns);
}

void ntsim_device_never(struct ntsim_card *card)
{
    ke_due_disarm(&card->due);
}

noreturn void ntsim_device_misuse(struct ntsim_card *card, const char *clause)
{
    ke_end_run(KE_RULE, "device %s is misused: %s", card->model.name, clause);
}

noreturn void ntsim_device_not_modelled(struct ntsim_card *card, const char *what)
{
    ke_end_run(KE_NOT_MODELLED, "device %s: %s", card->model.name, what);
}

struct ntsim_card *dev_card(unsigned n)
{
    return n < dev->count ? dev->cards[n] : NULL;
}

bool dev_pull(unsigned n)
{
    struct ntsim_card *card = dev_card(n);
    if (!card || card->removed)
        return false;
    card->removed = true;
    emit(EV_DEVICE_PULL, n, 0, 0);
    ke_pullable(n, false);
    ke_due_disarm(&card->due);
    dev_update_line(card);
    return true;
}
