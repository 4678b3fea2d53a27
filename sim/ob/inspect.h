/*
 * Objects and their references for those who only look: nothing is referenced, allocated or changed.
 */
#ifndef NTSIM_OB_INSPECT_H
#define NTSIM_OB_INSPECT_H

#include "ob/ob.h"

/* The object of a path; links on the way are followed, one at the end is found itself. NULL: there is none. */
const void *ob_peek(const char *path);
const void *ob_directory_of(const void *body); /* in which it has its name; NULL */
/* In order of insertion; names have no NUL behind. */
void ob_directory_peek(const void *directory, void (*visit)(void *context, const void *body, const WCHAR *name, size_t chars), void *context);

struct ob_type_info {
    const char *name;
    LONG_PTR objects, handles;
};
void ob_types_peek(void (*visit)(void *context, const struct ob_type_info *info), void *context);
const char *ob_reason_name(enum ob_reason reason);

/* --- the reference trace -------------------------------------------------------------------------------------------------------------------- */
#define OB_TRACE_CALLS 4
struct ob_trace_row {
    uint64_t sequence, at_100ns;
    uint64_t partner; /* the drop of a take, or the take of a drop; 0: none */
    uint32_t context; /* thread */
    ULONG tag;
    int8_t change;    /* 1, -1 */
    uint8_t reason;   /* enum ob_reason */
    uint8_t call_count;
    uintptr_t calls[OB_TRACE_CALLS]; /* innermost first */
};
/* Rows in order; how many older ones, all of them paired, were forgotten. */
uint64_t ob_trace_visit(const void *body, void (*visit)(void *context, const struct ob_trace_row *row), void *context);
/* From now on the simulator's own references are in the trace too, not only drivers'. */
void ob_trace_all(void);
bool ob_traced_all(void);

#endif
