/* Claims about event tracing providers. WDK: EtwRegister, EtwUnregister, EtwWrite and its like. */
#include "test.h"

#include "rtl/rtl.h"

static const GUID id = {0x11223344, 0x5566, 0x7788, {0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0x01}};
static REGHANDLE handle;
static unsigned enabled;
static char said[2048];

static void hear(const char *text)
{
    strncat(said, text, sizeof said - strlen(said) - 1);
}

static VOID on_enable(LPCGUID source, ULONG code, UCHAR level, ULONGLONG any, ULONGLONG all, PEVENT_FILTER_DESCRIPTOR filter, PVOID context)
{
    claim(source && code == EVENT_CONTROL_CODE_ENABLE_PROVIDER && level == 0xFF && any == ~0ULL && all == 0 && !filter && context == &handle);
    enabled++;
}

static void whole_life(void)
{
    ULONG number = 5;
    EVENT_DESCRIPTOR event;
    EVENT_DATA_DESCRIPTOR data[2];
    enabled = 0;
    said[0] = 0;
    rtl_on_debug_text(hear);
    EventDescCreate(&event, 7, 1, 0, 4, 0, 0, 0);
    EventDataDescCreate(&data[0], &number, sizeof number);
    EventDataDescCreate(&data[1], "ab", 2);
    claim(EtwWrite(1, &event, NULL, 0, NULL) == STATUS_INVALID_HANDLE);
    claim(EtwRegister(&id, on_enable, &handle, &handle) == STATUS_SUCCESS && handle != 0 && enabled == 1);
    claim(EtwEventEnabled(handle, &event) && EtwProviderEnabled(handle, 5, 1) && !EtwProviderEnabled(handle + 1, 5, 1));
    claim(EtwWrite(handle, &event, NULL, 2, data) == STATUS_SUCCESS);
    claim(EtwWriteTransfer(handle, &event, NULL, NULL, 1, data) == STATUS_SUCCESS);
    claim(EtwWriteEx(handle, &event, 0, 0, NULL, NULL, 0, NULL) == STATUS_SUCCESS);
    claim(EtwWriteString(handle, 4, 0, NULL, L"plain") == STATUS_SUCCESS);
    claim(EtwUnregister(handle) == STATUS_SUCCESS);
    claim(!EtwEventEnabled(handle, &event) && EtwWriteString(handle, 4, 0, NULL, L"late") == STATUS_INVALID_HANDLE);
    rtl_on_debug_text(NULL);
}

static void a_provider_is_enabled_at_once_and_what_it_writes_is_heard(void **state)
{
    (void)state;
    run_body(whole_life);
    assert_string_equal(said, "[{11223344-5566-7788-99AA-BBCCDDEEFF01}] event 7 version 1 level 4, 6 bytes in 2 parts\n"
                              "[{11223344-5566-7788-99AA-BBCCDDEEFF01}] event 7 version 1 level 4, 4 bytes in 1 parts\n"
                              "[{11223344-5566-7788-99AA-BBCCDDEEFF01}] event 7 version 1 level 4, 0 bytes in 0 parts\n"
                              "[{11223344-5566-7788-99AA-BBCCDDEEFF01}] plain\n");
}

static void unregister_twice(void)
{
    EtwRegister(&id, NULL, NULL, &handle);
    EtwUnregister(handle);
    EtwUnregister(handle);
}

static void unregistering_twice_is_a_violation(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(unregister_twice, 0xC4)->parameter[0], 0xDC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_provider_is_enabled_at_once_and_what_it_writes_is_heard),
        cmocka_unit_test(unregistering_twice_is_a_violation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
