/* Claims about section objects. WDK: ZwCreateSection, ZwOpenSection. */
#include "../ob/test.h"

#define COMMIT SEC_COMMIT

static HANDLE handle, again;

static NTSTATUS create(const WCHAR *path, ULONG more, LONGLONG size, ULONG protection, ULONG kind, HANDLE *result)
{
    UNICODE_STRING name = wide(path ? path : L"");
    LARGE_INTEGER bytes = {.QuadPart = size};
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, path ? &name : NULL, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE | more, NULL, NULL);
    return ZwCreateSection(result, SECTION_ALL_ACCESS, &attributes, &bytes, protection, kind, NULL);
}

static NTSTATUS open(const WCHAR *path, HANDLE *result)
{
    UNICODE_STRING name = wide(path);
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL, NULL);
    return ZwOpenSection(result, SECTION_ALL_ACCESS, &attributes);
}

static void by_name(void)
{
    const WCHAR *path = L"\\BaseNamedObjects\\Shared";
    claim(open(path, &again) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(create(path, 0, 100, PAGE_READWRITE, COMMIT, &handle) == STATUS_SUCCESS && ObIsKernelHandle(handle));
    claim(create(path, 0, 100, PAGE_READWRITE, COMMIT, &again) == STATUS_OBJECT_NAME_COLLISION);
    claim(create(path, OBJ_OPENIF, 100, PAGE_READWRITE, COMMIT, &again) == STATUS_OBJECT_NAME_EXISTS && ZwClose(again) == STATUS_SUCCESS);
    claim(open(path, &again) == STATUS_SUCCESS && ZwClose(again) == STATUS_SUCCESS && ZwClose(handle) == STATUS_SUCCESS);
    claim(open(path, &again) == STATUS_OBJECT_NAME_NOT_FOUND); /* the name went with the last handle */
    claim(open(L"\\BaseNamedObjects", &again) == STATUS_OBJECT_TYPE_MISMATCH);
}

static void refused(void)
{
    claim(create(NULL, 0, 0, PAGE_READWRITE, COMMIT, &handle) == STATUS_INVALID_PARAMETER_4);
    claim(create(NULL, 0, -4096, PAGE_READWRITE, COMMIT, &handle) == STATUS_INVALID_PARAMETER_4);
    claim(create(NULL, 0, 1LL << 60, PAGE_READWRITE, COMMIT, &handle) == STATUS_SECTION_TOO_BIG);
    claim(create(NULL, 0, 4096, 0, COMMIT, &handle) == STATUS_INVALID_PAGE_PROTECTION);
    claim(create(NULL, 0, 4096, PAGE_READWRITE | PAGE_GUARD, COMMIT, &handle) == STATUS_INVALID_PAGE_PROTECTION);
    claim(create(NULL, 0, 4096, PAGE_READWRITE, 0, &handle) == STATUS_INVALID_PARAMETER_6);
    LARGE_INTEGER size = {.QuadPart = 4096};
    claim(ZwCreateSection(&handle, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READWRITE, COMMIT, NULL) == STATUS_INVALID_PARAMETER_4);
    claim(ZwCreateSection(&handle, SECTION_ALL_ACCESS, NULL, &size, PAGE_READWRITE, COMMIT, NULL) == STATUS_SUCCESS && ZwClose(handle) == STATUS_SUCCESS);
}

static void image(void)
{
    create(NULL, 0, 4096, PAGE_EXECUTE_READ, SEC_IMAGE, &handle);
}

static void of_a_file(void)
{
    ZwCreateSection(&handle, SECTION_ALL_ACCESS, NULL, NULL, PAGE_READONLY, COMMIT, (HANDLE)8);
}

static void reserved(void)
{
    create(NULL, 0, 4096, PAGE_READWRITE, SEC_RESERVE, &handle);
}

static void physical(void)
{
    claim(open(L"\\device\\physicalmemory", &handle) == STATUS_SUCCESS && ZwClose(handle) == STATUS_SUCCESS);
    claim(open(L"\\Device\\PhysicalMemory", &handle) == STATUS_SUCCESS && ZwClose(handle) == STATUS_SUCCESS); /* it outlives its handles */
}

static void sections_are_shared_by_name(void **state)
{
    (void)state;
    run_body(by_name);
}

static void wrong_sizes_protections_and_kinds_are_refused(void **state)
{
    (void)state;
    run_body(refused);
}

static void images_files_and_reserved_sections_stop_the_run_by_name(void **state)
{
    (void)state;
    assert_non_null(strstr(run_body_to(image, KE_NOT_MODELLED)->text, "SEC_IMAGE"));
    assert_non_null(strstr(run_body_to(of_a_file, KE_NOT_MODELLED)->text, "file"));
    assert_non_null(strstr(run_body_to(reserved, KE_NOT_MODELLED)->text, "SEC_RESERVE"));
}

static void physical_memory_is_there_to_open(void **state)
{
    (void)state;
    run_body(physical);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_are_shared_by_name),
        cmocka_unit_test(wrong_sizes_protections_and_kinds_are_refused),
        cmocka_unit_test(images_files_and_reserved_sections_stop_the_run_by_name),
        cmocka_unit_test(physical_memory_is_there_to_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
