/* Another source of the same driver, with functions of the same names. */
#include <wdm.h>

extern VOID (*const Other[])(VOID);

#pragma code_seg("PAGE")

static VOID twice(VOID)
{
}

static VOID twice_paged(VOID)
{
}

#pragma code_seg()

VOID (*const Other[])(VOID) = {twice, twice_paged};
