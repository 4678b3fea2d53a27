/*
 * What bug checks are called and what their parameters mean, for reports.
 */
#ifndef NTSIM_BASE_BUGCHECK_H
#define NTSIM_BASE_BUGCHECK_H

#include <stdint.h>

struct bugcheck_text {
    uint32_t code;
    const char *name;
    const char *parameter[4]; /* NULL: reserved, or nothing to say */
};

/* NULL: no such code is known. */
const struct bugcheck_text *bugcheck_text(uint32_t code);

#endif
