/*
 * Numbers as text and back.
 */
#include "rtl/rtl.h"

static bool base_known(ULONG base)
{
    return base == 0 || base == 2 || base == 8 || base == 10 || base == 16;
}

static int digit_of(WCHAR c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = rtl_upcase(c);
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* White space, a sign, and for base 0 a prefix 0x, 0o or 0b; then digits as far as they go. No digits is the number 0. */
static ULONG parse(const WCHAR *at, const WCHAR *end, ULONG base)
{
    while (at < end && *at <= ' ')
        at++;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (base == 0) {
        base = 10;
        if (end - at >= 2 && at[0] == '0') {
            WCHAR kind = rtl_downcase(at[1]);
            base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 10;
            at += base == 10 ? 0 : 2;
        }
    }
    ULONG value = 0;
    for (; at < end && digit_of(*at) < (int)base; at++)
        value = value * base + (ULONG)digit_of(*at);
    return negative ? 0 - value : value;
}

/* WDK: RtlUnicodeStringToInteger. */
NTSTATUS RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base, PULONG Value)
{
    ddi_enter(RtlUnicodeStringToInteger, NULL);
    if (!base_known(Base))
        return STATUS_INVALID_PARAMETER;
    *Value = parse(String->Buffer, String->Buffer + String->Length / sizeof(WCHAR), Base);
    return STATUS_SUCCESS;
}

/* WDK: RtlCharToInteger. */
NTSTATUS RtlCharToInteger(PCSZ String, ULONG Base, PULONG Value)
{
    ddi_enter(RtlCharToInteger, NULL);
    WCHAR wide[80];
    size_t chars = 0;
    if (!base_known(Base))
        return STATUS_INVALID_PARAMETER;
    for (; String[chars] && chars < 80; chars++)
        wide[chars] = (unsigned char)String[chars];
    *Value = parse(wide, wide + chars, Base);
    return STATUS_SUCCESS;
}

static NTSTATUS print(ULONGLONG value, ULONG base, PUNICODE_STRING string)
{
    WCHAR text[65];
    size_t at = 65;
    if (!base_known(base))
        return STATUS_INVALID_PARAMETER;
    if (base == 0)
        base = 10;
    do
        text[--at] = L"0123456789ABCDEF"[value % base];
    while ((value /= base) != 0);
    size_t chars = 65 - at;
    if (chars * sizeof(WCHAR) > string->MaximumLength)
        return STATUS_BUFFER_OVERFLOW;
    for (size_t i = 0; i < chars; i++)
        string->Buffer[i] = text[at + i];
    string->Length = (USHORT)(chars * sizeof(WCHAR));
    if (string->Length + sizeof(WCHAR) <= string->MaximumLength)
        string->Buffer[chars] = 0;
    return STATUS_SUCCESS;
}

/* WDK: RtlIntegerToUnicodeString. Base 0 is 10. */
NTSTATUS RtlIntegerToUnicodeString(ULONG Value, ULONG Base, PUNICODE_STRING String)
{
    ddi_enter(RtlIntegerToUnicodeString, NULL);
    return print(Value, Base, String);
}

/* WDK: RtlInt64ToUnicodeString. */
NTSTATUS RtlInt64ToUnicodeString(ULONGLONG Value, ULONG Base, PUNICODE_STRING String)
{
    ddi_enter(RtlInt64ToUnicodeString, NULL);
    return print(Value, Base, String);
}
