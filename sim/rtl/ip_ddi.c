/*
 * Addresses as text, as drivers call for it: both widths over ip_text.c. Text is ASCII; a wide character beyond ends it.
 */
#include "rtl/ip_text.h"
#include "rtl/rtl.h"

#include <ip2string.h>
#include <stdio.h>
#include <string.h>

static size_t put_A(CHAR *to, const char *text, size_t length)
{
    memcpy(to, text, length + 1);
    return length;
}

static size_t put_W(WCHAR *to, const char *text, size_t length)
{
    for (size_t i = 0; i <= length; i++)
        to[i] = (WCHAR)text[i];
    return length;
}

static void get_A(char to[RTL_IP_TEXT], const CHAR *text)
{
    snprintf(to, RTL_IP_TEXT, "%s", text);
}

static void get_W(char to[RTL_IP_TEXT], const WCHAR *text)
{
    size_t i = 0;
    for (; i + 1 < RTL_IP_TEXT && text[i] && text[i] < 0x80; i++)
        to[i] = (char)text[i];
    to[i] = 0;
}

static USHORT swapped(USHORT number)
{
    return (USHORT)(number << 8 | number >> 8);
}

/* --- the Ex forms: a port, a scope, and nothing else ----------------------------------------------------------------------------------------------------- */

static size_t write4_ex(char *text, const IN_ADDR *address, USHORT port)
{
    size_t used = rtl_ip4_write(text, (const uint8_t *)address);
    return port ? used + (size_t)sprintf(text + used, ":%u", swapped(port)) : used;
}

static size_t write6_ex(char *text, const IN6_ADDR *address, ULONG scope, USHORT port)
{
    size_t used = port ? (size_t)sprintf(text, "[") : 0;
    used += rtl_ip6_write(text + used, address->u.Byte);
    if (scope)
        used += (size_t)sprintf(text + used, "%%%u", scope);
    return port ? used + (size_t)sprintf(text + used, "]:%u", swapped(port)) : used;
}

/* ":port", not 0, and the end; or the end alone. */
static bool read_port(const char *at, USHORT *port)
{
    uint64_t number = 0;
    if (*at == ':') {
        at = rtl_number_read(at + 1, 0xFFFF, &number);
        if (!at || number == 0)
            return false;
    }
    *port = swapped((USHORT)number);
    return *at == 0;
}

static bool read4_ex(const char *text, bool strict, IN_ADDR *address, USHORT *port)
{
    const char *end = rtl_ip4_read(text, strict, (uint8_t *)address);
    return end && read_port(end, port);
}

static bool read6_ex(const char *text, IN6_ADDR *address, ULONG *scope, USHORT *port)
{
    bool bracket = text[0] == '[';
    uint64_t number = 0;
    const char *at = rtl_ip6_read(text + bracket, address->u.Byte);
    if (at && *at == '%')
        at = at[1] >= '0' && at[1] <= '9' ? rtl_number_read(at + 1, 0xFFFFFFFF, &number) : NULL;
    if (!at || (bracket && *at++ != ']') || (!bracket && *at != 0))
        return false;
    *scope = (ULONG)number;
    return read_port(at, port);
}

/* --- both widths ------------------------------------------------------------------------------------------------------------------------------------------ */

/* The length that comes in, and that goes out, is in characters with the NUL. */
#define TELL(letter)                                                                                                                                        \
    if (!to || !length || *length < used + 1) {                                                                                                            \
        if (length)                                                                                                                                         \
            *length = (ULONG)used + 1;                                                                                                                      \
        return STATUS_INVALID_PARAMETER;                                                                                                                    \
    }                                                                                                                                                       \
    *length = (ULONG)put_##letter(to, text, used) + 1;                                                                                                      \
    return STATUS_SUCCESS;

/* Where reading stopped: the beginning when there was no address. */
#define READ(letter, call)                                                                                                                                  \
    char text[RTL_IP_TEXT];                                                                                                                                 \
    get_##letter(text, S);                                                                                                                                  \
    const char *end = call;                                                                                                                                 \
    *Terminator = S + (end ? end - text : 0);                                                                                                               \
    return end ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;

/* WDK: RtlIpv4AddressToString and its like. */
#define FAMILY(letter, type)                                                                                                                                \
    static NTSTATUS tell_##letter(type *to, PULONG length, const char *text, size_t used)                                                                   \
    {                                                                                                                                                       \
        TELL(letter)                                                                                                                                        \
    }                                                                                                                                                       \
    type *RtlIpv4AddressToString##letter(const IN_ADDR *Addr, type *S)                                                                                      \
    {                                                                                                                                                       \
        ddi_enter(RtlIpv4AddressToString##letter, NULL);                                                                                                    \
        char text[RTL_IP_TEXT];                                                                                                                             \
        return S + put_##letter(S, text, rtl_ip4_write(text, (const uint8_t *)Addr));                                                                       \
    }                                                                                                                                                       \
    NTSTATUS RtlIpv4AddressToStringEx##letter(const IN_ADDR *Address, USHORT Port, type *AddressString, PULONG AddressStringLength)                         \
    {                                                                                                                                                       \
        ddi_enter(RtlIpv4AddressToStringEx##letter, NULL);                                                                                                  \
        char text[RTL_IP_TEXT];                                                                                                                             \
        return tell_##letter(AddressString, AddressStringLength, text, write4_ex(text, Address, Port));                                                     \
    }                                                                                                                                                       \
    NTSTATUS RtlIpv4StringToAddress##letter(const type *S, BOOLEAN Strict, const type **Terminator, IN_ADDR *Addr)                                          \
    {                                                                                                                                                       \
        ddi_enter(RtlIpv4StringToAddress##letter, NULL);                                                                                                    \
        READ(letter, rtl_ip4_read(text, Strict, (uint8_t *)Addr))                                                                                           \
    }                                                                                                                                                       \
    NTSTATUS RtlIpv4StringToAddressEx##letter(const type *AddressString, BOOLEAN Strict, IN_ADDR *Address, PUSHORT Port)                                    \
    {                                                                                                                                                       \
        ddi_enter(RtlIpv4StringToAddressEx##letter, NULL);                                                                                                  \
        char text[RTL_IP_TEXT];                                                                                                                             \
        get_##letter(text, AddressString);                                                                                                                  \
        return read4_ex(text, Strict, Address, Port) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;                                                           \
    }                                                                                                                                                       \
    type *RtlIpv6AddressToString##letter(const IN6_ADDR *Addr, type *S)                                                                                     \
    {                                                                                                                                                       \
        ddi_enter(RtlIpv6AddressToString##letter, NULL);                                                                                                    \
        char text[RTL_IP_TEXT];                                                                                                                             \
        return S + put_##letter(S, text, rtl_ip6_write(text, Addr->u.Byte));                                                                                \
    }                                                                                                                                                       \
    NTSTATUS RtlIpv6AddressToStringEx##letter(const IN6_ADDR *Address, ULONG ScopeId, USHORT Port, type *AddressString, PULONG AddressStringLength)         \
    {                                                                                                                                                       \
        ddi_enter(RtlIpv6AddressToStringEx##letter, NULL);                                                                                                  \
        char text[RTL_IP_TEXT];                                                                                                                             \
        return tell_##letter(AddressString, AddressStringLength, text, write6_ex(text, Address, ScopeId, Port));                                            \
    }                                                                                                                                                       \
    NTSTATUS RtlIpv6StringToAddress##letter(const type *S, const type **Terminator, IN6_ADDR *Addr)                                                         \
    {                                                                                                                                                       \
        ddi_enter(RtlIpv6StringToAddress##letter, NULL);                                                                                                    \
        READ(letter, rtl_ip6_read(text, Addr->u.Byte))                                                                                                      \
    }                                                                                                                                                       \
    NTSTATUS RtlIpv6StringToAddressEx##letter(const type *AddressString, IN6_ADDR *Address, PULONG ScopeId, PUSHORT Port)                                   \
    {                                                                                                                                                       \
        ddi_enter(RtlIpv6StringToAddressEx##letter, NULL);                                                                                                  \
        char text[RTL_IP_TEXT];                                                                                                                             \
        get_##letter(text, AddressString);                                                                                                                  \
        return read6_ex(text, Address, ScopeId, Port) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;                                                          \
    }                                                                                                                                                       \
    type *RtlEthernetAddressToString##letter(const DL_EUI48 *Addr, type *S)                                                                                 \
    {                                                                                                                                                       \
        ddi_enter(RtlEthernetAddressToString##letter, NULL);                                                                                                \
        char text[RTL_IP_TEXT];                                                                                                                             \
        return S + put_##letter(S, text, rtl_ethernet_write(text, Addr->Byte));                                                                             \
    }                                                                                                                                                       \
    NTSTATUS RtlEthernetStringToAddress##letter(const type *S, const type **Terminator, DL_EUI48 *Addr)                                                     \
    {                                                                                                                                                       \
        ddi_enter(RtlEthernetStringToAddress##letter, NULL);                                                                                                \
        READ(letter, rtl_ethernet_read(text, Addr->Byte))                                                                                                   \
    }

FAMILY(A, CHAR)
FAMILY(W, WCHAR)
