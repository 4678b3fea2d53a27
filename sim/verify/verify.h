/*
 * Rules that watch a run: they listen, read state, and may make findings. Nobody below includes this; machine/boot.c starts them.
 */
#ifndef NTSIM_VERIFY_H
#define NTSIM_VERIFY_H

#include <stdbool.h>

struct verify_settings {
    bool races;     /* look for data races (race.c) */
    unsigned level; /* of the scheduling points; 2: also before memory accesses (points.c) */
};

/* The last thing that boots: all that it keeps of a run lies in the arena, and so goes back with a snapshot. */
void verify_boot(const struct verify_settings *settings);
/* Nobody watches: an earlier machine's state is about to go. */
void verify_off(void);

#endif
