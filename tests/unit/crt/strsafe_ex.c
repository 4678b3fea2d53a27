/*
 * Claims about the ...Ex forms of RtlString... and RtlUnicodeString..., by tables: every member of the family, narrow and wide, in units and in bytes, with each flag.
 */
#include "under_test.h"

#include "../../../include/ddk/crt/string.h"
#include "../../../include/ddk/ntstrsafe.h"

enum { CUT = (int)0x80000005, INVALID = (int)0xC000000D, ALL = 99 };

/* --- RtlString...Ex: what goes in, and the whole buffer that comes out ('.' a NUL, '#' untouched, 'f' the fill byte) ---------------------------------------------- */

#define ROOM 8

struct row {
    const char *before, *source;
    size_t size, count; /* ALL: the form without a count */
    unsigned flags;
    int result;
    const char *after;
    int end, left; /* where the text ends, what remains in units; -1: not told */
};

static const struct row copies[] = {
    {"", "abc", 6, ALL, 0, 0, "abc.####", 3, 3},
    {"", "abc", 4, ALL, 0, 0, "abc.####", 3, 1},
    {"", "abc", 3, ALL, 0, CUT, "ab.#####", 2, 1},
    {"", "abcdef", 6, 2, 0, 0, "ab.#####", 2, 4},
    {"", "abc", 6, 5, 0, 0, "abc.####", 3, 3},
    {"", "abc", 0, ALL, 0, INVALID, "########", -1, -1},
    {"", NULL, 6, ALL, STRSAFE_IGNORE_NULLS, 0, ".#######", 0, 6},
    {"", "", 0, ALL, STRSAFE_IGNORE_NULLS, 0, "########", 0, 0},
    {"", "abc", 0, ALL, STRSAFE_IGNORE_NULLS, CUT, "########", 0, 0},
    {"", "abc", 6, ALL, STRSAFE_FILL_BYTE('f'), 0, "abc.ff##", 3, 3},
    {"", "abc", 4, ALL, STRSAFE_FILL_BYTE('f'), 0, "abc.####", 3, 1},
    {"", "abcdef", 4, ALL, STRSAFE_FAILURE_BYTE('f'), CUT, "fff.####", 3, 1},
    {"", "abcdef", 4, ALL, STRSAFE_FAILURE_BYTE(0), CUT, "....####", 0, 4},
    {"", "abcdef", 4, ALL, STRSAFE_NULL_ON_FAILURE, CUT, ".bc.####", 0, 4},
    {"", "abcdef", 4, ALL, STRSAFE_NO_TRUNCATION, CUT, ".bc.####", 0, 4},
    {"", "abc", 6, ALL, 0x2000, INVALID, "########", -1, -1},
};

static const struct row appends[] = {
    {"ab", "cd", 6, ALL, 0, 0, "abcd.###", 4, 2},
    {"ab", "cdef", 6, 3, 0, 0, "abcde.##", 5, 1},
    {"ab", "cdef", 5, ALL, 0, CUT, "abcd.###", 4, 1},
    {"ab", "cdef", 5, ALL, STRSAFE_NO_TRUNCATION, CUT, "ab.d.###", 2, 3},
    {"ab", "cdef", 5, ALL, STRSAFE_NULL_ON_FAILURE, CUT, ".bcd.###", 0, 5},
    {"ab", "cdef", 5, ALL, STRSAFE_FAILURE_BYTE('f'), CUT, "ffff.###", 4, 1},
    {"ab", "c", 6, ALL, STRSAFE_FILL_BYTE('f'), 0, "abc.ff##", 3, 3},
    {"abcdef", "c", 4, ALL, 0, INVALID, "abcdef.#", -1, -1}, /* no NUL within the size */
    {"ab", NULL, 6, ALL, STRSAFE_IGNORE_NULLS, 0, "ab.#####", 2, 4},
};

static void want(const struct row *row, const char *name, int result, const char *seen, int end, int left)
{
    if (result != row->result || memcmp(seen, row->after, ROOM) || end != row->end || left != row->left)
        fail_msg("%s of \"%s\", \"%s\", %zu, %zu, 0x%x: 0x%x %.8s %d %d", name, row->before, row->source ? row->source : "NULL", row->size, row->count, row->flags,
                 (unsigned)result, seen, end, left);
}

/* One width, one way of counting: UNIT is what it counts in. */
#define TRY(kind, letter, type, unit)                                                                                                                               \
    static void try_##kind##letter(const struct row *row, bool behind)                                                                                              \
    {                                                                                                                                                               \
        type room[ROOM], source[ROOM] = {0}, *end = NULL;                                                                                                           \
        size_t left = (size_t)-1 / 2, size = row->size * (unit), count = row->count * (unit);                                                                       \
        char seen[ROOM];                                                                                                                                            \
        for (int i = 0; i < ROOM; i++)                                                                                                                              \
            room[i] = (type)(sizeof(type) == 2 ? 0x2323 : '#');                                                                                                     \
        for (size_t i = 0; row->source && row->source[i]; i++)                                                                                                      \
            source[i] = (type)row->source[i];                                                                                                                       \
        for (size_t i = 0; behind && i <= strlen(row->before); i++)                                                                                                 \
            room[i] = (type)row->before[i];                                                                                                                         \
        type *from = row->source ? source : NULL;                                                                                                                   \
        NTSTATUS result;                                                                                                                                            \
        if (behind)                                                                                                                                                 \
            result = row->count == ALL ? RtlString##kind##CatEx##letter(room, size, from, &end, &left, row->flags)                                                  \
                                       : RtlString##kind##CatNEx##letter(room, size, from, count, &end, &left, row->flags);                                         \
        else                                                                                                                                                        \
            result = row->count == ALL ? RtlString##kind##CopyEx##letter(room, size, from, &end, &left, row->flags)                                                 \
                                       : RtlString##kind##CopyNEx##letter(room, size, from, count, &end, &left, row->flags);                                        \
        for (int i = 0; i < ROOM; i++)                                                                                                                              \
            seen[i] = (char)(room[i] == 0 ? '.' : room[i] == (type)(sizeof(type) == 2 ? 0x6666 : 'f') ? 'f' : (room[i] & 0xFF));                                    \
        want(row, "RtlString" #kind "...Ex" #letter, result, seen, end ? (int)(end - room) : -1, left > 100 ? -1 : (int)(left / (unit)));                           \
    }

TRY(Cch, A, char, 1)
TRY(Cb, A, char, 1)
TRY(Cch, W, wchar_t, 1)
TRY(Cb, W, wchar_t, sizeof(wchar_t))

static void copies_and_appends_tell_the_end_and_the_rest(void **state)
{
    (void)state;
    static void (*const forms[])(const struct row *, bool) = {try_CchA, try_CbA, try_CchW, try_CbW};
    for (size_t form = 0; form < 4; form++) {
        for (size_t i = 0; i < sizeof copies / sizeof *copies; i++)
            forms[form](&copies[i], false);
        for (size_t i = 0; i < sizeof appends / sizeof *appends; i++)
            forms[form](&appends[i], true);
    }
}

static NTSTATUS print_list(char *room, size_t size, char **end, size_t *left, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    NTSTATUS status = RtlStringCbVPrintfExA(room, size, end, left, STRSAFE_FILL_BYTE('f'), format, arguments);
    va_end(arguments);
    return status;
}

static NTSTATUS print_wide_list(wchar_t *room, size_t size, wchar_t **end, size_t *left, const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    NTSTATUS status = RtlStringCchVPrintfExW(room, size, end, left, STRSAFE_NULL_ON_FAILURE, format, arguments);
    va_end(arguments);
    return status;
}

static void formats_do_so_too(void **state)
{
    char room[ROOM], *end;
    wchar_t wide[ROOM], *wide_end;
    size_t left;
    (void)state;
    assert_int_equal(RtlStringCchPrintfExA(room, ROOM, &end, &left, 0, "%d-%s", 12, "ab"), 0);
    assert_string_equal(room, "12-ab");
    assert_true(end == room + 5 && left == 3);
    assert_int_equal(RtlStringCchPrintfExA(room, 4, &end, &left, 0, "%d", 12345), CUT);
    assert_true(end == room + 3 && left == 1 && strcmp(room, "123") == 0);
    assert_int_equal(RtlStringCbPrintfExA(room, 4, &end, &left, STRSAFE_FAILURE_BYTE('x'), "%d", 12345), CUT);
    assert_string_equal(room, "xxx");
    assert_int_equal(print_list(room, 6, &end, &left, "%d", 77), 0);
    assert_memory_equal(room, "77\0fff", 6);
    assert_true(end == room + 2 && left == 4);
    assert_int_equal(RtlStringCbPrintfExW(wide, sizeof wide - 1, &wide_end, &left, 0, L"%ls", L"abc"), 0);
    assert_true(wide_end == wide + 3 && left == sizeof wide - 1 - 6 && wcscmp(wide, L"abc") == 0); /* the odd byte counts */
    assert_int_equal(RtlStringCchPrintfExW(wide, 3, &wide_end, &left, STRSAFE_NULL_ON_FAILURE, L"%ls", L"abc"), CUT);
    assert_true(wide_end == wide && left == 3 && wide[0] == 0);
    assert_int_equal(print_wide_list(wide, 3, NULL, NULL, L"%d", 1), 0);
    assert_int_equal(wide[0], '1');
    assert_int_equal(RtlStringCbVPrintfExW(NULL, 0, NULL, NULL, 0, L"", (va_list){0}), INVALID);
    assert_int_equal(RtlStringCchVPrintfExA(NULL, 0, NULL, NULL, STRSAFE_IGNORE_NULLS, NULL, (va_list){0}), 0);
    assert_int_equal(RtlStringCchPrintfExA(NULL, 0, &end, &left, STRSAFE_IGNORE_NULLS, "x"), INVALID);
}

static void counted_text_is_copied_with_a_nul(void **state)
{
    wchar_t room[6], *end;
    size_t left;
    UNICODE_STRING abc = {6, 6, (PWSTR)L"abcdef"}, odd = {3, 6, (PWSTR)L"abc"}, none = {0, 0, NULL};
    (void)state;
    assert_int_equal(RtlStringCchCopyUnicodeString(room, 6, &abc), 0);
    assert_int_equal(wcscmp(room, L"abc"), 0);
    assert_int_equal(RtlStringCbCopyUnicodeString(room, 6, &abc), CUT);
    assert_int_equal(wcscmp(room, L"ab"), 0);
    assert_int_equal(RtlStringCchCopyUnicodeString(room, 6, &odd), INVALID);
    assert_int_equal(RtlStringCchCopyUnicodeString(room, 6, NULL), INVALID);
    assert_int_equal(RtlStringCchCopyUnicodeString(room, 6, &none), 0);
    assert_int_equal(room[0], 0);
    assert_int_equal(RtlStringCchCopyUnicodeStringEx(room, 6, &abc, &end, &left, STRSAFE_FILL_BYTE('f')), 0);
    assert_true(end == room + 3 && left == 3 && room[4] == 0x6666);
    assert_int_equal(RtlStringCbCopyUnicodeStringEx(room, 4, NULL, &end, &left, STRSAFE_IGNORE_NULLS), 0);
    assert_true(end == room && left == 4 && room[0] == 0);
}

static void unaligned_text_is_measured(void **state)
{
    char bytes[16] = {'x'};
    size_t length = 7;
    (void)state;
    memcpy(bytes + 1, L"abc", 8);
    const wchar_t *text = (const wchar_t *)(const void *)(bytes + 1);
    assert_int_equal(RtlUnalignedStringCchLengthW(text, 4, &length), 0);
    assert_int_equal(length, 3);
    assert_int_equal(RtlUnalignedStringCbLengthW(text, 8, &length), 0);
    assert_int_equal(length, 6);
    assert_int_equal(RtlUnalignedStringCchLengthW(text, 3, &length), INVALID);
    assert_int_equal(length, 0);
    assert_int_equal(RtlUnalignedStringCbLengthW(NULL, 8, NULL), INVALID);
}

/* --- RtlUnicodeString...: a string of four units with "xy" in it and its buffer behind it ------------------------------------------------------------------------- */

static wchar_t buffer[6];

static UNICODE_STRING fresh(void)
{
    for (int i = 0; i < 6; i++)
        buffer[i] = i == 0 ? 'x' : i == 1 ? 'y' : '#';
    return (UNICODE_STRING){4, 8, buffer};
}

static void holds(const UNICODE_STRING *string, const char *whole, size_t length)
{
    for (int i = 0; i < 6; i++)
        if ((buffer[i] == 0x6666 ? 'f' : buffer[i]) != (unsigned char)whole[i])
            fail_msg("unit %d is %x, expected %s", i, buffer[i], whole);
    assert_int_equal(string->Length, 2 * length);
}

enum { COPY, CAT };
static const struct {
    int operation;
    const wchar_t *source;
    size_t count; /* ALL: the form without one */
    unsigned flags;
    int result;
    const char *whole;
    size_t length, left;
} counted[] = {
    {COPY, L"abc", ALL, 0, 0, "abc###", 3, 1},
    {COPY, L"abcdef", ALL, 0, CUT, "abcd##", 4, 0},
    {COPY, L"abcdef", 3, 0, 0, "abc###", 3, 1},
    {COPY, L"ab", 3, 0, 0, "ab####", 2, 2},
    {COPY, L"abcdef", ALL, STRSAFE_NO_TRUNCATION, CUT, "xy####", 2, 2},
    {COPY, L"abcdef", ALL, STRSAFE_ZERO_LENGTH_ON_FAILURE, CUT, "abcd##", 0, 4},
    {COPY, L"abcdef", ALL, STRSAFE_FAILURE_BYTE('f'), CUT, "ffff##", 0, 4},
    {COPY, L"a", ALL, STRSAFE_FILL_BYTE('f'), 0, "afff##", 1, 3},
    {COPY, NULL, ALL, STRSAFE_IGNORE_NULLS, 0, "xy####", 0, 4},
    {CAT, L"ab", ALL, 0, 0, "xyab##", 4, 0},
    {CAT, L"abc", ALL, 0, CUT, "xyab##", 4, 0},
    {CAT, L"abc", 1, 0, 0, "xya###", 3, 1},
    {CAT, L"abc", ALL, STRSAFE_NO_TRUNCATION, CUT, "xy####", 2, 2},
    {CAT, L"a", ALL, STRSAFE_FILL_BYTE('f'), 0, "xyaf##", 3, 1},
    {CAT, NULL, ALL, STRSAFE_IGNORE_NULLS, 0, "xy####", 2, 2},
};

/* All that the family has for an operation; FORM 0 to 2: all of it, units, bytes. The forms without flags are called when there are none. */
#define CALLS(operation)                                                                                                                                            \
    static NTSTATUS from_text_##operation(UNICODE_STRING *to, PCWSTR from, size_t n, int form, UNICODE_STRING *rest, unsigned flags)                                \
    {                                                                                                                                                               \
        if (form == 0)                                                                                                                                              \
            return rest ? RtlUnicodeString##operation##StringEx(to, from, rest, flags) : RtlUnicodeString##operation##String(to, from);                             \
        if (form == 1)                                                                                                                                              \
            return rest ? RtlUnicodeStringCch##operation##StringNEx(to, from, n, rest, flags) : RtlUnicodeStringCch##operation##StringN(to, from, n);               \
        return rest ? RtlUnicodeStringCb##operation##StringNEx(to, from, 2 * n, rest, flags) : RtlUnicodeStringCb##operation##StringN(to, from, 2 * n);             \
    }                                                                                                                                                               \
    static NTSTATUS from_counted_##operation(UNICODE_STRING *to, PCUNICODE_STRING from, size_t n, int form, UNICODE_STRING *rest, unsigned flags)                   \
    {                                                                                                                                                               \
        if (form == 0)                                                                                                                                              \
            return rest ? RtlUnicodeString##operation##Ex(to, from, rest, flags) : RtlUnicodeString##operation(to, from);                                           \
        if (form == 1)                                                                                                                                              \
            return rest ? RtlUnicodeStringCch##operation##NEx(to, from, n, rest, flags) : RtlUnicodeStringCch##operation##N(to, from, n);                           \
        return rest ? RtlUnicodeStringCb##operation##NEx(to, from, 2 * n, rest, flags) : RtlUnicodeStringCb##operation##N(to, from, 2 * n);                         \
    }

CALLS(Copy)
CALLS(Cat)

static NTSTATUS from_counted(size_t i, UNICODE_STRING *to, int form, UNICODE_STRING *rest)
{
    size_t length = counted[i].source ? wcslen(counted[i].source) * 2 : 0;
    UNICODE_STRING source = {(USHORT)length, (USHORT)length, (PWSTR)counted[i].source}, *from = counted[i].source ? &source : NULL;
    return (counted[i].operation == COPY ? from_counted_Copy : from_counted_Cat)(to, from, counted[i].count, form, rest, counted[i].flags);
}

static void try_counted(size_t i, bool by_text, int form, bool with_rest)
{
    UNICODE_STRING string = fresh(), rest = {1, 1, NULL}, *told = with_rest ? &rest : NULL;
    NTSTATUS result;
    if (by_text)
        result = (counted[i].operation == COPY ? from_text_Copy : from_text_Cat)(&string, counted[i].source, counted[i].count, form, told, counted[i].flags);
    else
        result = from_counted(i, &string, form, told);
    assert_int_equal(result, counted[i].result);
    holds(&string, counted[i].whole, counted[i].length);
    if (with_rest)
        assert_true(rest.Length == 0 && rest.MaximumLength == 2 * counted[i].left && rest.Buffer == buffer + counted[i].length);
}

static void counted_strings_by_every_member(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        for (int form = counted[i].count == ALL ? 0 : 1; form < (counted[i].count == ALL ? 1 : 3); form++) {
            for (int text = 0; text < 2; text++) {
                try_counted(i, text, form, true);
                if (counted[i].flags == 0)
                    try_counted(i, text, form, false);
            }
        }
    }
}

static NTSTATUS vprint(UNICODE_STRING *string, UNICODE_STRING *rest, unsigned flags, const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    NTSTATUS status = RtlUnicodeStringVPrintfEx(string, rest, flags, format, arguments);
    va_end(arguments);
    return status;
}

static void counted_strings_are_formatted(void **state)
{
    UNICODE_STRING string = fresh(), rest;
    (void)state;
    assert_int_equal(RtlUnicodeStringPrintfEx(&string, &rest, STRSAFE_FILL_BYTE('f'), L"%d", 12), 0);
    holds(&string, "12ff##", 2);
    assert_true(rest.Buffer == buffer + 2 && rest.MaximumLength == 4);
    string = fresh();
    assert_int_equal(vprint(&string, &rest, STRSAFE_NO_TRUNCATION, L"%d", 12345), CUT);
    assert_int_equal(string.Length, 4);
    assert_int_equal(vprint(&string, &rest, STRSAFE_ZERO_LENGTH_ON_FAILURE, L"%d", 12345), CUT);
    assert_true(string.Length == 0 && rest.MaximumLength == 8);
    assert_int_equal(vprint(NULL, &rest, STRSAFE_IGNORE_NULLS, NULL), 0);
    assert_true(rest.Buffer == NULL && rest.MaximumLength == 0);
    assert_int_equal(vprint(NULL, NULL, 0, L"x"), INVALID);
}

static void what_is_wrong_is_refused(void **state)
{
    UNICODE_STRING string = fresh(), odd = {3, 8, buffer}, rest;
    (void)state;
    assert_int_equal(RtlUnicodeStringCopyStringEx(&string, L"a", &rest, 0x2000), INVALID);
    assert_int_equal(RtlUnicodeStringCopyStringEx(&string, NULL, &rest, 0), INVALID);
    assert_int_equal(RtlUnicodeStringCopyStringEx(&odd, L"a", &rest, 0), INVALID);
    assert_int_equal(RtlUnicodeStringCopyEx(&string, &odd, &rest, 0), INVALID);
    assert_int_equal(RtlUnicodeStringCchCopyStringN(&string, L"a", 0x8000), INVALID);
    assert_int_equal(RtlUnicodeStringCopyStringEx(NULL, L"", &rest, STRSAFE_IGNORE_NULLS), 0);
    assert_int_equal(RtlUnicodeStringCopyStringEx(NULL, L"a", &rest, STRSAFE_IGNORE_NULLS), CUT);
    holds(&string, "xy####", 2);
    assert_int_equal(RtlUnicodeStringValidateEx(NULL, STRSAFE_IGNORE_NULLS), 0);
    assert_int_equal(RtlUnicodeStringValidateEx(NULL, 0), INVALID);
    assert_int_equal(RtlUnicodeStringValidateEx(&string, STRSAFE_FILL_BEHIND), INVALID);
    assert_int_equal(RtlUnicodeStringInitEx(&string, L"abc", 0), 0);
    assert_true(string.Length == 6 && string.MaximumLength == 8);
    assert_int_equal(RtlUnicodeStringInitEx(NULL, NULL, STRSAFE_IGNORE_NULLS), 0);
    assert_int_equal(RtlUnicodeStringInitEx(NULL, NULL, 0), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_and_appends_tell_the_end_and_the_rest),
        cmocka_unit_test(formats_do_so_too),
        cmocka_unit_test(counted_text_is_copied_with_a_nul),
        cmocka_unit_test(unaligned_text_is_measured),
        cmocka_unit_test(counted_strings_by_every_member),
        cmocka_unit_test(counted_strings_are_formatted),
        cmocka_unit_test(what_is_wrong_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
