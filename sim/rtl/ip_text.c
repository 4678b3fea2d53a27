/*
 * Reading and writing addresses. An IPv6 address is written as RFC 5952 wants it, the longest run of zeros as "::"; those that stand for an IPv4 address end in its
 * dotted form, as Windows writes them.
 */
#include "rtl/ip_text.h"

#include <stdio.h>
#include <string.h>

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

static const char *read_digits(const char *text, unsigned base, uint64_t max, uint64_t *value)
{
    const char *at = text;
    *value = 0;
    for (; (unsigned)digit(*at) < base; at++) {
        *value = *value * base + (unsigned)digit(*at);
        if (*value > max)
            return NULL;
    }
    return at > text ? at : NULL;
}

const char *rtl_number_read(const char *text, uint64_t max, uint64_t *value)
{
    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
        return read_digits(text + 2, 16, max, value);
    return read_digits(text, text[0] == '0' ? 8 : 10, max, value);
}

static const char *read_part(const char *text, bool strict, uint64_t *value)
{
    if (strict && text[0] == '0' && digit(text[1]) < 10)
        return NULL;
    return strict ? read_digits(text, 10, 255, value) : rtl_number_read(text, 0xFFFFFFFF, value);
}

/* `parts` numbers, of which the last fills the bytes that are left. */
static bool put_parts(const uint64_t *part, unsigned parts, uint8_t address[4])
{
    for (unsigned i = 0; i + 1 < parts; i++) {
        if (part[i] > 255)
            return false;
        address[i] = (uint8_t)part[i];
    }
    unsigned bytes = 5 - parts;
    if (part[parts - 1] >> (8 * bytes))
        return false;
    for (unsigned i = 0; i < bytes; i++)
        address[3 - i] = (uint8_t)(part[parts - 1] >> (8 * i));
    return true;
}

const char *rtl_ip4_read(const char *text, bool strict, uint8_t address[4])
{
    uint64_t part[4];
    unsigned parts = 0;
    const char *at = text;
    for (;;) {
        at = read_part(at, strict, &part[parts++]);
        if (!at)
            return NULL;
        if (*at != '.' || parts == 4)
            break;
        at++;
    }
    return (!strict || parts == 4) && put_parts(part, parts, address) ? at : NULL;
}

/* --- IPv6 ---------------------------------------------------------------------------------------------------------------------------------------------- */

struct groups {
    uint16_t group[8];
    unsigned count;
    int gap; /* groups in front of "::"; -1: there is none */
};

/* An IPv4 address at the end takes two groups. */
static const char *read_dotted_tail(const char *text, struct groups *groups)
{
    uint8_t tail[4];
    const char *end = groups->count <= 6 ? rtl_ip4_read(text, true, tail) : NULL;
    if (!end)
        return NULL;
    groups->group[groups->count++] = (uint16_t)(tail[0] << 8 | tail[1]);
    groups->group[groups->count++] = (uint16_t)(tail[2] << 8 | tail[3]);
    return end;
}

static const char *read_group(const char *text, struct groups *groups, bool *last)
{
    uint64_t value;
    const char *end = read_digits(text, 16, 0xFFFF, &value);
    if (!end || end - text > 4)
        return NULL;
    *last = *end == '.';
    if (*last)
        return read_dotted_tail(text, groups);
    groups->group[groups->count++] = (uint16_t)value;
    return end;
}

/* "::" may stand once, where a group would. */
static bool read_gap(const char **at, struct groups *groups)
{
    if ((*at)[0] != ':' || (*at)[1] != ':' || groups->gap >= 0)
        return false;
    groups->gap = (int)groups->count;
    *at += 2;
    return true;
}

static const char *read_groups(const char *text, struct groups *groups)
{
    const char *at = text;
    bool last = false, open = !read_gap(&at, groups); /* `open`: a group must follow */
    while (groups->count < 8 && !last) {
        if (digit(*at) > 15)
            break;
        at = read_group(at, groups, &last);
        if (!at)
            return NULL;
        open = false;
        if (last || groups->count == 8 || read_gap(&at, groups))
            continue;
        if (*at != ':' || digit(at[1]) > 15)
            break;
        at++;
        open = true;
    }
    return open ? NULL : at;
}

const char *rtl_ip6_read(const char *text, uint8_t address[16])
{
    struct groups groups = {.gap = -1};
    const char *end = read_groups(text, &groups);
    if (!end || (groups.gap < 0 ? groups.count != 8 : groups.count > 7))
        return NULL;
    memset(address, 0, 16);
    for (unsigned i = 0; i < groups.count; i++) {
        unsigned place = (groups.gap >= 0 && i >= (unsigned)groups.gap ? 8 - groups.count + i : i) & 7;
        address[2 * place] = (uint8_t)(groups.group[i] >> 8);
        address[2 * place + 1] = (uint8_t)groups.group[i];
    }
    return end;
}

static unsigned group_of(const uint8_t address[16], unsigned i)
{
    return (unsigned)address[2 * i] << 8 | address[2 * i + 1];
}

/* Mapped, compatible, translated and ISATAP addresses. */
static bool ends_in_ipv4(const uint8_t address[16])
{
    bool zeros = true;
    for (unsigned i = 0; i < 8; i++)
        zeros &= address[i] == 0;
    unsigned fourth = group_of(address, 4), fifth = group_of(address, 5);
    if ((fourth & ~0x0200u) == 0 && fifth == 0x5EFE)
        return true;
    if (!zeros)
        return false;
    return (fourth == 0 && fifth == 0xFFFF) || (fourth == 0xFFFF && fifth == 0) || (fourth == 0 && fifth == 0 && group_of(address, 6) != 0);
}

/* The longest run of two zeros or more among the first `groups`, the first of equals. */
static void longest_run(const uint8_t address[16], unsigned groups, unsigned *start, unsigned *length)
{
    *start = groups, *length = 0;
    for (unsigned i = 0, run = 0; i < groups; i++) {
        run = group_of(address, i) == 0 ? run + 1 : 0;
        if (run > 1 && run > *length)
            *length = run, *start = i + 1 - run;
    }
}

size_t rtl_ip6_write(char *text, const uint8_t address[16])
{
    unsigned groups = ends_in_ipv4(address) ? 6 : 8, start, length;
    size_t used = 0;
    longest_run(address, groups, &start, &length);
    for (unsigned i = 0; i < groups; i++) {
        if (i == start) {
            used += (size_t)sprintf(text + used, "::");
            i += length - 1;
            continue;
        }
        used += (size_t)sprintf(text + used, "%s%x", i == 0 || i == start + length ? "" : ":", group_of(address, i));
    }
    if (groups == 8)
        return used;
    if (start + length != 6)
        text[used++] = ':';
    return used + rtl_ip4_write(text + used, address + 12);
}

size_t rtl_ip4_write(char *text, const uint8_t address[4])
{
    return (size_t)sprintf(text, "%u.%u.%u.%u", address[0], address[1], address[2], address[3]);
}

/* --- Ethernet ------------------------------------------------------------------------------------------------------------------------------------------ */

const char *rtl_ethernet_read(const char *text, uint8_t address[6])
{
    const char *at = text;
    for (unsigned i = 0; i < 6; i++, at += 2) {
        if (i > 0 && ((*at != '-' && *at != ':') || *at++ != text[2]))
            return NULL;
        if (digit(at[0]) > 15 || digit(at[1]) > 15)
            return NULL;
        address[i] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
    }
    return at;
}

size_t rtl_ethernet_write(char *text, const uint8_t address[6])
{
    return (size_t)sprintf(text, "%02X-%02X-%02X-%02X-%02X-%02X", address[0], address[1], address[2], address[3], address[4], address[5]);
}
