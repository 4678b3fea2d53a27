/* What tests of objects, threads and the run-time library share: the machine, and 16-bit text. */
#ifndef NTSIM_TEST_UNIT_OB_TEST_H
#define NTSIM_TEST_UNIT_OB_TEST_H

#include "../machine_fixture.h"

static inline UNICODE_STRING wide(const WCHAR *text)
{
    size_t chars = 0;
    while (text[chars])
        chars++;
    return (UNICODE_STRING){(USHORT)(chars * sizeof(WCHAR)), (USHORT)((chars + 1) * sizeof(WCHAR)), (PWSTR)text};
}

static inline bool is_wide(const WCHAR *text, const WCHAR *expected)
{
    while (*text && *text == *expected)
        text++, expected++;
    return *text == *expected;
}

#endif
