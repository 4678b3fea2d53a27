/*
 * GUIDs as text: {8-4-4-4-12} hexadecimal digits, braces included, 38 characters.
 */
#include "rtl/rtl.h"

#define GUID_CHARS 38

/* Which byte of a GUID each pair of digits is; the first three groups are little-endian numbers. */
static const uint8_t byte_order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

static bool dash_at(int position)
{
    return position == 9 || position == 14 || position == 19 || position == 24;
}

void rtl_guid_text(const GUID *guid, char text[RTL_GUID_TEXT])
{
    const uint8_t *bytes = (const uint8_t *)guid;
    int at = 0;
    text[at++] = '{';
    for (int i = 0; i < 16; i++) {
        if (dash_at(at))
            text[at++] = '-';
        text[at++] = "0123456789ABCDEF"[bytes[byte_order[i]] >> 4];
        text[at++] = "0123456789ABCDEF"[bytes[byte_order[i]] & 15];
    }
    text[at++] = '}';
    text[at] = 0;
}

/* WDK: RtlStringFromGUID. The buffer comes from paged pool; RtlFreeUnicodeString gives it back. */
NTSTATUS RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString)
{
    ddi_enter(RtlStringFromGUID, NULL);
    WCHAR *text = mm_pool_alloc(PagedPool, (GUID_CHARS + 1) * sizeof(WCHAR), 0x53727452u, false, gate_.site);
    if (!text)
        return STATUS_NO_MEMORY;
    char narrow[RTL_GUID_TEXT];
    rtl_guid_text(Guid, narrow);
    for (int i = 0; i < RTL_GUID_TEXT; i++)
        text[i] = narrow[i];
    *GuidString = (UNICODE_STRING){GUID_CHARS * sizeof(WCHAR), (GUID_CHARS + 1) * sizeof(WCHAR), text};
    return STATUS_SUCCESS;
}

static int digit_of(WCHAR c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = rtl_upcase(c);
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* WDK: RtlGUIDFromString. */
NTSTATUS RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid)
{
    ddi_enter(RtlGUIDFromString, NULL);
    const WCHAR *text = GuidString->Buffer;
    uint8_t *bytes = (uint8_t *)Guid;
    if (GuidString->Length != GUID_CHARS * sizeof(WCHAR) || text[0] != '{' || text[GUID_CHARS - 1] != '}')
        return STATUS_INVALID_PARAMETER;
    int at = 1;
    for (int i = 0; i < 16; i++) {
        if (dash_at(at) && text[at++] != '-')
            return STATUS_INVALID_PARAMETER;
        int high = digit_of(text[at]), low = digit_of(text[at + 1]);
        if (high < 0 || low < 0)
            return STATUS_INVALID_PARAMETER;
        bytes[byte_order[i]] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return STATUS_SUCCESS;
}
