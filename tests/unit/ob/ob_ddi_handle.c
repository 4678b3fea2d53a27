/* Claims about handles, names and references as drivers use them. */
#include "test.h"

static OBJECT_ATTRIBUTES named(UNICODE_STRING *name, HANDLE root, ULONG flags)
{
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE | flags, root, NULL);
    return attributes;
}

static NTSTATUS make_directory(const WCHAR *path, HANDLE root, ULONG flags, HANDLE *handle)
{
    UNICODE_STRING name = wide(path);
    OBJECT_ATTRIBUTES attributes = named(&name, root, flags);
    return ZwCreateDirectoryObject(handle, DIRECTORY_ALL_ACCESS, &attributes);
}

static NTSTATUS open_directory(const WCHAR *path, HANDLE root, HANDLE *handle)
{
    UNICODE_STRING name = wide(path);
    OBJECT_ATTRIBUTES attributes = named(&name, root, 0);
    return ZwOpenDirectoryObject(handle, DIRECTORY_QUERY, &attributes);
}

static LONG_PTR count_of(HANDLE handle)
{
    PVOID body;
    claim(ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &body, NULL) == STATUS_SUCCESS);
    LONG_PTR count = ob_pointer_count(body);
    ObDereferenceObject(body);
    return count;
}

static void directories(void)
{
    HANDLE outer, inner, again;
    claim(make_directory(L"\\Outer", NULL, 0, &outer) == STATUS_SUCCESS && ObIsKernelHandle(outer));
    claim(make_directory(L"Inner", outer, 0, &inner) == STATUS_SUCCESS);
    claim(make_directory(L"\\Outer\\Inner", NULL, 0, &again) == STATUS_OBJECT_NAME_COLLISION);
    claim(make_directory(L"\\Outer\\Inner", NULL, OBJ_OPENIF, &again) == STATUS_OBJECT_NAME_EXISTS);
    claim(ZwClose(again) == STATUS_SUCCESS);
    claim(open_directory(L"\\outer\\INNER", NULL, &again) == STATUS_SUCCESS && ZwClose(again) == STATUS_SUCCESS);
    claim(open_directory(L"inner", outer, &again) == STATUS_SUCCESS && ZwClose(again) == STATUS_SUCCESS);
    claim(open_directory(L"\\Outer\\Nobody", NULL, &again) == STATUS_OBJECT_NAME_NOT_FOUND);
    ZwClose(inner);
    claim(open_directory(L"\\Outer\\Inner", NULL, &again) == STATUS_OBJECT_NAME_NOT_FOUND);
    ZwClose(outer);
}

static void a_directory_is_made_once_opened_often_and_goes_with_its_last_handle(void **state)
{
    (void)state;
    run_body(directories);
}

static void temporary(void)
{
    HANDLE handle, again;
    claim(make_directory(L"\\Kept", NULL, OBJ_PERMANENT, &handle) == STATUS_SUCCESS);
    claim(count_of(handle) == 3); /* the name, the handle, the reference that looks */
    ZwClose(handle);
    claim(open_directory(L"\\Kept", NULL, &handle) == STATUS_SUCCESS);
    claim(ZwMakeTemporaryObject(handle) == STATUS_SUCCESS && count_of(handle) == 3);
    claim(open_directory(L"\\Kept", NULL, &again) == STATUS_SUCCESS && ZwClose(again) == STATUS_SUCCESS);
    ZwClose(handle);
    claim(open_directory(L"\\Kept", NULL, &again) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(ZwMakeTemporaryObject((HANDLE)0x4444) == STATUS_INVALID_HANDLE);
}

static void a_permanent_object_stays_until_it_is_made_temporary(void **state)
{
    (void)state;
    run_body(temporary);
}

static void links(void)
{
    UNICODE_STRING name = wide(L"\\??\\Link"), target = wide(L"\\Device\\Null");
    WCHAR room[32];
    UNICODE_STRING out = {0, sizeof room, room}, small = {0, 4, room};
    OBJECT_ATTRIBUTES attributes = named(&name, NULL, 0);
    ULONG needed = 0;
    HANDLE handle;
    claim(ob_link_create(&name, &target) == STATUS_SUCCESS);
    claim(ZwOpenSymbolicLinkObject(&handle, SYMBOLIC_LINK_QUERY, &attributes) == STATUS_SUCCESS);
    claim(ZwQuerySymbolicLinkObject(handle, &out, &needed) == STATUS_SUCCESS);
    claim(out.Length == target.Length && memcmp(room, target.Buffer, target.Length) == 0 && needed >= target.Length);
    claim(ZwQuerySymbolicLinkObject(handle, &small, NULL) == STATUS_BUFFER_TOO_SMALL);
    small.MaximumLength = target.Length;
    claim(ZwQuerySymbolicLinkObject(handle, &small, NULL) == STATUS_SUCCESS && small.Length == target.Length); /* just enough */
    small.MaximumLength--;
    claim(ZwQuerySymbolicLinkObject(handle, &small, NULL) == STATUS_BUFFER_TOO_SMALL);
    claim(count_of(handle) == 3); /* the name, the handle, the reference that looks */
    claim(ZwQuerySymbolicLinkObject((HANDLE)0x4444, &out, NULL) == STATUS_INVALID_HANDLE);
    ZwClose(handle);
}

static void a_link_tells_its_target(void **state)
{
    (void)state;
    run_body(links);
}

static void names(void)
{
    union {
        OBJECT_NAME_INFORMATION info;
        UCHAR bytes[128];
    } out;
    HANDLE handle;
    PVOID object;
    ULONG needed;
    make_directory(L"\\Outer", NULL, 0, &handle);
    claim(ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &object, NULL) == STATUS_SUCCESS);
    claim(ObQueryNameString(object, NULL, 0, &needed) == STATUS_INFO_LENGTH_MISMATCH && needed == sizeof(OBJECT_NAME_INFORMATION) + 7 * sizeof(WCHAR));
    claim(ObQueryNameString(object, &out.info, sizeof out, &needed) == STATUS_SUCCESS && out.info.Name.Length == 12);
    claim(is_wide(out.info.Name.Buffer, L"\\Outer") && out.info.Name.MaximumLength == 14);
    claim(ObQueryNameString(object, &out.info, needed, &needed) == STATUS_SUCCESS); /* just enough */
    claim(ObQueryNameString(object, &out.info, needed - 1, &needed) == STATUS_INFO_LENGTH_MISMATCH);
    claim(ObQueryNameString(ps_current_process(), &out.info, sizeof out, &needed) == STATUS_SUCCESS);
    claim(out.info.Name.Length == 0 && out.info.Name.Buffer == NULL && needed == sizeof(OBJECT_NAME_INFORMATION));
    ObDereferenceObject(object);
    ZwClose(handle);
}

static void an_object_tells_its_name_or_none(void **state)
{
    (void)state;
    run_body(names);
}

static void pointers(void)
{
    PVOID body = ps_current_process(), found;
    OBJECT_HANDLE_INFORMATION information;
    LONG_PTR before = ob_pointer_count(body);
    HANDLE handle;
    claim(ObGetObjectType(body) == ps_process_type());
    claim(ObOpenObjectByPointer(body, OBJ_KERNEL_HANDLE, NULL, PROCESS_ALL_ACCESS, ps_thread_type(), KernelMode, &handle) == STATUS_OBJECT_TYPE_MISMATCH);
    claim(ObOpenObjectByPointer(body, OBJ_KERNEL_HANDLE, NULL, 0x10, ps_process_type(), UserMode, &handle) == STATUS_SUCCESS && !ObIsKernelHandle(handle));
    claim(ObCloseHandle(handle, KernelMode) == STATUS_SUCCESS);
    claim(ObOpenObjectByPointer(body, OBJ_KERNEL_HANDLE, NULL, 0x10, NULL, KernelMode, &handle) == STATUS_SUCCESS && ObIsKernelHandle(handle));
    claim(ObReferenceObjectByHandleWithTag(handle, 0, ps_process_type(), KernelMode, 'abcd', &found, &information) == STATUS_SUCCESS && found == body);
    claim(information.GrantedAccess == 0x10);
    ObDereferenceObjectWithTag(found, 'abcd');
    claim(ObReferenceObjectByPointer(body, 0, ps_thread_type(), UserMode) == STATUS_OBJECT_TYPE_MISMATCH);
    claim(ObReferenceObjectByPointer(body, 0, ps_process_type(), UserMode) == STATUS_SUCCESS);
    claim(ObReferenceObjectByPointerWithTag(body, 0, ps_process_type(), KernelMode, 'abcd') == STATUS_SUCCESS);
    claim(ObReferenceObjectSafe(body) == TRUE);
    ObReferenceObjectWithTag(body, 'abcd');
    ObDereferenceObjectWithTag(body, 'abcd');
    LONG_PTR between = ob_pointer_count(body);
    claim(ObfReferenceObjectWithTag(body, 'efgh') == between + 1 && ObfReferenceObjectWithTag(body, 'efgh') == between + 2);
    claim(ObfDereferenceObjectWithTag(body, 'efgh') == between + 1 && ObfDereferenceObjectWithTag(body, 'efgh') == between);
    ObDereferenceObjectDeferDelete(body);
    ObDereferenceObjectDeferDeleteWithTag(body, 'abcd');
    ObDereferenceObject(body);
    claim(ZwClose(handle) == STATUS_SUCCESS && ob_pointer_count(body) == before);
}

static void references_and_handles_come_out_even(void **state)
{
    (void)state;
    run_body(pointers);
}

static void reference_by_name(void)
{
    UNICODE_STRING name = wide(L"\\Device"), nobody = wide(L"\\Nobody");
    PVOID object;
    claim(ObReferenceObjectByName(&name, 0, NULL, 0, NULL, KernelMode, NULL, &object) == STATUS_SUCCESS);
    LONG_PTR count = ob_pointer_count(object);
    claim(ob_held(object, OB_BY_DRIVER) == 1 && ob_held(object, OB_BY_LOOKUP) == 0); /* the caller's, and shown as such */
    ObDereferenceObject(object);
    claim(ob_pointer_count(object) == count - 1);
    claim(ObReferenceObjectByName(&nobody, 0, NULL, 0, NULL, KernelMode, NULL, &object) == STATUS_OBJECT_NAME_NOT_FOUND);
}

static void a_name_gives_a_reference(void **state)
{
    (void)state;
    run_body(reference_by_name);
}

static void kernel_handles(void)
{
    HANDLE handle;
    claim(!ObIsKernelHandle((HANDLE)(intptr_t)-1) && !ObIsKernelHandle((HANDLE)(intptr_t)-2) && !ObIsKernelHandle((HANDLE)4) && !ObIsKernelHandle(NULL));
    claim(make_directory(L"\\Outer", NULL, 0, &handle) == STATUS_SUCCESS && ObIsKernelHandle(handle));
    claim(ObCloseHandle(handle, KernelMode) == STATUS_SUCCESS);
}

static void pseudo_handles_are_no_kernel_handles(void **state)
{
    (void)state;
    run_body(kernel_handles);
}

static void close_twice(void)
{
    HANDLE handle;
    make_directory(L"\\Outer", NULL, 0, &handle);
    ZwClose(handle);
    claim(ObCloseHandle(handle, UserMode) == STATUS_INVALID_HANDLE);
    ZwClose(handle);
}

static void the_kernel_closing_a_bad_handle_is_0x93(void **state)
{
    (void)state;
    run_body_to_bugcheck(close_twice, INVALID_KERNEL_HANDLE);
}

static void relative(void)
{
    static WCHAR longest[1019];
    HANDLE outer, inner, again;
    make_directory(L"\\Outer", NULL, OBJ_PERMANENT, &outer);
    make_directory(L"Inner", outer, OBJ_PERMANENT, &inner);
    LONG_PTR before_outer = count_of(outer), before_inner = count_of(inner);
    claim(open_directory(L"Inner", outer, &again) == STATUS_SUCCESS && ZwClose(again) == STATUS_SUCCESS);
    claim(open_directory(L"Nobody", outer, &again) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(open_directory(L"Inner", (HANDLE)0x4444, &again) == STATUS_INVALID_HANDLE);
    claim(count_of(outer) == before_outer && count_of(inner) == before_inner);
    for (int i = 0; i < 1018; i++)
        longest[i] = L'n';
    claim(open_directory(longest, outer, &again) == STATUS_OBJECT_NAME_INVALID);
    longest[1017] = 0; /* with "\Outer" and a backslash 1024, for which there is room */
    claim(open_directory(longest, outer, &again) == STATUS_OBJECT_NAME_NOT_FOUND);
}

static void opening_by_a_root_directory_leaves_no_reference_behind(void **state)
{
    (void)state;
    run_body(relative);
}

static void typed_pointer(void)
{
    PVOID body = ps_current_process();
    LONG_PTR before = ob_pointer_count(body);
    claim(ObReferenceObjectByPointer(body, 0, ps_thread_type(), KernelMode) == STATUS_SUCCESS); /* not looked at */
    claim(ObReferenceObjectByPointer(body, 0, ob_link_type(), KernelMode) == STATUS_OBJECT_TYPE_MISMATCH);
    claim(ob_pointer_count(body) == before + 1);
    ObDereferenceObject(body);
}

static void the_kernel_may_name_any_type_but_that_of_links(void **state)
{
    (void)state;
    run_body(typed_pointer);
}

static void keep_for_later(void (*run)(void *), void *body)
{
    (void)run, (void)body;
}

static void safely(void)
{
    struct ob_type_ops ops = {.name = "Visible", .driver_visible = true};
    void *body = ob_create(ob_type_create(&ops), 64);
    claim(ObReferenceObjectSafe(body) == TRUE && ob_pointer_count(body) == 2);
    ObDereferenceObject(body);
    ob_set_worker(keep_for_later);
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    ob_dereference(body, OB_BY_CREATE);
    claim(ObReferenceObjectSafe(body) == FALSE && ob_pointer_count(body) == 0);
    ke_lower(irql);
}

static void an_object_that_is_being_deleted_gives_no_safe_reference(void **state)
{
    (void)state;
    run_body(safely);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_directory_is_made_once_opened_often_and_goes_with_its_last_handle),
        cmocka_unit_test(a_permanent_object_stays_until_it_is_made_temporary),
        cmocka_unit_test(a_link_tells_its_target),
        cmocka_unit_test(an_object_tells_its_name_or_none),
        cmocka_unit_test(references_and_handles_come_out_even),
        cmocka_unit_test(a_name_gives_a_reference),
        cmocka_unit_test(pseudo_handles_are_no_kernel_handles),
        cmocka_unit_test(the_kernel_closing_a_bad_handle_is_0x93),
        cmocka_unit_test(opening_by_a_root_directory_leaves_no_reference_behind),
        cmocka_unit_test(the_kernel_may_name_any_type_but_that_of_links),
        cmocka_unit_test(an_object_that_is_being_deleted_gives_no_safe_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
