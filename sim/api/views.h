/*
 * The debugger views that a run was asked for (options.views), shown at its end, or at the first moment that options.view_at means.
 */
#ifndef NTSIM_API_VIEWS_H
#define NTSIM_API_VIEWS_H

#include "event/event.h"
#include "lab/lab.h"
#include <ntsim/ntsim.h>

struct views {
    const char *const *commands; /* NULL: none */
    struct ntsim_report *report;
    const char *at;     /* as asked; NULL: at the end */
    enum ev_kind kind;  /* EV_KINDS: at a time */
    uint64_t time_100ns; /* since the start */
    bool shown;
    void *stack;        /* of the host's own: views are told in the middle of a run, on whatever stack that is */
    char error[LAB_ERROR_SIZE];
};

/* False: there is no such view, event or time: api_fail has been called. */
bool views_prepare(struct views *views, const struct ntsim_options *options, struct ntsim_report *report);
/* Whether a view tells of the system's own references, which have to be written down then. */
bool views_trace_references(const struct views *views);
void views_listen(struct views *views);
/* The run is over: shows them if the moment never came. False: an argument meant nothing, api_fail has been called. */
bool views_finish(struct views *views);

#endif
