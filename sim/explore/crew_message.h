/* What a worker writes to the owner of its crew (crew.c reads, crew_worker.c writes). Both are the same program, so there is no format but the structure. */
#ifndef NTSIM_EXPLORE_CREW_MESSAGE_H
#define NTSIM_EXPLORE_CREW_MESSAGE_H

#include "explore/crew.h"

enum said { SAID_HELLO, SAID_PROGRESS, SAID_ANSWER };

struct hello {
    uint64_t hash, horizon;
};
struct progress {
    uint64_t runs, next;
};
struct message {
    uint64_t said; /* enum said */
    union {
        struct hello hello;
        struct progress progress;
        struct task_answer answer;
    };
};

#endif
