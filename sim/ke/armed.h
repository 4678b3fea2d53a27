/*
 * Our own record of everything that a driver armed (design 4.9): the object lies in driver memory, which may be gone when it comes due, so this is asked first.
 */
#ifndef NTSIM_KE_ARMED_H
#define NTSIM_KE_ARMED_H

#include "ke/ke.h"

struct ke_armed { /* what expiry looks at comes first, on one or two lines of the cache */
    struct ke_due due;    /* timer */
    void *object;         /* KTIMER or KDPC */
    uint64_t stamp;       /* of the memory that held it when it was armed */
    void *routine;
    uint32_t id;
    uint32_t image;       /* generation of the routine's image */
    LONG period_ms;       /* timer */
    bool queued;          /* DPC: in a queue; timer: in the heap */
    bool once_timer;      /* rule Q18: a DPC that KeSetTimer was given */
    bool once_queue;      /* rule Q18: and one that KeInsertQueueDpc queued */
    uint8_t cpu;
    PKDPC dpc;            /* timer */
    uint64_t dpc_stamp;   /* timer: of the memory that held the DPC then */
    struct list link;     /* in a DPC queue */
    uintptr_t armed_by;
    uint64_t armed_at;
    uint32_t armed_context;
    /* DPC */
    uint8_t importance;
    bool threaded;
    int16_t target;       /* -1: where it is queued */
    void *context, *argument[2];
    uint64_t sequence;
};

/* The record of an object, made at its initialisation (an earlier one of the address is forgotten unless armed). */
struct ke_armed *ke_armed_new(void *object, enum ke_label kind);
struct ke_armed *ke_armed_find(const void *object);
void ke_armed_note(struct ke_armed *armed, void *routine);
/* Bug check when the object's memory or the routine's image is gone. */
void ke_armed_check(const struct ke_armed *armed, const char *kind);
/* Bug check 0xC7 when an armed timer or a queued DPC lies in memory that is about to go. */
void ke_armed_none_within(const void *start, size_t size);
/* Everything armed now: timers (kind "timer") by the time at which they are due, then DPCs (kind "DPC") by processor in the order of their queue. */
void ke_armed_visit(void (*visit)(void *context, const struct ke_armed *armed, const char *kind), void *context);
/* What mm_stamp says of the memory (0 as long as nobody is registered). */
uint64_t ke_stamp(const void *address);
/* The timer expires soon: a hint to the processor. */
void ke_armed_fetch(const struct ke_armed *armed);
/* mm registers how to stamp memory, and how to say that it will be asked to soon (it is above ke). */
void ke_on_stamp(uint64_t (*stamp)(const void *address), void (*fetch)(const void *address));

#endif
