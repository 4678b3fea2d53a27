/*
 * Device models: cards in slots of the one PCI bus, and the models that the simulator has. The HAL reaches them through
 * the table that dev_boot registers.
 */
#ifndef NTSIM_DEV_H
#define NTSIM_DEV_H

#include "hal/hal.h"
#include <ntsim/device.h>

#define DEV_CARDS_MAX 24

void dev_boot(void);
/* Whether the model can be one; false: *error is one clause. */
bool dev_good(const struct ntsim_device *model, const char **error);
/* Puts a card of the model, which is good and is copied, into the next free slot. At most DEV_CARDS_MAX. */
void dev_add(const struct ntsim_device *model);
/* The simulator's model of this name; NULL. */
const struct ntsim_device *dev_model(const char *name);
/* By order of adding, removed or not; NULL: that many there are not. */
struct ntsim_card *dev_card(unsigned n);
bool dev_pull(unsigned n);

/* --- for the layer's own files ------------------------------------------------------------------------------------ */
#define DEV_CONFIG_SIZE 256
#define DEV_FIRST_SLOT  3 /* below are the bridges of the board */
#define DEV_FIRST_LINE  16

struct ntsim_card {
    struct ntsim_device model;
    uint8_t slot;
    uint8_t line; /* its INTx pin is wired to */
    bool removed;
    bool asks;   /* the model raised its pin */
    bool drives; /* and the line has it: not so when INTx is disabled */
    uint8_t config[DEV_CONFIG_SIZE], writable[DEV_CONFIG_SIZE];
    struct ke_due due;
    void *state;
};

/* The last read of a card that is gone. */
struct dev_poll {
    uintptr_t site;
    uint32_t thread, same; /* how often in a row */
    uint64_t stack;        /* hash of the reader's */
    uint64_t stored;       /* hash of what drivers wrote elsewhere since the read before */
    uint32_t stores;       /* how often they have written */
    uint64_t since_100ns;
};

struct dev_state {
    struct dev_poll poll;
    struct ntsim_card *cards[DEV_CARDS_MAX];
    unsigned count;
    uint64_t next_memory, next_port; /* where the firmware puts the next BAR */
};
extern struct dev_state *dev;

extern const struct ntsim_device dev_edu;

/* --- pci.c */
void dev_config_init(struct ntsim_card *card);
uint32_t dev_config_read(struct ntsim_card *card, unsigned offset, unsigned size);
void dev_config_write(struct ntsim_card *card, unsigned offset, unsigned size, uint32_t value);
struct ntsim_card *dev_card_in(ULONG slot);
/* What BAR n decodes now; false: nothing. */
bool dev_bar(const struct ntsim_card *card, unsigned n, struct hal_range *range);
bool dev_bar_enabled(const struct ntsim_card *card, unsigned n);
/* --- gone.c: a driver has read a register of a card that was pulled out. [moves] when it does nothing but that */
void dev_read_gone(const struct ntsim_card *card);
/* --- card.c */
void dev_update_line(struct ntsim_card *card);

#endif
