/*
 * The one source of nondeterminism (design 4.2). Whoever may have more than one way to go on asks choose() (also when there is just one, so that places can be counted); 0 is the default schedule's answer. A strategy, a
 * replayed schedule, or nobody answers; nobody means 0 everywhere. Deviations (answers other than 0) are recorded.
 */
#ifndef NTSIM_CHOICE_H
#define NTSIM_CHOICE_H

#include <stdbool.h>
#include <stdint.h>

enum choice_kind {
    CHOICE_POINT,     /* at a scheduling point: 0 goes on, others: what moves instead */
    CHOICE_PROCESSOR, /* the current one cannot move: which does */
    CHOICE_THREAD,    /* which of the ready threads of equal priority */
    CHOICE_ALLOCATION /* 1: the allocation fails */
};

/* One way to go on, as the asker describes it; the label is stable across edits of the driver (search.md 5). */
struct choice_option {
    uint8_t kind;   /* enum choice_move */
    uint32_t value; /* processor number (also of who stays), thread id, device line, ... */
};
enum choice_move { MOVE_STAY, MOVE_PROCESSOR, MOVE_THREAD, MOVE_TIME, MOVE_INTERRUPT, MOVE_DPC, MOVE_FAIL, MOVE_CLOCK, MOVE_PULL, MOVE_INTERRUPT_THERE };

/* Where the question is asked: who asks, at which routine, about which object. */
struct choice_place {
    enum choice_kind kind;
    uint32_t context; /* thread id */
    uint16_t routine; /* enum ddi, 0 when not in one */
    bool leaving;     /* before control goes back to the driver, not before the routine acts */
    uint32_t object;  /* object id, 0 for none */
    uint32_t access;  /* level 2: a load or store of a driver, by its number in verify/points.h; 0: none. Then `nth` is known: how often this place was reached */
    uint32_t nth;
};

/* An answer in 0..n-1. */
typedef unsigned choice_answer(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n);

/* An answer that is none: nothing new comes of this run, it may end here. */
#define CHOICE_STOP (~0u)

/* The host's: survives a reset of the machine. NULL: the default schedule. */
void choice_ask(choice_answer *answer, void *context);
extern choice_answer *choice_answerer;
extern void *choice_context;
/* Ends the run where it asks; ke registers how. Does not come back. */
extern void (*choice_stop)(void);

static inline bool choice_open(void)
{
    return choice_answerer != 0;
}

static inline unsigned choose(const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    unsigned answer = choice_answerer ? choice_answerer(choice_context, place, options, n) : 0;
    if (__builtin_expect(answer == CHOICE_STOP, 0))
        choice_stop();
    return answer;
}

#endif
