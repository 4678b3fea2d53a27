/*
 * A schedule as text: only the deviations from the default one, each keyed by who was where - context, routine, object, occurrence - so that it survives edits of the
 * driver (search.md 5). One line:
 *
 *   NTS1:v=0.1,s=stop_race,p=2,l=1,d=1f2e3d4c,3.KeSetEvent!.E2.1=P1,...,c=9a8b7c6d
 *
 * v version, s scenario (or -), p processors, l level of the points, d hash of the drivers' source texts and definitions (0: not known; a note for whoever replays it, no condition), b the pause at which the search began (none: the first), then deviations CONTEXT.ROUTINE[!].OBJECT.OCCURRENCE=MOVE (`!`: on leaving the routine), c a check sum
 * over all before it. Moves: P<n> processor n goes on, T<n> thread n, t time, C<n> time on processor n, D queued DPCs, I<n> interrupt n, F the allocation fails, U<n> device n is pulled out.
 *
 * At level 2 the place may be a load or store of a driver instead of a routine: @FUNCTION~r|w~WHAT, as in 7.@Bump~w~Total.-.3=P1 or 7.@Bump~r~+18.-.1=t. WHAT is the
 * variable by its name, or the offset (hexadecimal) in its block of pool or device extension. The occurrence counts what this context does in this function to
 * this field, and nothing else, from the start of the machine. So code that is moved, inserted or compiled anew, and accesses to other fields, change no key; only
 * the function's or the field's name or offset does, or one more access of the same kind to the same field before the one that is meant.
 */
#ifndef NTSIM_EXPLORE_SCHEDULE_H
#define NTSIM_EXPLORE_SCHEDULE_H

#include "choice/choice.h"
#include <stdbool.h>
#include <stddef.h>

struct deviation {
    struct choice_place place;
    uint32_t occurrence; /* 1, 2, ... of this place */
    struct choice_option move;
    bool taken; /* while replaying */
};

struct schedule {
    char scenario[64];
    unsigned processors, level;
    unsigned beginning; /* the pause of a run from boot at which the search began; 0: the first */
    uint32_t driver_hash;
    struct deviation *deviations;
    size_t count, room;
};

/* False: *error is one clause ("the check sum is wrong: it was cut or changed"). */
bool schedule_parse(struct schedule *schedule, const char *text, const char **error);
/* The caller frees. */
char *schedule_print(const struct schedule *schedule);
void schedule_add(struct schedule *schedule, const struct deviation *deviation);
struct schedule schedule_copy(const struct schedule *schedule);
void schedule_free(struct schedule *schedule);

/* --- replaying ------------------------------------------------------------------------------------------------------------------------------------ */
struct replay {
    struct schedule *schedule;
    struct occurrence *occurrences;
    size_t used, room;
    size_t taken;
    unsigned pauses; /* until the search begins: what comes before went by default */
};
/* At the beginning of the search. */
void replay_start(struct replay *replay, struct schedule *schedule);
/* From boot: the beginning of the search is to come. */
void replay_start_at_boot(struct replay *replay, struct schedule *schedule);
/* The run has paused: if the search begins here, so do the deviations, and occurrences are counted from this moment. */
void replay_pause(struct replay *replay);
unsigned replay_answer(void *replay, const struct choice_place *place, const struct choice_option *options, unsigned n);
/* The first deviation that found no place; NULL: all were taken. */
const struct deviation *replay_diverged(const struct replay *replay);
void replay_end(struct replay *replay);
/* How often this place has been reached so far, this time included. */
uint32_t replay_count(struct replay *replay, const struct choice_place *place);
const char *deviation_print(const struct deviation *deviation, char *text, size_t size);

#endif
