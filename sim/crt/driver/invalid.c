/*
 * The kernel has no invalid-parameter handler and no errno: a *_s function that refuses returns its error, and that is
 * all.
 */
#include "crt.h"

void crt_invalid_parameter(void)
{
}

void crt_set_errno(int value)
{
    (void)value;
}
