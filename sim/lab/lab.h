/*
 * The debugger views (reference: debuggercmds of the Windows driver documentation): "!drvobj NAME" and the like, as text. They read the machine as it is - at
 * its end, or at an event in the middle - and change nothing. Addresses are those that a driver would see; names, paths and object ids (V3) stand for them.
 *
 * Pointers in driver memory are believed only after they were checked: damage is told, and is never ours.
 */
#ifndef NTSIM_LAB_H
#define NTSIM_LAB_H

#include "report/report.h"

#define LAB_ERROR_SIZE 320

struct lab_call;
struct lab_view {
    const char *name;      /* "!drvobj" */
    const char *arguments; /* "NAME [FLAGS]" */
    const char *help;      /* one line */
    unsigned least, most;  /* arguments */
    void (*show)(struct lab_call *call);
};
/* In alphabetical order. */
size_t lab_views(const struct lab_view **views);

/* Whether there is such a view and it takes so many arguments; false: *error is one sentence. No machine is needed. */
bool lab_check(const char *command, char error[LAB_ERROR_SIZE]);
/* Shows a view of the machine that there is. False: an argument means nothing in it, *error is one sentence; nothing was added to `out`. */
bool lab_show(const char *command, struct text *out, char error[LAB_ERROR_SIZE]);

/* The event of this name, as in event_kinds.def ("IMAGE_FREE"); EV_KINDS: there is none. */
enum ev_kind lab_event_named(const char *name);

#endif
