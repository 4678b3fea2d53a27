/*
 * The variable-sized structures that the query routines fill: a fixed part, then bytes behind it. Too little room for the fixed part is
 * STATUS_BUFFER_TOO_SMALL and nothing written; too little for the rest is STATUS_BUFFER_OVERFLOW and as much as fits. The whole size is told in both.
 */
#ifndef NTSIM_CM_OUTPUT_H
#define NTSIM_CM_OUTPUT_H

#include <stdbool.h>
#include <string.h>
#include <wdm.h>

struct cm_output {
    UCHAR *to;
    ULONG room, size;
    NTSTATUS status;
};

static inline void cm_put(struct cm_output *out, ULONG at, const void *from, ULONG bytes, bool fixed)
{
    if (out->size < at + bytes)
        out->size = at + bytes;
    if (out->status == STATUS_BUFFER_TOO_SMALL)
        return;
    ULONG fits = at >= out->room ? 0 : out->room - at < bytes ? out->room - at : bytes;
    if (fits < bytes)
        out->status = fixed ? STATUS_BUFFER_TOO_SMALL : STATUS_BUFFER_OVERFLOW;
    if (fits && out->status != STATUS_BUFFER_TOO_SMALL)
        memcpy(out->to + at, from, fits);
}

#endif
