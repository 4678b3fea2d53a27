/* Claims about the registry as drivers call it. */
#include "../ob/test.h"

#include "cm/cm.h"

static HANDLE open_or_make(const WCHAR *path, bool make, NTSTATUS *status)
{
    UNICODE_STRING name = wide(path);
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle = NULL;
    ULONG disposition;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    *status = make ? ZwCreateKey(&handle, KEY_ALL_ACCESS, &attributes, 0, NULL, 0, &disposition) : ZwOpenKey(&handle, KEY_READ, &attributes);
    return handle;
}

static void partial(void)
{
    NTSTATUS status;
    UNICODE_STRING name = wide(L"Value");
    ULONG dword = 0x12345678, size = 0;
    union {
        KEY_VALUE_PARTIAL_INFORMATION info;
        UCHAR bytes[64];
    } out;
    HANDLE key = open_or_make(L"\\Registry\\Machine\\Software\\Foo", true, &status);
    claim(NT_SUCCESS(status) && NT_SUCCESS(ZwSetValueKey(key, &name, 0, REG_DWORD, &dword, sizeof dword)));
    claim(ZwQueryValueKey(key, &name, KeyValuePartialInformation, NULL, 0, &size) == STATUS_BUFFER_TOO_SMALL && size == 16);
    claim(ZwQueryValueKey(key, &name, KeyValuePartialInformation, &out, 14, &size) == STATUS_BUFFER_OVERFLOW && size == 16);
    claim(NT_SUCCESS(ZwQueryValueKey(key, &name, KeyValuePartialInformation, &out, sizeof out, &size)) && size == 16);
    claim(out.info.Type == REG_DWORD && out.info.DataLength == 4 && memcmp(out.info.Data, &dword, 4) == 0);
    claim(NT_SUCCESS(ZwDeleteValueKey(key, &name)));
    claim(ZwQueryValueKey(key, &name, KeyValuePartialInformation, &out, sizeof out, &size) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(NT_SUCCESS(ZwClose(key)));
}

static void a_query_tells_the_size_it_needs(void **state)
{
    (void)state;
    run_body(partial);
}

static NTSTATUS open_with(const WCHAR *path, HANDLE root, ULONG options, HANDLE *handle)
{
    UNICODE_STRING name = wide(path);
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, root, NULL);
    return ZwOpenKeyEx(handle, KEY_READ, &attributes, options);
}

static void open_options(void)
{
    NTSTATUS status;
    HANDLE made = open_or_make(L"\\Registry\\Machine\\Software\\Foo", true, &status), key, inner;
    claim(open_with(L"\\Registry\\Machine\\Software\\Nobody", NULL, 0, &key) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(open_with(L"\\Registry\\Machine\\SOFTWARE", NULL, 0, &key) == STATUS_SUCCESS);
    claim(open_with(L"foo", key, REG_OPTION_OPEN_LINK, &inner) == STATUS_SUCCESS); /* no link: the key itself */
    claim(NT_SUCCESS(ZwDeleteKey(made)) && open_with(L"Foo", key, REG_OPTION_BACKUP_RESTORE, &made) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(open_with(L"Foo", (HANDLE)0x4444, 0, &made) == STATUS_INVALID_HANDLE);
    claim(NT_SUCCESS(ZwClose(inner)) && NT_SUCCESS(ZwClose(key)));
}

static void a_key_is_opened_with_options_too(void **state)
{
    (void)state;
    run_body(open_options);
}

static void husk(void)
{
    NTSTATUS status;
    UNICODE_STRING name = wide(L"Value");
    ULONG size;
    HANDLE key = open_or_make(L"\\Registry\\Machine\\Software\\Foo", true, &status);
    claim(NT_SUCCESS(ZwDeleteKey(key)));
    claim(ZwQueryValueKey(key, &name, KeyValuePartialInformation, NULL, 0, &size) == STATUS_KEY_DELETED);
    claim(NT_SUCCESS(ZwClose(key)));
    claim(!open_or_make(L"\\Registry\\Machine\\Software\\Foo", false, &status) && status == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(!open_or_make(L"\\Registry\\Machine\\Software\\Foo\\Bar", true, &status) && status == STATUS_OBJECT_NAME_NOT_FOUND);
}

static void the_handle_of_a_deleted_key_is_good_for_closing_only(void **state)
{
    (void)state;
    run_body(husk);
}

static void enumerate(void)
{
    NTSTATUS status;
    ULONG size;
    union {
        KEY_BASIC_INFORMATION info;
        KEY_FULL_INFORMATION full;
        UCHAR bytes[128];
    } out;
    HANDLE key = open_or_make(L"\\Registry\\Machine\\Software\\Foo", true, &status);
    claim(NT_SUCCESS(ZwClose(open_or_make(L"\\Registry\\Machine\\Software\\Foo\\Long", true, &status))));
    claim(NT_SUCCESS(ZwClose(open_or_make(L"\\Registry\\Machine\\Software\\Foo\\B", true, &status))));
    claim(NT_SUCCESS(ZwEnumerateKey(key, 0, KeyBasicInformation, &out, sizeof out, &size)) && out.info.NameLength == 8 && out.info.Name[0] == 'L');
    claim(NT_SUCCESS(ZwEnumerateKey(key, 1, KeyBasicInformation, &out, sizeof out, &size)) && out.info.NameLength == 2 && out.info.Name[0] == 'B');
    claim(ZwEnumerateKey(key, 2, KeyBasicInformation, &out, sizeof out, &size) == STATUS_NO_MORE_ENTRIES);
    claim(NT_SUCCESS(ZwQueryKey(key, KeyFullInformation, &out, sizeof out, &size)) && out.full.SubKeys == 2 && out.full.MaxNameLen == 8 && size == 44);
    claim(NT_SUCCESS(ZwClose(key)));
}

static void keys_are_enumerated_in_order_of_creation(void **state)
{
    (void)state;
    run_body(enumerate);
}

static void table(void)
{
    ULONG number = 5, missing = 1, wanted = 7;
    UNICODE_STRING text = {0, 0, NULL}, path = {0, 0, NULL};
    UCHAR binary[16] = {0};
    LONG room = -(LONG)sizeof binary;
    memcpy(binary, &room, sizeof room);
    RTL_QUERY_REGISTRY_TABLE entries[] = {
        {NULL, RTL_QUERY_REGISTRY_SUBKEY, (PWSTR)L"Parameters", NULL, 0, NULL, 0},
        {NULL, RTL_QUERY_REGISTRY_DIRECT, (PWSTR)L"Number", &number, REG_DWORD, &missing, sizeof missing},
        {NULL, RTL_QUERY_REGISTRY_DIRECT, (PWSTR)L"Missing", &missing, REG_DWORD, &wanted, sizeof wanted},
        {NULL, RTL_QUERY_REGISTRY_DIRECT, (PWSTR)L"Text", &text, REG_NONE, NULL, 0},
        {NULL, RTL_QUERY_REGISTRY_DIRECT, (PWSTR)L"Path", &path, REG_NONE, NULL, 0},
        {NULL, RTL_QUERY_REGISTRY_DIRECT, (PWSTR)L"Binary", binary, REG_NONE, NULL, 0},
        {NULL, 0, NULL, NULL, 0, NULL, 0},
    };
    claim(RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"foo") == STATUS_OBJECT_NAME_NOT_FOUND);
    ULONG nine = 9;
    claim(NT_SUCCESS(RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo\\Parameters", L"Number", REG_DWORD, &nine, 4)));
    claim(NT_SUCCESS(RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo\\Parameters", L"Text", REG_SZ, (PVOID)L"hello", 12)));
    claim(NT_SUCCESS(RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo\\Parameters", L"Path", REG_EXPAND_SZ, (PVOID)L"%SystemRoot%\\x", 30)));
    claim(NT_SUCCESS(RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo\\Parameters", L"Binary", REG_BINARY, (PVOID) "0123456789", 10)));
    claim(NT_SUCCESS(RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"foo", entries, NULL, NULL)));
    claim(number == 9 && missing == 7);
    claim(text.Length == 10 && text.MaximumLength == 12 && is_wide(text.Buffer, L"hello"));
    claim(is_wide(path.Buffer, L"C:\\Windows\\x"));
    claim(memcmp(binary, "0123456789", 10) == 0);
    entries[2].Flags |= RTL_QUERY_REGISTRY_REQUIRED;
    claim(RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"foo", entries, NULL, NULL) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(NT_SUCCESS(RtlDeleteRegistryValue(RTL_REGISTRY_SERVICES, L"foo\\Parameters", L"Number")));
}

static void a_query_table_fills_the_variables_of_the_driver(void **state)
{
    (void)state;
    run_body(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_tells_the_size_it_needs),
        cmocka_unit_test(a_key_is_opened_with_options_too),
        cmocka_unit_test(the_handle_of_a_deleted_key_is_good_for_closing_only),
        cmocka_unit_test(keys_are_enumerated_in_order_of_creation),
        cmocka_unit_test(a_query_table_fills_the_variables_of_the_driver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
