/* Claims about the rest of the registry: every class of information, and what a query table refuses. */
#include "../ob/test.h"

#include "cm/cm.h"

static HANDLE make(const WCHAR *path)
{
    UNICODE_STRING name = wide(path);
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle = NULL;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    claim(NT_SUCCESS(ZwCreateKey(&handle, KEY_ALL_ACCESS, &attributes, 0, NULL, 0, NULL)));
    return handle;
}

static union {
    KEY_NODE_INFORMATION node;
    KEY_NAME_INFORMATION name;
    KEY_VALUE_BASIC_INFORMATION basic;
    KEY_VALUE_FULL_INFORMATION full;
    KEY_VALUE_PARTIAL_INFORMATION partial;
    UCHAR bytes[256];
} out;

static bool is_path(const KEY_NAME_INFORMATION *name, const WCHAR *path)
{
    UNICODE_STRING told = {(USHORT)name->NameLength, (USHORT)name->NameLength, (PWSTR)name->Name}, expected = wide(path);
    return RtlEqualUnicodeString(&told, &expected, TRUE);
}

static void keys(void)
{
    ULONG size;
    HANDLE key = make(L"\\Registry\\Machine\\Software\\Foo");
    memset(&out, 0, sizeof out);
    claim(NT_SUCCESS(ZwQueryKey(key, KeyNodeInformation, &out, sizeof out, &size)) && out.node.NameLength == 6 && out.node.ClassLength == 0);
    claim(is_wide(out.node.Name, L"Foo"));
    memset(&out, 0, sizeof out);
    claim(NT_SUCCESS(ZwQueryKey(key, KeyNameInformation, &out, sizeof out, &size)) && is_path(&out.name, L"\\Registry\\Machine\\Software\\Foo"));
    claim(ZwFlushKey(key) == STATUS_SUCCESS && ZwFlushKey((HANDLE)0x4444) == STATUS_INVALID_HANDLE);
    claim(ZwEnumerateKey((HANDLE)0x4444, 0, KeyBasicInformation, &out, sizeof out, &size) == STATUS_INVALID_HANDLE);
    ZwClose(key);
}

static void values(void)
{
    UNICODE_STRING name = wide(L"Val");
    ULONG dword = 7, size;
    HANDLE key = make(L"\\Registry\\Machine\\Software\\Foo");
    claim(NT_SUCCESS(ZwSetValueKey(key, &name, 0, REG_DWORD, &dword, sizeof dword)));
    claim(NT_SUCCESS(ZwSetValueKey(key, NULL, 0, REG_BINARY, &dword, 2)));
    memset(&out, 0, sizeof out);
    claim(NT_SUCCESS(ZwEnumerateValueKey(key, 0, KeyValueBasicInformation, &out, sizeof out, &size)) && out.basic.Type == REG_DWORD && out.basic.NameLength == 6);
    claim(is_wide(out.basic.Name, L"Val"));
    claim(NT_SUCCESS(ZwEnumerateValueKey(key, 0, KeyValueFullInformation, &out, sizeof out, &size)) && out.full.DataLength == 4 && out.full.DataOffset % 4 == 0);
    claim(memcmp(out.bytes + out.full.DataOffset, &dword, 4) == 0 && size == out.full.DataOffset + 4);
    claim(NT_SUCCESS(ZwEnumerateValueKey(key, 1, KeyValueFullInformation, &out, sizeof out, &size)) && out.full.NameLength == 0 && out.full.Type == REG_BINARY);
    claim(ZwEnumerateValueKey(key, 2, KeyValueBasicInformation, &out, sizeof out, &size) == STATUS_NO_MORE_ENTRIES);
    claim(NT_SUCCESS(ZwQueryValueKey(key, NULL, KeyValuePartialInformation, &out, sizeof out, &size)) && out.partial.DataLength == 2);
    claim(NT_SUCCESS(ZwDeleteValueKey(key, NULL)) && ZwDeleteValueKey(key, NULL) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(ZwSetValueKey((HANDLE)0x4444, &name, 0, REG_DWORD, &dword, 4) == STATUS_INVALID_HANDLE);
    ZwClose(key);
}

static void a_key_tells_its_name_and_path(void **state)
{
    (void)state;
    run_body(keys);
}

static void a_value_tells_name_and_data_and_may_have_no_name(void **state)
{
    (void)state;
    run_body(values);
}

/* --- query tables ------------------------------------------------------------------------------------------------------------------------------------ */

static NTSTATUS ask(const WCHAR *name, ULONG flags, ULONG type, void *to)
{
    RTL_QUERY_REGISTRY_TABLE entries[] = {{NULL, RTL_QUERY_REGISTRY_DIRECT | flags, (PWSTR)name, to, type, NULL, 0}, {NULL, 0, NULL, NULL, 0, NULL, 0}};
    return RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"foo", entries, NULL, NULL);
}

static void refusals(void)
{
    ULONG nine = 9, number = 0;
    WCHAR room[2];
    UNICODE_STRING small = {0, sizeof room, room};
    LONG bare[4] = {-4}, headed[4] = {16};
    claim(ask(L"Number", 0, 0, &number) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(NT_SUCCESS(RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"foo")) && NT_SUCCESS(RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"foo")));
    RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo", L"Number", REG_DWORD, &nine, 4);
    RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo", L"Text", REG_SZ, (PVOID)L"hello", 12);
    RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo", L"Eight", REG_BINARY, (PVOID) "01234567", 8);
    const ULONG check = RTL_QUERY_REGISTRY_TYPECHECK;
    claim(ask(L"Number", check, REG_SZ << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT, &number) == STATUS_OBJECT_TYPE_MISMATCH && number == 0);
    claim(ask(L"Number", check, REG_DWORD << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT, &number) == STATUS_SUCCESS && number == 9);
    claim(ask(L"Text", 0, 0, &small) == STATUS_BUFFER_TOO_SMALL);
    claim(ask(L"Text", RTL_QUERY_REGISTRY_NOSTRING, 0, &number) == STATUS_OBJECT_TYPE_MISMATCH);
    claim(ask(L"Eight", 0, 0, bare) == STATUS_BUFFER_TOO_SMALL);
    claim(ask(L"Eight", 0, 0, headed) == STATUS_SUCCESS && headed[0] == 8 && headed[1] == REG_BINARY && memcmp(&headed[2], "01234567", 8) == 0);
    headed[0] = 15;
    claim(ask(L"Eight", 0, 0, headed) == STATUS_BUFFER_TOO_SMALL);
    claim(ask(NULL, 0, 0, &number) == STATUS_INVALID_PARAMETER);
    claim(ask(L"Number", RTL_QUERY_REGISTRY_DELETE, 0, &number) == STATUS_SUCCESS);
    claim(ask(L"Number", RTL_QUERY_REGISTRY_REQUIRED, 0, &number) == STATUS_OBJECT_NAME_NOT_FOUND);
}

static void a_wrong_type_or_a_small_buffer_is_refused(void **state)
{
    (void)state;
    run_body(refusals);
}

static void places(void)
{
    RTL_QUERY_REGISTRY_TABLE none[] = {{NULL, 0, NULL, NULL, 0, NULL, 0}};
    HANDLE key = make(L"\\Registry\\Machine\\Software\\Foo");
    ULONG nine = 9;
    claim(RtlCheckRegistryKey(99, (PWSTR)L"foo") == STATUS_INVALID_PARAMETER);
    claim(NT_SUCCESS(RtlWriteRegistryValue(RTL_REGISTRY_HANDLE, (PCWSTR)key, L"Number", REG_DWORD, &nine, 4)));
    claim(NT_SUCCESS(RtlDeleteRegistryValue(RTL_REGISTRY_ABSOLUTE, L"\\Registry\\Machine\\Software\\Foo", L"Number")));
    claim(RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"nobody", none, NULL, NULL) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(RtlQueryRegistryValues(RTL_REGISTRY_SERVICES | RTL_REGISTRY_OPTIONAL, L"nobody", none, NULL, NULL) == STATUS_SUCCESS);
    ZwClose(key);
}

static void a_path_is_relative_to_a_known_key_or_a_handle(void **state)
{
    (void)state;
    run_body(places);
}

/* --- tables with routines of the driver's ------------------------------------------------------------------------------------------------------------ */

#define TOLD_MAX 16
static struct told {
    WCHAR name[16];
    ULONG type, size;
    WCHAR text[16];
    void *context, *entry_context;
} told[TOLD_MAX];
static unsigned told_count;
static NTSTATUS answer;

static NTSTATUS take_value(PWSTR ValueName, ULONG ValueType, PVOID ValueData, ULONG ValueLength, PVOID Context, PVOID EntryContext)
{
    struct told *t = &told[told_count++ % TOLD_MAX];
    memset(t, 0, sizeof *t);
    for (unsigned i = 0; ValueName && ValueName[i]; i++)
        t->name[i] = ValueName[i];
    t->type = ValueType;
    t->size = ValueLength;
    if (ValueLength && ValueLength <= sizeof t->text)
        memcpy(t->text, ValueData, ValueLength);
    t->context = Context;
    t->entry_context = EntryContext;
    return answer;
}

static NTSTATUS ask_routine(const WCHAR *name, ULONG flags, ULONG type, const void *otherwise, ULONG size)
{
    static int context, entry;
    RTL_QUERY_REGISTRY_TABLE entries[] = {{take_value, flags, (PWSTR)name, &entry, type, (PVOID)otherwise, size}, {NULL, 0, NULL, NULL, 0, NULL, 0}};
    told_count = 0;
    NTSTATUS status = RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"foo", entries, &context, NULL);
    for (unsigned i = 0; i < told_count; i++)
        claim(told[i].context == &context && told[i].entry_context == &entry);
    return status;
}

static bool was_told(unsigned i, const WCHAR *name, ULONG type, ULONG size, const WCHAR *text)
{
    return i < told_count && is_wide(told[i].name, name) && told[i].type == type && told[i].size == size && (!text || is_wide(told[i].text, text));
}

static void fill(void)
{
    ULONG nine = 9;
    answer = STATUS_SUCCESS;
    RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"foo");
    RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"foo\\sub");
    RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo", L"Number", REG_DWORD, &nine, 4);
    RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo", L"List", REG_MULTI_SZ, (PVOID)L"one\0two\0", 18);
    RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo", L"Path", REG_EXPAND_SZ, (PVOID)L"%SystemRoot%\\a", 30);
    RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"foo\\sub", L"Below", REG_SZ, (PVOID)L"x", 4);
}

static void routines(void)
{
    fill();
    claim(NT_SUCCESS(ask_routine(L"Number", 0, REG_NONE, NULL, 0)) && told_count == 1 && was_told(0, L"Number", REG_DWORD, 4, NULL) && told[0].text[0] == 9);
    claim(NT_SUCCESS(ask_routine(L"List", 0, REG_NONE, NULL, 0)) && told_count == 2 && was_told(0, L"List", REG_SZ, 8, L"one") && was_told(1, L"List", REG_SZ, 8, L"two"));
    claim(NT_SUCCESS(ask_routine(L"List", RTL_QUERY_REGISTRY_NOEXPAND, REG_NONE, NULL, 0)) && told_count == 1 && was_told(0, L"List", REG_MULTI_SZ, 18, NULL));
    claim(NT_SUCCESS(ask_routine(L"Path", 0, REG_NONE, NULL, 0)) && was_told(0, L"Path", REG_SZ, 26, L"C:\\Windows\\a"));
    claim(NT_SUCCESS(ask_routine(L"Path", RTL_QUERY_REGISTRY_NOEXPAND, REG_NONE, NULL, 0)) && was_told(0, L"Path", REG_EXPAND_SZ, 30, L"%SystemRoot%\\a"));
    claim(NT_SUCCESS(ask_routine(L"Gone", 0, REG_NONE, NULL, 0)) && told_count == 0);
    claim(NT_SUCCESS(ask_routine(L"Gone", 0, REG_SZ, L"own", 0)) && told_count == 1 && was_told(0, L"Gone", REG_SZ, 8, L"own"));
    claim(ask_routine(L"Gone", RTL_QUERY_REGISTRY_REQUIRED, REG_NONE, NULL, 0) == STATUS_OBJECT_NAME_NOT_FOUND && told_count == 0);
    claim(NT_SUCCESS(ask_routine(NULL, RTL_QUERY_REGISTRY_NOVALUE, REG_NONE, NULL, 0)) && told_count == 1 && was_told(0, L"", REG_NONE, 0, NULL));
    claim(ask_routine(L"Number", RTL_QUERY_REGISTRY_DIRECT, REG_NONE, NULL, 0) == STATUS_INVALID_PARAMETER && told_count == 0);
}

static void enumerations(void)
{
    fill();
    claim(NT_SUCCESS(ask_routine(NULL, 0, REG_NONE, NULL, 0)) && told_count == 4 && was_told(0, L"Number", REG_DWORD, 4, NULL) && was_told(3, L"Path", REG_SZ, 26, NULL));
    claim(NT_SUCCESS(ask_routine(L"sub", RTL_QUERY_REGISTRY_SUBKEY, REG_NONE, NULL, 0)) && told_count == 1 && was_told(0, L"Below", REG_SZ, 4, L"x"));
    claim(ask_routine(NULL, RTL_QUERY_REGISTRY_SUBKEY, REG_NONE, NULL, 0) == STATUS_INVALID_PARAMETER);
    answer = STATUS_UNSUCCESSFUL;
    claim(ask_routine(NULL, 0, REG_NONE, NULL, 0) == STATUS_UNSUCCESSFUL && told_count == 1);
    answer = STATUS_BUFFER_TOO_SMALL;
    claim(NT_SUCCESS(ask_routine(NULL, 0, REG_NONE, NULL, 0)) && told_count == 4);
    answer = STATUS_SUCCESS;
    claim(NT_SUCCESS(ask_routine(NULL, RTL_QUERY_REGISTRY_DELETE, REG_NONE, NULL, 0)) && told_count == 4);
    claim(NT_SUCCESS(ask_routine(NULL, 0, REG_NONE, NULL, 0)) && told_count == 0);
    claim(ask_routine(NULL, RTL_QUERY_REGISTRY_REQUIRED, REG_NONE, NULL, 0) == STATUS_OBJECT_NAME_NOT_FOUND);
}

/* The routine takes away the key that the table stands on. */
static NTSTATUS delete_all(PWSTR ValueName, ULONG ValueType, PVOID ValueData, ULONG ValueLength, PVOID Context, PVOID EntryContext)
{
    (void)ValueName, (void)ValueType, (void)ValueData, (void)ValueLength, (void)EntryContext;
    HANDLE key = make(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\foo\\sub");
    claim(NT_SUCCESS(ZwDeleteKey(key)));
    ZwClose(key);
    ++*(int *)Context;
    return STATUS_SUCCESS;
}

static void deletion(void)
{
    int calls = 0;
    RTL_QUERY_REGISTRY_TABLE entries[] = {{NULL, RTL_QUERY_REGISTRY_SUBKEY, (PWSTR)L"sub", NULL, 0, NULL, 0},
                                          {delete_all, 0, NULL, NULL, 0, NULL, 0},
                                          {delete_all, 0, (PWSTR)L"Below", NULL, 0, NULL, 0},
                                          {NULL, 0, NULL, NULL, 0, NULL, 0}};
    fill();
    claim(RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"foo", entries, &calls, NULL) == STATUS_KEY_DELETED && calls == 1);
    fill();
    claim(RtlQueryRegistryValues(RTL_REGISTRY_SERVICES, L"foo\\sub", entries + 2, &calls, NULL) == STATUS_SUCCESS && calls == 2);
}

static void a_routine_is_called_for_each_value_it_asks_for(void **state)
{
    (void)state;
    run_body(routines);
}

static void a_routine_without_a_name_is_called_for_every_value_of_the_key(void **state)
{
    (void)state;
    run_body(enumerations);
}

static void a_routine_may_delete_the_key_it_is_called_for(void **state)
{
    (void)state;
    run_body(deletion);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_tells_its_name_and_path),
        cmocka_unit_test(a_value_tells_name_and_data_and_may_have_no_name),
        cmocka_unit_test(a_wrong_type_or_a_small_buffer_is_refused),
        cmocka_unit_test(a_path_is_relative_to_a_known_key_or_a_handle),
        cmocka_unit_test(a_routine_is_called_for_each_value_it_asks_for),
        cmocka_unit_test(a_routine_without_a_name_is_called_for_every_value_of_the_key),
        cmocka_unit_test(a_routine_may_delete_the_key_it_is_called_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
