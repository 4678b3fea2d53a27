/*
 * UTF-8 and UTF-16, strictly: no overlong forms, no surrogates in UTF-8, no half pairs in UTF-16. What is broken becomes U+FFFD and is reported.
 */
#include "rtl/rtl.h"

#define REPLACEMENT 0xFFFDu

/* Bytes that follow a lead byte; -1: it is none. */
static int followers(unsigned char lead)
{
    if (lead < 0x80)
        return 0;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 1;
    if ((lead & 0xF0) == 0xE0)
        return 2;
    return lead >= 0xF0 && lead <= 0xF4 ? 3 : -1;
}

static bool valid(uint32_t code, int extra)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    return code >= least[extra] && code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
}

/* One character from the front; *used bytes. */
static uint32_t decode(const unsigned char *from, size_t bytes, size_t *used, bool *broken)
{
    static const uint8_t lead_mask[] = {0x7F, 0x1F, 0x0F, 0x07};
    int extra = followers(*from);
    *used = 1;
    if (extra >= 0) {
        uint32_t code = *from & lead_mask[extra];
        int seen = 0;
        while (seen < extra && *used < bytes && (from[*used] & 0xC0) == 0x80) {
            code = code << 6 | (from[*used] & 0x3Fu);
            ++*used;
            seen++;
        }
        if (seen == extra && valid(code, extra))
            return code;
        *used = 1;
    }
    if (broken)
        *broken = true;
    return REPLACEMENT;
}

size_t rtl_utf8_to_utf16(const char *from, size_t bytes, WCHAR *to, size_t room, bool *broken)
{
    size_t units = 0;
    for (size_t at = 0, used; at < bytes; at += used) {
        uint32_t code = decode((const unsigned char *)from + at, bytes - at, &used, broken);
        WCHAR pair[2] = {(WCHAR)code, 0};
        size_t n = 1;
        if (code >= 0x10000) {
            pair[0] = (WCHAR)(0xD800 + ((code - 0x10000) >> 10));
            pair[1] = (WCHAR)(0xDC00 + (code & 0x3FF));
            n = 2;
        }
        for (size_t i = 0; i < n && to && units + n <= room; i++)
            to[units + i] = pair[i];
        units += n;
    }
    return units;
}

static size_t encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint8_t lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(lead[n] | code);
    return n;
}

size_t rtl_utf16_to_utf8(const WCHAR *from, size_t chars, char *to, size_t room, bool *broken)
{
    size_t bytes = 0;
    for (size_t at = 0; at < chars; at++) {
        uint32_t code = from[at];
        bool high = code >= 0xD800 && code <= 0xDBFF;
        if (high && at + 1 < chars && from[at + 1] >= 0xDC00 && from[at + 1] <= 0xDFFF) {
            code = 0x10000 + ((code - 0xD800) << 10) + (from[++at] - 0xDC00u);
        } else if (code >= 0xD800 && code <= 0xDFFF) {
            code = REPLACEMENT;
            if (broken)
                *broken = true;
        }
        char out[4];
        size_t n = encode(code, out);
        for (size_t i = 0; i < n && to && bytes + n <= room; i++)
            to[bytes + i] = out[i];
        bytes += n;
    }
    return bytes;
}
