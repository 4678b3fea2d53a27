/*
 * What status values are called, for reports.
 */
#ifndef NTSIM_BASE_STATUS_H
#define NTSIM_BASE_STATUS_H

#include <stdint.h>

/* "STATUS_PENDING"; NULL: no name is known. */
const char *status_name(uint32_t status);

#endif
