/*
 * What is known of each word of memory that drivers share: pool and the data of images. Eight bytes a word; two drivers' fields in one word are told apart by a mask
 * of its bytes. Private to sim/verify. All of it lies in the arena.
 */
#ifndef NTSIM_VERIFY_WATCH_H
#define NTSIM_VERIFY_WATCH_H

#include "arena/map.h"
#include "ke/ke.h"
#include "mm/mm.h"

#define WATCH_ACCESSES 4
#define WATCH_LOCKS 2

/* A load or store of a driver, as it was made. */
struct watch_access {
    uintptr_t site;
    uint32_t clock; /* of the strand */
    uint16_t strand;
    uint8_t mask;   /* bytes of the word */
    bool write, atomic;
    uint8_t cpu, irql, lock_count, kind; /* enum ke_routine */
    uint32_t context;                    /* thread id */
    const void *locks[WATCH_LOCKS];      /* the last taken first */
};

/* An access to the word from before it was known to be shared (points.h). */
struct watch_site {
    struct watch_site *next;
    uint32_t access;
};

struct watch_word {
    uintptr_t address;
    struct watch_word *next; /* all words, the youngest first */
    uint32_t context;        /* who touched it first (points.c) */
    bool many, written;
    struct watch_site *sites;
    uint8_t used;
    struct watch_access accesses[WATCH_ACCESSES]; /* race.c */
};

struct verify_state {
    bool races;
    unsigned level;
    struct map words; /* address / 8 -> struct watch_word */
    struct watch_word *all;
    size_t word_count;
    struct race_state *race;
    struct points_state *points;
};
extern struct verify_state *verify;

struct watch_word *watch_word(uintptr_t address);
/* Memory that begins a new life. */
void watch_fresh(const void *start, size_t size);
/* Whether it is memory that contexts share: pool, or the data of the image that runs. */
bool watch_is_shared_memory(uintptr_t address, const struct image *image);

/* --- points.c --- */
void points_boot(void);
/* [moves] */
void points_access(uintptr_t address, size_t size, bool write, uintptr_t site);
void points_note(uintptr_t address, size_t size, bool write, uintptr_t site);
/* --- race.c --- */
void race_access(uintptr_t address, size_t size, bool write, bool atomic, uintptr_t site);

#endif
