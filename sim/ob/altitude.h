/*
 * Altitudes: where a filter stands among the others, as drivers write them (object callbacks, registry callbacks).
 */
#ifndef NTSIM_OB_ALTITUDE_H
#define NTSIM_OB_ALTITUDE_H

#include <stdbool.h>
#include <wdm.h>

#define OB_ALTITUDE_CHARS 64 /* with the NUL */

/* The digits as text without what does not count, so that two spellings of one number are one text; false: it is no number. */
bool ob_altitude_read(const UNICODE_STRING *from, char *to);
/* Negative: `left` is the lower one. */
int ob_altitude_compare(const char *left, const char *right);

#endif
