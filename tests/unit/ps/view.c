/* Claims about views of sections. WDK: ZwMapViewOfSection, ZwUnmapViewOfSection. */
#include "../ob/test.h"

#define GRANULE 0x10000
#define CURRENT NtCurrentProcess()

static HANDLE section, process_handle;
static struct ps_process *app;

static void make_section(LONGLONG size, ULONG protection)
{
    LARGE_INTEGER bytes = {.QuadPart = size};
    claim(ZwCreateSection(&section, SECTION_ALL_ACCESS, NULL, &bytes, protection, SEC_COMMIT, NULL) == STATUS_SUCCESS);
}

static void open_physical_memory(void)
{
    UNICODE_STRING name = wide(L"\\Device\\PhysicalMemory");
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
    claim(ZwOpenSection(&section, SECTION_ALL_ACCESS, &attributes) == STATUS_SUCCESS);
}

static void make_app(void)
{
    app = ps_process_create("app", NULL);
    claim(ob_handle_create(ob_kernel_table(), app, PROCESS_ALL_ACCESS, OBJ_KERNEL_HANDLE, &process_handle) == STATUS_SUCCESS);
}

static NTSTATUS map(HANDLE process, uint8_t **view, LONGLONG *offset, SIZE_T *size, ULONG protection)
{
    PVOID base = NULL;
    LARGE_INTEGER at = {.QuadPart = *offset};
    NTSTATUS status = ZwMapViewOfSection(section, process, &base, 0, 0, &at, size, ViewUnmap, 0, protection);
    *view = base;
    *offset = at.QuadPart;
    return status;
}

static NTSTATUS map_all(HANDLE process, uint8_t **view, ULONG protection)
{
    LONGLONG offset = 0;
    SIZE_T size = 0;
    return map(process, view, &offset, &size, protection);
}

static void shared(void)
{
    uint8_t *mine, *theirs, byte = 9;
    KAPC_STATE state;
    make_app();
    make_section(10000, PAGE_READWRITE);
    claim(map_all(CURRENT, &mine, PAGE_READWRITE) == STATUS_SUCCESS && mine[0] == 0 && mine[9999] == 0);
    claim(map_all(process_handle, &theirs, PAGE_READWRITE) == STATUS_SUCCESS);
    claim(mm_user_copy_out(mine + 9999, &byte, 1) == STATUS_SUCCESS);
    byte = 0;
    KeStackAttachProcess((PRKPROCESS)(void *)app, &state);
    claim(mm_user_copy_in(&byte, theirs + 9999, 1) == STATUS_SUCCESS && byte == 9);
    KeUnstackDetachProcess(&state);
    claim(ZwUnmapViewOfSection(process_handle, theirs + 5000) == STATUS_SUCCESS); /* any address inside */
    claim(ZwUnmapViewOfSection(process_handle, theirs) == STATUS_NOT_MAPPED_VIEW);
    claim(mm_is_valid(mine, 1)); /* the other one stays, and nobody else gets its pages */
    claim(mm_user_alloc(app, 10000, "heap")->start != mine && mine[9999] == 9);
    KeStackAttachProcess((PRKPROCESS)(void *)app, &state);
    claim(!mm_is_valid(theirs, 1));
    KeUnstackDetachProcess(&state);
    claim(ZwUnmapViewOfSection(CURRENT, mine) == STATUS_SUCCESS && !mm_is_valid(mine, 1));
}

static void extents(void)
{
    uint8_t *view;
    LONGLONG offset = GRANULE + 0x1234;
    SIZE_T size = 10;
    make_section(3 * GRANULE, PAGE_READWRITE);
    claim(map(CURRENT, &view, &offset, &size, PAGE_READWRITE) == STATUS_SUCCESS && offset == GRANULE && size == 0x2000);
    claim(mm_is_valid(view, 0x2000) && !mm_is_valid(view + 0x2000, 1));
    offset = 2 * GRANULE, size = 0;
    claim(map(CURRENT, &view, &offset, &size, PAGE_READWRITE) == STATUS_SUCCESS && size == GRANULE);
    offset = 2 * GRANULE, size = GRANULE + 1;
    claim(map(CURRENT, &view, &offset, &size, PAGE_READWRITE) == STATUS_INVALID_VIEW_SIZE);
    offset = 3 * GRANULE, size = 0;
    claim(map(CURRENT, &view, &offset, &size, PAGE_READWRITE) == STATUS_INVALID_VIEW_SIZE);
    offset = -1, size = 0;
    claim(map(CURRENT, &view, &offset, &size, PAGE_READWRITE) == STATUS_INVALID_VIEW_SIZE);
    offset = 0, size = ~(SIZE_T)0;
    claim(map(CURRENT, &view, &offset, &size, PAGE_READWRITE) == STATUS_INVALID_VIEW_SIZE);
}

static void protections(void)
{
    uint8_t *view, byte = 1;
    make_section(4096, PAGE_READONLY);
    claim(map_all(CURRENT, &view, PAGE_READWRITE) == STATUS_SECTION_PROTECTION);
    claim(map_all(CURRENT, &view, PAGE_EXECUTE_READ) == STATUS_SECTION_PROTECTION);
    claim(map_all(CURRENT, &view, 0x1000) == STATUS_INVALID_PAGE_PROTECTION);
    claim(map_all(CURRENT, &view, PAGE_READONLY | PAGE_NOCACHE) == STATUS_SUCCESS);
    claim(mm_user_copy_in(&byte, view, 1) == STATUS_SUCCESS && byte == 0);
    claim(mm_user_copy_out(view, &byte, 1) == STATUS_ACCESS_VIOLATION);
}

static void arguments(void)
{
    PVOID base = NULL;
    SIZE_T size = 0;
    make_section(4096, PAGE_READWRITE);
    claim(ZwMapViewOfSection(section, CURRENT, &base, 21, 0, NULL, &size, ViewUnmap, 0, PAGE_READWRITE) == STATUS_INVALID_PARAMETER_4);
    claim(ZwMapViewOfSection(section, CURRENT, &base, 0, 0, NULL, &size, (SECTION_INHERIT)3, 0, PAGE_READWRITE) == STATUS_INVALID_PARAMETER_8);
    claim(ZwMapViewOfSection(section, CURRENT, &base, 0, 0, NULL, &size, ViewUnmap, MEM_RELEASE, PAGE_READWRITE) == STATUS_INVALID_PARAMETER_9);
    claim(ZwMapViewOfSection((HANDLE)0x5550, CURRENT, &base, 0, 0, NULL, &size, ViewUnmap, 0, PAGE_READWRITE) == STATUS_INVALID_HANDLE);
    claim(ZwMapViewOfSection(section, section, &base, 0, 0, NULL, &size, ViewUnmap, 0, PAGE_READWRITE) == STATUS_OBJECT_TYPE_MISMATCH);
    claim(ZwUnmapViewOfSection(CURRENT, &base) == STATUS_NOT_MAPPED_VIEW && !base);
}

static void lives(void)
{
    void *body;
    uint8_t *view, *fresh;
    make_section(4096, PAGE_READWRITE);
    claim(ob_handle_object(ob_table_for(section, KernelMode), section, NULL, 0, KernelMode, &body, NULL) == STATUS_SUCCESS);
    claim(map_all(CURRENT, &view, PAGE_READWRITE) == STATUS_SUCCESS && ZwClose(section) == STATUS_SUCCESS);
    claim(ob_held(body, OB_BY_VIEW) == 1 && ob_pointer_count(body) == 2 && mm_is_valid(view, 1));
    ob_dereference(body, OB_BY_LOOKUP);
    view[0] = 5;
    claim(ZwUnmapViewOfSection(CURRENT, view) == STATUS_SUCCESS); /* the last of it */
    make_section(4096, PAGE_READWRITE);
    claim(map_all(CURRENT, &fresh, PAGE_READWRITE) == STATUS_SUCCESS && fresh == view && fresh[0] == 0); /* the pages were given back, and are clean */
}

static uintptr_t application(void *argument)
{
    return (uintptr_t)argument;
}

static void process_ends(void)
{
    uint8_t *view, *device;
    make_app();
    make_section(4096, PAGE_READWRITE);
    claim(map_all(process_handle, &view, PAGE_READWRITE) == STATUS_SUCCESS);
    void *body;
    claim(ob_handle_object(ob_table_for(section, KernelMode), section, NULL, 0, KernelMode, &body, NULL) == STATUS_SUCCESS && ob_held(body, OB_BY_VIEW) == 1);
    open_physical_memory();
    LONGLONG offset = 0xFE000000;
    SIZE_T size = 4096;
    claim(map(process_handle, &device, &offset, &size, PAGE_READWRITE) == STATUS_SUCCESS && mm_device_at(device));
    ps_user_thread(app, application, NULL, 0, "main");
    ke_wait_one(ob_wait_header(app), KernelMode, FALSE, NULL);
    claim(ob_held(body, OB_BY_VIEW) == 0 && !mm_device_at(device));
    claim(map(process_handle, &device, &offset, &size, PAGE_READWRITE) == STATUS_PROCESS_IS_TERMINATING);
}

static bool child_sees(SECTION_INHERIT disposition)
{
    PVOID base = NULL;
    SIZE_T size = 0;
    KAPC_STATE state;
    make_section(4096, PAGE_READWRITE);
    claim(ZwMapViewOfSection(section, CURRENT, &base, 0, 0, NULL, &size, disposition, 0, PAGE_READWRITE) == STATUS_SUCCESS);
    KeStackAttachProcess((PRKPROCESS)(void *)ps_process_create("child", NULL), &state);
    bool seen = mm_is_valid(base, 1);
    KeUnstackDetachProcess(&state);
    return seen;
}

static void inherited(void)
{
    claim(child_sees(ViewShare));
    claim(!child_sees(ViewUnmap));
}

/* As old drivers do it: what lies below the 64 KB border is added to the address again. */
static void physical(void)
{
    uint8_t *view;
    LONGLONG offset = 0xFE001100;
    SIZE_T size = 0x100;
    open_physical_memory();
    claim(map(CURRENT, &view, &offset, &size, PAGE_READWRITE | PAGE_NOCACHE) == STATUS_SUCCESS && offset == 0xFE000000 && size == 0x2000);
    uint8_t *registers = view + (0xFE001100 - offset);
    claim(MmGetPhysicalAddress(registers).QuadPart == 0xFE001100 && mm_device_at(registers));
    claim(ZwUnmapViewOfSection(CURRENT, view) == STATUS_SUCCESS && !mm_device_at(registers));
}

static void of_main_memory(void)
{
    uint8_t *view;
    char *block = mm_object_alloc(4096, 1);
    LONGLONG offset = (LONGLONG)mm_physical(block);
    SIZE_T size = 4096;
    open_physical_memory();
    map(CURRENT, &view, &offset, &size, PAGE_READWRITE);
}

static void at_an_address(void)
{
    PVOID base = (PVOID)0x10000;
    SIZE_T size = 0;
    make_section(4096, PAGE_READWRITE);
    ZwMapViewOfSection(section, CURRENT, &base, 0, 0, NULL, &size, ViewUnmap, 0, PAGE_READWRITE);
}

static void copied_on_write(void)
{
    uint8_t *view;
    make_section(4096, PAGE_READWRITE);
    map_all(CURRENT, &view, PAGE_WRITECOPY);
}

static void two_kinds(void)
{
    uint8_t *view;
    make_section(4096, PAGE_READWRITE);
    map_all(CURRENT, &view, PAGE_READWRITE);
    map_all(CURRENT, &view, PAGE_READONLY);
}

static void what_one_process_writes_the_other_reads(void **state)
{
    (void)state;
    run_body(shared);
}

static void views_begin_at_a_granule_and_end_in_the_section(void **state)
{
    (void)state;
    run_body(extents);
}

static void a_view_allows_no_more_than_its_section(void **state)
{
    (void)state;
    run_body(protections);
}

static void wrong_arguments_are_refused(void **state)
{
    (void)state;
    run_body(arguments);
}

static void a_view_keeps_its_section(void **state)
{
    (void)state;
    run_body(lives);
}

static void views_go_with_their_process(void **state)
{
    (void)state;
    run_body(process_ends);
}

static void view_share_is_inherited(void **state)
{
    (void)state;
    run_body(inherited);
}

static void a_view_of_physical_memory_leads_to_device_registers(void **state)
{
    (void)state;
    run_body(physical);
}

static void what_is_not_modelled_stops_the_run_by_name(void **state)
{
    (void)state;
    assert_non_null(strstr(run_body_to(of_main_memory, KE_NOT_MODELLED)->text, "main memory"));
    assert_non_null(strstr(run_body_to(at_an_address, KE_NOT_MODELLED)->text, "address"));
    assert_non_null(strstr(run_body_to(copied_on_write, KE_NOT_MODELLED)->text, "PAGE_WRITECOPY"));
    assert_non_null(strstr(run_body_to(two_kinds, KE_NOT_MODELLED)->text, "two views"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_one_process_writes_the_other_reads),
        cmocka_unit_test(views_begin_at_a_granule_and_end_in_the_section),
        cmocka_unit_test(a_view_allows_no_more_than_its_section),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(a_view_keeps_its_section),
        cmocka_unit_test(views_go_with_their_process),
        cmocka_unit_test(view_share_is_inherited),
        cmocka_unit_test(a_view_of_physical_memory_leads_to_device_registers),
        cmocka_unit_test(what_is_not_modelled_stops_the_run_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
