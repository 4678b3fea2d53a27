/*
 * Device models: what a PCI device is and does. A model is a constant table; each device of it that a machine has is a
 * `struct ntsim_card` in a slot. Models are compiled into the simulator (sim/dev) or into a scenario module.
 *
 *   enum { COUNT = 0x00, LIMIT = 0x04, ACK = 0x08 };
 *   struct counter { uint32_t count, limit; };
 *
 *   static uint64_t counter_read(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size)
 *   {
 *       struct counter *counter = ntsim_card_state(card);
 *       (void)bar, (void)size;
 *       return offset == COUNT ? counter->count : offset == LIMIT ? counter->limit : 0;
 *   }
 *
 *   static void counter_write(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
 *   {
 *       struct counter *counter = ntsim_card_state(card);
 *       (void)bar, (void)size;
 *       if (offset == LIMIT) {
 *           counter->limit = (uint32_t)value;
 *           ntsim_device_later(card, counter->limit * NTSIM_MICROSECOND);
 *       } else if (offset == ACK) {
 *           ntsim_device_lower(card);
 *       } else {
 *           ntsim_device_misuse(card, "only LIMIT and ACK can be written");
 *       }
 *   }
 *
 *   static void counter_tick(struct ntsim_card *card)
 *   {
 *       struct counter *counter = ntsim_card_state(card);
 *       counter->count = counter->limit;
 *       ntsim_device_raise(card);
 *   }
 *
 *   static const struct ntsim_device counter = {
 *       .name = "counter", .vendor = 0x1234, .device = 0x0001, .class_code = 0xFF0000, .interrupt_pin = 1,
 *       .bars = {{NTSIM_BAR_MEMORY, 0x1000}}, .state_size = sizeof(struct counter),
 *       .read = counter_read, .write = counter_write, .tick = counter_tick,
 *   };
 *   NTSIM_SCENARIO(counter_card, .devices = NTSIM_DEVICES(&counter, NTSIM_DEVICE_NAMED("edu")), ...);
 *
 * The whole of it, with its driver and an application: tests/scenario/counter_card.c, drivers/counter_card.
 *
 * A model is hardware: it sees no threads and no IRQL, never waits, and calls nothing but what is declared here. All
 * that changes lies in its state, which is zeroed memory of the machine (it goes back with a snapshot); no variable of
 * its module may be written. Nothing moves while a model's function runs.
 */
#ifndef NTSIM_DEVICE_H
#define NTSIM_DEVICE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ntsim_card;

#define NTSIM_BARS 6
#define NTSIM_CAPABILITIES 4

/* Virtual time in ticks of 100 ns. */
#define NTSIM_MICROSECOND 10u
#define NTSIM_MILLISECOND 10000u

enum ntsim_bar_kind { NTSIM_BAR_NONE, NTSIM_BAR_MEMORY, NTSIM_BAR_PREFETCHABLE, NTSIM_BAR_PORTS };

struct ntsim_bar {
    enum ntsim_bar_kind kind;
    uint32_t size; /* a power of two: at least 16, or 4 for ports */
};

/* An entry of the capabilities list; `bytes` is what follows its id and link. Read-only. */
struct ntsim_capability {
    uint8_t id, size; /* size: of bytes */
    uint8_t bytes[30];
};

struct ntsim_device {
    const char *name; /* lower case; with nothing else, a model of the simulator (NTSIM_DEVICE_NAMED) */
    uint16_t vendor, device, subsystem_vendor, subsystem;
    uint8_t revision;
    uint8_t interrupt_pin; /* 1 to 4: INTA# to INTD#; 0: it never interrupts */
    uint32_t class_code;   /* base class, sub class, programming interface: 0xFF0000 */
    struct ntsim_bar bars[NTSIM_BARS];
    struct ntsim_capability capabilities[NTSIM_CAPABILITIES]; /* id 0: none from here on */
    uint32_t state_size;
    uint8_t may_be_pulled; /* 1: a search may choose the moment at which the card is pulled out, if at all (explore) */

    /* Power-on: the state is zeroed before. May be NULL. */
    void (*reset)(struct ntsim_card *card);
    /* Registers: 1, 2, 4 or 8 bytes at an offset in a BAR, within it and naturally aligned unless the driver errs. */
    uint64_t (*read)(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size);
    void (*write)(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size, uint64_t value);
    /* The moment that ntsim_device_later set has come. */
    void (*tick)(struct ntsim_card *card);
    /* Configuration space, 1, 2 or 4 bytes. NULL: as above tells. `value` is what would be read; what was written. */
    uint32_t (*config_read)(struct ntsim_card *card, unsigned offset, unsigned size, uint32_t value);
    void (*config_write)(struct ntsim_card *card, unsigned offset, unsigned size, uint32_t value);
};

/* A model that the simulator has, by its name: "edu". */
#define NTSIM_DEVICE_NAMED(device_name) (&(const struct ntsim_device){.name = (device_name)})

/* The same, and the search may pull it out at any moment. */
#define NTSIM_DEVICE_PULLABLE(device_name)                                                                             \
    (&(const struct ntsim_device){.name = (device_name), .may_be_pulled = 1})

/* --- for models --------------------------------------------------------------------------------------------------- */

void *ntsim_card_state(struct ntsim_card *card);

/* Asserts or deasserts the card's INTx pin: level-triggered, shared with other cards. Twice is once. */
void ntsim_device_raise(struct ntsim_card *card);
void ntsim_device_lower(struct ntsim_card *card);

/* `tick` in so much virtual time; the default latency, for the search may choose that it is shorter. One moment at a
   time: a new one takes the place of the old. */
void ntsim_device_later(struct ntsim_card *card, uint64_t ticks_100ns);
void ntsim_device_never(struct ntsim_card *card);

/* The driver did what the datasheet forbids: the run ends, outcome RULE, with this clause. */
void ntsim_device_misuse(struct ntsim_card *card, const char *clause) __attribute__((__noreturn__));
/* The real device can, the model cannot: the run ends, outcome NOT MODELLED. */
void ntsim_device_not_modelled(struct ntsim_card *card, const char *what) __attribute__((__noreturn__));

/* --- for a scenario's body ----------------------------------------------------------------------------------------- */

/* Surprise: the n-th card of the scenario's devices (from 0) is pulled out. Its reads give all ones, writes vanish, its
   interrupt is deasserted, its slot is empty. 0: there is no such card (any more). */
int ntsim_device_pull(unsigned n);

#ifdef __cplusplus
}
#endif

#endif
