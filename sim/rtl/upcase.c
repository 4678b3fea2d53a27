/*
 * Case of letters, one 16-bit unit to one. Ranges where upper and lower stand apart by a constant or alternate; the few that do neither are listed.
 */
#include "rtl/rtl.h"

struct range {
    WCHAR first, last; /* of the lower-case letters */
    int16_t distance;  /* to upper case; 0: alternate, the even code is upper; 1: alternate, the odd code is upper */
};

static const struct range ranges[] = {
    {0x0061, 0x007A, -32},    {0x00E0, 0x00F6, -32},  {0x00F8, 0x00FE, -32},  {0x00FF, 0x00FF, 121},  {0x0100, 0x012F, 0},
    {0x0132, 0x0137, 0},      {0x0139, 0x0148, 1},    {0x014A, 0x0177, 0},    {0x0179, 0x017E, 1},    {0x01CD, 0x01DC, 1},
    {0x01DE, 0x01EF, 0},      {0x01F8, 0x021F, 0},    {0x0222, 0x0233, 0},    {0x03AC, 0x03AC, -38},  {0x03AD, 0x03AF, -37},
    {0x03B1, 0x03C1, -32},    {0x03C3, 0x03CB, -32},  {0x03CC, 0x03CC, -64},  {0x03CD, 0x03CE, -63},  {0x03D8, 0x03EF, 0},
    {0x0430, 0x044F, -32},    {0x0450, 0x045F, -80},  {0x0460, 0x0481, 0},    {0x048A, 0x04BF, 0},    {0x04C1, 0x04CE, 1},
    {0x04D0, 0x052F, 0},      {0x0561, 0x0586, -48},  {0x1E00, 0x1E95, 0},    {0x1EA0, 0x1EFF, 0},    {0x24D0, 0x24E9, -26},
    {0xFF41, 0xFF5A, -32},
};
#define RANGES (sizeof ranges / sizeof *ranges)

static bool alternates(const struct range *range)
{
    return range->distance == 0 || range->distance == 1;
}

/* In an alternating range the lower-case letter follows its upper-case one. */
static bool is_lower(const struct range *range, WCHAR c)
{
    return !alternates(range) || (c & 1) != range->distance;
}

WCHAR rtl_upcase(WCHAR c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z' ? (WCHAR)(c - 32) : c;
    for (size_t i = 0; i < RANGES; i++)
        if (c >= ranges[i].first && c <= ranges[i].last && is_lower(&ranges[i], c))
            return (WCHAR)(alternates(&ranges[i]) ? c - 1 : c + ranges[i].distance);
    return c;
}

WCHAR rtl_downcase(WCHAR c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? (WCHAR)(c + 32) : c;
    for (size_t i = 0; i < RANGES; i++) {
        const struct range *range = &ranges[i];
        if (alternates(range)) {
            if (c >= range->first && c <= range->last && !is_lower(range, c))
                return (WCHAR)(c + 1);
        } else if (c - range->distance >= range->first && c - range->distance <= range->last) {
            return (WCHAR)(c - range->distance);
        }
    }
    return c;
}

/* WDK: RtlUpcaseUnicodeChar. */
WCHAR RtlUpcaseUnicodeChar(WCHAR SourceCharacter)
{
    ddi_enter(RtlUpcaseUnicodeChar, NULL);
    return rtl_upcase(SourceCharacter);
}

/* WDK: RtlDowncaseUnicodeChar. */
WCHAR RtlDowncaseUnicodeChar(WCHAR SourceCharacter)
{
    ddi_enter(RtlDowncaseUnicodeChar, NULL);
    return rtl_downcase(SourceCharacter);
}

/* WDK: RtlUpperChar. */
CHAR RtlUpperChar(CHAR Character)
{
    ddi_enter(RtlUpperChar, NULL);
    return Character >= 'a' && Character <= 'z' ? (CHAR)(Character - 32) : Character;
}
