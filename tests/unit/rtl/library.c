/* Claims about bit maps, calendar, versions, debug text, and the tables of names. */
#include "../ob/test.h"
#include "base/bugcheck.h"
#include "base/status.h"
#include "rtl/rtl.h"

static void bits(void)
{
    ULONG buffer[3];
    RTL_BITMAP map;
    RtlInitializeBitMap(&map, buffer, 70);
    RtlClearAllBits(&map);
    RtlSetBits(&map, 0, 10);
    RtlSetBits(&map, 20, 40);
    claim(RtlNumberOfSetBits(&map) == 50 && RtlNumberOfClearBits(&map) == 20);
    claim(RtlFindClearBits(&map, 10, 0) == 10 && RtlFindClearBits(&map, 10, 30) == 60 && RtlFindClearBits(&map, 11, 0) == 0xFFFFFFFF);
    claim(RtlFindClearBits(&map, 10, 65) == 10);
    claim(RtlFindClearBitsAndSet(&map, 5, 12) == 12 && RtlAreBitsSet(&map, 12, 5) && RtlAreBitsClear(&map, 10, 2));
    claim(!RtlAreBitsSet(&map, 69, 2) && !RtlAreBitsSet(&map, 0, 0));
    ULONG start;
    claim(RtlFindLongestRunClear(&map, &start) == 10 && start == 60);
    claim(RtlFindMostSignificantBit(0x8000000000000000u) == 63 && RtlFindLeastSignificantBit(0) == -1);
}

static void bit_maps_search_once_around(void **state)
{
    (void)state;
    run_body(bits);
}

static void dates_go_both_ways(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds; /* since 1970 */
        CSHORT year, month, day, weekday;
    } known[] = {{0, 1970, 1, 1, 4}, {951782400, 2000, 2, 29, 2}, {1767225600, 2026, 1, 1, 4}, {4107542400, 2100, 3, 1, 1}, {-11644473600, 1601, 1, 1, 1}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        TIME_FIELDS fields;
        int64_t time = (known[i].seconds + 11644473600) * 10000000 + 1230000, back;
        rtl_time_fields(time, &fields);
        assert_int_equal(fields.Year, known[i].year);
        assert_int_equal(fields.Month, known[i].month);
        assert_int_equal(fields.Day, known[i].day);
        assert_int_equal(fields.Weekday, known[i].weekday);
        assert_int_equal(fields.Milliseconds, 123);
        assert_true(rtl_time_from_fields(&fields, &back));
        assert_int_equal(back, time);
    }
    TIME_FIELDS none = {.Year = 2023, .Month = 2, .Day = 29};
    int64_t unused;
    assert_false(rtl_time_from_fields(&none, &unused));
}

static void fields_and_times(void)
{
    LARGE_INTEGER time = {.QuadPart = 125962631991230000}, back = {.QuadPart = 7}, local = {.QuadPart = 0};
    TIME_FIELDS fields;
    RtlTimeToTimeFields(&time, &fields);
    claim(fields.Year == 2000 && fields.Month == 2 && fields.Day == 29 && fields.Hour == 1 && fields.Minute == 59 && fields.Second == 59);
    claim(fields.Milliseconds == 123 && fields.Weekday == 2);
    fields.Weekday = 5; /* not looked at */
    claim(RtlTimeFieldsToTime(&fields, &back) && back.QuadPart == time.QuadPart);
    fields.Day = 30;
    claim(!RtlTimeFieldsToTime(&fields, &back) && back.QuadPart == time.QuadPart);
    ExSystemTimeToLocalTime(&time, &local); /* the simulated machine is set to UTC */
    claim(local.QuadPart == time.QuadPart);
    ExLocalTimeToSystemTime(&local, &back);
    claim(back.QuadPart == time.QuadPart);
}

static void drivers_take_times_apart_and_put_them_together(void **state)
{
    (void)state;
    run_body(fields_and_times);
}

static void letters(void)
{
    claim(RtlUpcaseUnicodeChar(L'q') == L'Q' && RtlUpcaseUnicodeChar(L'Q') == L'Q' && RtlUpcaseUnicodeChar(L'1') == L'1');
    claim(RtlDowncaseUnicodeChar(L'Q') == L'q' && RtlDowncaseUnicodeChar(L'[') == L'[');
    claim(RtlUpcaseUnicodeChar(0x00E4) == 0x00C4 && RtlDowncaseUnicodeChar(0x0416) == 0x0436 && RtlUpcaseUnicodeChar(0x00DF) == 0x00DF);
}

static void letters_change_case_one_by_one(void **state)
{
    (void)state;
    run_body(letters);
}

static void versions(void)
{
    RTL_OSVERSIONINFOEXW info = {.dwOSVersionInfoSize = sizeof info};
    claim(RtlGetVersion((PRTL_OSVERSIONINFOW)&info) == STATUS_SUCCESS && info.dwMajorVersion == 10 && info.wProductType == 1);
    ULONGLONG mask = 0;
    VER_SET_CONDITION(mask, VER_MAJORVERSION, VER_GREATER_EQUAL);
    VER_SET_CONDITION(mask, VER_MINORVERSION, VER_GREATER_EQUAL);
    RTL_OSVERSIONINFOEXW want = {.dwMajorVersion = 6, .dwMinorVersion = 3};
    claim(RtlVerifyVersionInfo(&want, VER_MAJORVERSION | VER_MINORVERSION, mask) == STATUS_SUCCESS);
    want.dwMajorVersion = 11;
    claim(RtlVerifyVersionInfo(&want, VER_MAJORVERSION | VER_MINORVERSION, mask) == STATUS_REVISION_MISMATCH);
    claim(VerSetConditionMask(0, VER_MAJORVERSION | VER_MINORVERSION, VER_GREATER_EQUAL) == mask);
    claim(VerSetConditionMask(mask, 0, VER_EQUAL) == mask);
    claim(RtlIsNtDdiVersionAvailable(NTDDI_VISTA) && RtlIsNtDdiVersionAvailable(NTDDI_WIN10) && !RtlIsNtDdiVersionAvailable(0x0B000000));
}

static void a_version_compares_as_a_whole(void **state)
{
    (void)state;
    run_body(versions);
}

static char printed[1024];

static void note_text(const char *text)
{
    snprintf(printed, sizeof printed, "%s", text);
}

static void printing(void)
{
    UNICODE_STRING name = wide(L"name");
    rtl_on_debug_text(note_text);
    claim(DbgPrint("%wZ %d %s\n", &name, -3, "x") == 0);
    claim(strcmp(printed, "name -3 x\n") == 0);
    DbgPrintEx(0, 0, "%800d", 1);
    claim(strlen(printed) == 511);
}

static void debug_text_ends_at_511_characters(void **state)
{
    (void)state;
    run_body(printing);
    rtl_on_debug_text(NULL);
}

static ULONG print_arguments(PCCH prefix, PCCH format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    ULONG status = prefix ? vDbgPrintExWithPrefix(prefix, DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL, format, arguments)
                          : vDbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL, format, arguments);
    va_end(arguments);
    return status;
}

static void printing_a_list(void)
{
    rtl_on_debug_text(note_text);
    claim(print_arguments(NULL, "%s has %d\n", "echo", 4) == 0 && strcmp(printed, "echo has 4\n") == 0);
    claim(print_arguments("echo: ", "%ls and 0x%x\n", L"more", 255) == 0 && strcmp(printed, "echo: more and 0xff\n") == 0);
}

static void arguments_may_be_a_list_and_have_a_prefix(void **state)
{
    (void)state;
    run_body(printing_a_list);
    rtl_on_debug_text(NULL);
}

static void break_with_status(void)
{
    DbgBreakPointWithStatus(DBG_STATUS_CONTROL_C);
}

static void break_with_status_alone(void)
{
    rtl_debugger_attach(false);
    break_with_status();
}

static void break_alone(void)
{
    rtl_debugger_attach(false);
    DbgBreakPoint();
}

static void a_breakpoint_goes_on_only_under_a_debugger(void **state)
{
    (void)state;
    run_body(DbgBreakPoint);
    run_body(break_with_status);
    run_body_to_bugcheck(break_alone, 0x1E);
    assert_int_equal((ULONG)run_body_to_bugcheck(break_with_status_alone, 0x1E)->parameter[0], (ULONG)STATUS_BREAKPOINT);
    rtl_debugger_attach(true);
}

static void failing_assertion(void)
{
    claim(!ASSERT(1 + 1 == 3));
}

static void assert_directly(void)
{
    char expression[] = "Count > 0", file[] = "echo.c", message[] = "nothing left";
    RtlAssert(expression, file, 31, message);
}

static void an_assertion_that_fails_is_a_finding(void **state)
{
    (void)state;
    run_body(failing_assertion);
    assert_int_equal(ke_end()->finding_count, 1);
    assert_string_equal(ke_end()->findings[0].rule, "ASSERT");
    run_body(assert_directly);
    assert_int_equal(ke_end()->finding_count, 1);
    assert_non_null(strstr(ke_end()->findings[0].text, "nothing left: Count > 0 (echo.c:31)"));
}

static void names_are_found(void **state)
{
    (void)state;
    assert_string_equal(status_name(0), "STATUS_SUCCESS");
    assert_string_equal(status_name(0xC0000120), "STATUS_CANCELLED");
    assert_null(status_name(0xC1234567));
    assert_string_equal(bugcheck_text(0xD1)->name, "DRIVER_IRQL_NOT_LESS_OR_EQUAL");
    assert_non_null(bugcheck_text(0xCE)->parameter[2]);
    assert_null(bugcheck_text(0xFFFF));
    assert_int_equal(rtl_dos_error(STATUS_PENDING), 997);
    assert_int_equal(rtl_dos_error(STATUS_OBJECT_NAME_NOT_FOUND), 2);
    assert_int_equal(rtl_dos_error(STATUS_CANCELLED), 995);
    assert_int_equal(rtl_dos_error((NTSTATUS)0xC1234567), 317);
    assert_int_equal(rtl_dos_error((NTSTATUS)0xE0001234), 0xE0001234);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bit_maps_search_once_around),
        cmocka_unit_test(dates_go_both_ways),
        cmocka_unit_test(drivers_take_times_apart_and_put_them_together),
        cmocka_unit_test(letters_change_case_one_by_one),
        cmocka_unit_test(a_version_compares_as_a_whole),
        cmocka_unit_test(arguments_may_be_a_list_and_have_a_prefix),
        cmocka_unit_test(debug_text_ends_at_511_characters),
        cmocka_unit_test(a_breakpoint_goes_on_only_under_a_debugger),
        cmocka_unit_test(an_assertion_that_fails_is_a_finding),
        cmocka_unit_test(names_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
