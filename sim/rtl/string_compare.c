/*
 * Comparing counted strings, by code unit, with or without case.
 */
#include "rtl/rtl.h"

#include <string.h>

int rtl_compare(const WCHAR *left, size_t left_chars, const WCHAR *right, size_t right_chars, bool fold)
{
    size_t common = left_chars < right_chars ? left_chars : right_chars;
    for (size_t i = 0; i < common; i++) {
        int a = fold ? rtl_upcase(left[i]) : left[i];
        int b = fold ? rtl_upcase(right[i]) : right[i];
        if (a != b)
            return a - b;
    }
    return left_chars < right_chars ? -1 : left_chars > right_chars;
}

static int compare(PCUNICODE_STRING left, PCUNICODE_STRING right, bool fold)
{
    return rtl_compare(left->Buffer, left->Length / sizeof(WCHAR), right->Buffer, right->Length / sizeof(WCHAR), fold);
}

bool rtl_equal(PCUNICODE_STRING left, PCUNICODE_STRING right, bool fold)
{
    return left->Length == right->Length && compare(left, right, fold) == 0;
}

/* WDK: RtlCompareUnicodeString. */
LONG RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2, BOOLEAN CaseInSensitive)
{
    ddi_enter(RtlCompareUnicodeString, NULL);
    return compare(String1, String2, CaseInSensitive);
}

/* WDK: RtlEqualUnicodeString. */
BOOLEAN RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2, BOOLEAN CaseInSensitive)
{
    ddi_enter(RtlEqualUnicodeString, NULL);
    return rtl_equal(String1, String2, CaseInSensitive);
}

/* WDK: RtlPrefixUnicodeString. Whether the first begins the second. */
BOOLEAN RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2, BOOLEAN CaseInSensitive)
{
    ddi_enter(RtlPrefixUnicodeString, NULL);
    if (String2->Length < String1->Length)
        return FALSE;
    size_t chars = String1->Length / sizeof(WCHAR);
    return rtl_compare(String1->Buffer, chars, String2->Buffer, chars, CaseInSensitive) == 0;
}

static unsigned char fold_narrow(char c)
{
    return (unsigned char)(c >= 'a' && c <= 'z' ? c - 32 : c);
}

static int compare_narrow(const STRING *left, const STRING *right, bool fold)
{
    USHORT common = left->Length < right->Length ? left->Length : right->Length;
    for (USHORT i = 0; i < common; i++) {
        int a = fold ? fold_narrow(left->Buffer[i]) : (unsigned char)left->Buffer[i];
        int b = fold ? fold_narrow(right->Buffer[i]) : (unsigned char)right->Buffer[i];
        if (a != b)
            return a - b;
    }
    return left->Length - right->Length;
}

/* WDK: RtlCompareString. */
LONG RtlCompareString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    ddi_enter(RtlCompareString, NULL);
    return compare_narrow(String1, String2, CaseInSensitive);
}

/* WDK: RtlEqualString. */
BOOLEAN RtlEqualString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    ddi_enter(RtlEqualString, NULL);
    return String1->Length == String2->Length && compare_narrow(String1, String2, CaseInSensitive) == 0;
}

/* WDK: RtlUpperString. */
VOID RtlUpperString(PSTRING DestinationString, const STRING *SourceString)
{
    ddi_enter(RtlUpperString, NULL);
    USHORT n = SourceString->Length < DestinationString->MaximumLength ? SourceString->Length : DestinationString->MaximumLength;
    for (USHORT i = 0; i < n; i++)
        DestinationString->Buffer[i] = (CHAR)fold_narrow(SourceString->Buffer[i]);
    DestinationString->Length = n;
}

#define HASH_DEFAULT 0 /* HASH_STRING_ALGORITHM_DEFAULT */
#define HASH_X65599 1  /* HASH_STRING_ALGORITHM_X65599: the only one there is */

/* WDK: RtlHashUnicodeString. */
NTSTATUS RtlHashUnicodeString(PCUNICODE_STRING String, BOOLEAN CaseInSensitive, ULONG HashAlgorithm, PULONG HashValue)
{
    ddi_enter(RtlHashUnicodeString, NULL);
    if (!String || !HashValue || (HashAlgorithm != HASH_DEFAULT && HashAlgorithm != HASH_X65599))
        return STATUS_INVALID_PARAMETER;
    ULONG hash = 0;
    for (USHORT i = 0; i < String->Length / sizeof(WCHAR); i++)
        hash = hash * 65599 + (CaseInSensitive ? rtl_upcase(String->Buffer[i]) : String->Buffer[i]);
    *HashValue = hash;
    return STATUS_SUCCESS;
}

/* WDK: RtlPrefixString. */
BOOLEAN RtlPrefixString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    ddi_enter(RtlPrefixString, NULL);
    if (String2->Length < String1->Length)
        return FALSE;
    STRING start = {String1->Length, String1->Length, String2->Buffer};
    return compare_narrow(String1, &start, CaseInSensitive) == 0;
}

/* WDK: RtlSuffixUnicodeString. Whether the first ends the second. */
BOOLEAN RtlSuffixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2, BOOLEAN CaseInSensitive)
{
    ddi_enter(RtlSuffixUnicodeString, NULL);
    if (String2->Length < String1->Length)
        return FALSE;
    size_t chars = String1->Length / sizeof(WCHAR);
    const WCHAR *end = String2->Buffer + String2->Length / sizeof(WCHAR);
    return rtl_compare(String1->Buffer, chars, end - chars, chars, CaseInSensitive) == 0;
}
