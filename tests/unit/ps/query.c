/* Claims about what a driver learns of a process or an object by its handle, and of privileges. */
#include "../ob/test.h"

#include <ntifs.h>

#define THIS_PROCESS ((HANDLE)(LONG_PTR)-1)

static struct ps_process *app;
static HANDLE app_handle;

static void make_app(void)
{
    app = ps_process_create("app", NULL);
    ps_process_describe(app, "\\Device\\Disk\\\xC3\xA4pp.exe", "app one two");
    claim(ob_handle_create(ob_kernel_table(), app, PROCESS_ALL_ACCESS, OBJ_KERNEL_HANDLE, &app_handle) == STATUS_SUCCESS);
}

static void basic(void)
{
    PROCESS_BASIC_INFORMATION info;
    ULONG size = 0;
    make_app();
    claim(ZwQueryInformationProcess(app_handle, ProcessBasicInformation, &info, sizeof info, &size) == STATUS_SUCCESS && size == sizeof info);
    claim(info.ExitStatus == STATUS_PENDING && info.UniqueProcessId == (ULONG_PTR)PsGetProcessId((PEPROCESS)app) && info.AffinityMask == 1 && !info.PebBaseAddress);
    claim(info.InheritedFromUniqueProcessId == 4 && PsGetProcessInheritedFromUniqueProcessId((PEPROCESS)app) == (HANDLE)4);
    claim(ZwQueryInformationProcess(THIS_PROCESS, ProcessBasicInformation, &info, sizeof info, NULL) == STATUS_SUCCESS && info.UniqueProcessId == 4);
    claim(PsGetProcessInheritedFromUniqueProcessId(IoGetCurrentProcess()) == NULL);
    size = 0;
    claim(ZwQueryInformationProcess(app_handle, ProcessBasicInformation, &info, sizeof info - 1, &size) == STATUS_INFO_LENGTH_MISMATCH && size == sizeof info);
    claim(ZwQueryInformationProcess((HANDLE)0x4444, ProcessBasicInformation, &info, sizeof info, &size) == STATUS_INVALID_HANDLE);
    claim(ZwQueryInformationProcess(app_handle, (PROCESSINFOCLASS)999, &info, sizeof info, &size) == STATUS_INVALID_INFO_CLASS);
}

static struct image_file program_file = {.start = 0x7000000, .end = 0x7010000};

static void base(void)
{
    struct ps_process *process = ps_process_create("program", &program_file);
    claim(PsGetProcessSectionBaseAddress((PEPROCESS)process) == (PVOID)0x7000000);
    claim(PsGetProcessSectionBaseAddress(IoGetCurrentProcess()) == NULL);
}

static void numbers(void)
{
    ULONG_PTR pointer = 7;
    ULONG number = 7, none, one;
    KERNEL_USER_TIMES times;
    make_app();
    claim(ZwQueryInformationProcess(app_handle, ProcessWow64Information, &pointer, sizeof pointer, NULL) == STATUS_SUCCESS && pointer == 0);
    pointer = 7;
    claim(ZwQueryInformationProcess(app_handle, ProcessDebugPort, &pointer, sizeof pointer, NULL) == STATUS_SUCCESS && pointer == 0);
    claim(ZwQueryInformationProcess(app_handle, ProcessSessionInformation, &number, sizeof number, NULL) == STATUS_SUCCESS && number == 0);
    number = 7;
    claim(ZwQueryInformationProcess(app_handle, ProcessBreakOnTermination, &number, sizeof number, NULL) == STATUS_SUCCESS && number == 0);
    claim(ZwQueryInformationProcess(app_handle, ProcessHandleCount, &none, sizeof none, NULL) == STATUS_SUCCESS && none == 0);
    HANDLE handle;
    claim(ob_handle_create(app->handles, app, 1, 0, &handle) == STATUS_SUCCESS);
    claim(ZwQueryInformationProcess(app_handle, ProcessHandleCount, &one, sizeof one, NULL) == STATUS_SUCCESS && one == 1);
    claim(ZwQueryInformationProcess(app_handle, ProcessTimes, &times, sizeof times, NULL) == STATUS_SUCCESS);
    claim(times.CreateTime.QuadPart == (LONGLONG)app->created_at && times.ExitTime.QuadPart == 0 && times.UserTime.QuadPart == 0);
}

static void texts(void)
{
    union {
        UNICODE_STRING string;
        UCHAR bytes[128];
    } out;
    ULONG size;
    make_app();
    claim(ZwQueryInformationProcess(app_handle, ProcessImageFileName, NULL, 0, &size) == STATUS_INFO_LENGTH_MISMATCH);
    claim(size == sizeof(UNICODE_STRING) + 21 * sizeof(WCHAR));
    claim(ZwQueryInformationProcess(app_handle, ProcessImageFileName, &out, size, &size) == STATUS_SUCCESS && out.string.Length == 40);
    claim(is_wide(out.string.Buffer, L"\\Device\\Disk\\\u00E4pp.exe") && out.string.MaximumLength == 42 && out.string.Buffer == (PWSTR)(&out.string + 1));
    claim(ZwQueryInformationProcess(app_handle, ProcessImageFileName, &out, size - 1, &size) == STATUS_INFO_LENGTH_MISMATCH);
    claim(ZwQueryInformationProcess(app_handle, ProcessCommandLineInformation, &out, sizeof out, NULL) == STATUS_SUCCESS && is_wide(out.string.Buffer, L"app one two"));
    claim(ZwQueryInformationProcess(THIS_PROCESS, ProcessImageFileName, &out, sizeof out, NULL) == STATUS_SUCCESS && out.string.Length == 0);
}

static void not_modelled(void)
{
    ULONG64 room[16];
    ZwQueryInformationProcess(THIS_PROCESS, ProcessVmCounters, room, sizeof room, NULL);
}

static void a_process_tells_who_it_is(void **state)
{
    (void)state;
    run_body(basic);
    run_body(base);
    run_body(numbers);
    run_body(texts);
    assert_non_null(strstr(run_body_to(not_modelled, KE_NOT_MODELLED)->text, "ZwQueryInformationProcess"));
}

static void at_apc_level(void)
{
    ULONG number;
    ke_raise(APC_LEVEL);
    ZwQueryInformationProcess(THIS_PROCESS, ProcessHandleCount, &number, sizeof number, NULL);
}

static void it_is_asked_at_passive_level(void **state)
{
    (void)state;
    run_body_to_bugcheck(at_apc_level, DRIVER_VERIFIER_DETECTED_VIOLATION);
}

static void objects(void)
{
    UNICODE_STRING name = wide(L"\\Outer");
    OBJECT_ATTRIBUTES attributes;
    PUBLIC_OBJECT_BASIC_INFORMATION info;
    union {
        PUBLIC_OBJECT_TYPE_INFORMATION type;
        OBJECT_NAME_INFORMATION name;
        UCHAR bytes[256];
    } out;
    ULONG size;
    HANDLE handle, second;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    claim(ZwCreateDirectoryObject(&handle, DIRECTORY_QUERY, &attributes) == STATUS_SUCCESS);
    claim(ZwQueryObject(handle, ObjectBasicInformation, &info, sizeof info, &size) == STATUS_SUCCESS && size == sizeof info);
    claim(info.GrantedAccess == DIRECTORY_QUERY && info.HandleCount == 1 && info.Attributes == 0);
    ULONG pointers = info.PointerCount;
    claim(ZwOpenDirectoryObject(&second, DIRECTORY_QUERY, &attributes) == STATUS_SUCCESS);
    claim(ZwQueryObject(handle, ObjectBasicInformation, &info, sizeof info, NULL) == STATUS_SUCCESS && info.HandleCount == 2 && info.PointerCount == pointers + 1);
    claim(ZwQueryObject(handle, ObjectBasicInformation, &info, sizeof info + 1, &size) == STATUS_INFO_LENGTH_MISMATCH && size == sizeof info);
    claim(ZwQueryObject(handle, ObjectTypeInformation, &out, sizeof out, &size) == STATUS_SUCCESS && is_wide(out.type.TypeName.Buffer, L"Directory"));
    claim(out.type.TypeName.Length == 18 && size == sizeof out.type + 20);
    claim(ZwQueryObject(handle, ObjectTypeInformation, &out, size - 1, NULL) == STATUS_INFO_LENGTH_MISMATCH);
    claim(ZwQueryObject(handle, ObjectNameInformation, &out, sizeof out, &size) == STATUS_SUCCESS && is_wide(out.name.Name.Buffer, L"\\Outer"));
    claim(ZwQueryObject(THIS_PROCESS, ObjectTypeInformation, &out, sizeof out, NULL) == STATUS_SUCCESS && is_wide(out.type.TypeName.Buffer, L"Process"));
    claim(ZwQueryObject(handle, (OBJECT_INFORMATION_CLASS)77, &out, sizeof out, NULL) == STATUS_INVALID_INFO_CLASS);
    claim(ZwQueryObject((HANDLE)0x4444, ObjectBasicInformation, &info, sizeof info, NULL) == STATUS_INVALID_HANDLE);
    ZwClose(second);
    ZwClose(handle);
    InitializeObjectAttributes(&attributes, &name, OBJ_PERMANENT | OBJ_INHERIT, NULL, NULL);
    claim(ZwCreateDirectoryObject(&handle, DIRECTORY_QUERY, &attributes) == STATUS_SUCCESS);
    claim(ZwQueryObject(handle, ObjectBasicInformation, &info, sizeof info, NULL) == STATUS_SUCCESS && info.Attributes == (OBJ_PERMANENT | OBJ_INHERIT));
    ZwClose(handle);
}

static void an_object_tells_its_counts_type_and_name(void **state)
{
    (void)state;
    run_body(objects);
}

static void privileges(void)
{
    claim(SeSinglePrivilegeCheck(RtlConvertLongToLuid(SE_LOAD_DRIVER_PRIVILEGE), KernelMode));
    claim(SeSinglePrivilegeCheck(RtlConvertLongToLuid(12345), KernelMode));
}

static bool checked[3];
static uintptr_t check(void *none)
{
    (void)none;
    checked[0] = SeSinglePrivilegeCheck(RtlConvertLongToLuid(SE_LOAD_DRIVER_PRIVILEGE), UserMode);
    checked[1] = SeSinglePrivilegeCheck(RtlConvertLongToLuid(SE_CHANGE_NOTIFY_PRIVILEGE), UserMode);
    checked[2] = SeSinglePrivilegeCheck(RtlConvertLongToLuid(SE_LOAD_DRIVER_PRIVILEGE), ExGetPreviousMode());
    return 0;
}

static uintptr_t program(void *none)
{
    return ps_syscall(check, none, 0);
}

static void of_a_program(void)
{
    struct ps_process *process = ps_process_create("app", NULL);
    struct ps_thread *thread = ps_user_thread(process, program, NULL, 0, "main");
    ke_wait_one(ob_wait_header(process), KernelMode, FALSE, NULL);
    ob_dereference(thread, OB_BY_CREATE);
    ob_dereference(process, OB_BY_CREATE);
    claim(!checked[0] && checked[1] && !checked[2]);
}

static void of_the_system(void)
{
    SeSinglePrivilegeCheck(RtlConvertLongToLuid(SE_LOAD_DRIVER_PRIVILEGE), UserMode);
}

static void the_kernel_has_every_privilege_and_a_program_few(void **state)
{
    (void)state;
    run_body(privileges);
    run_body(of_a_program);
    run_body_to(of_the_system, KE_NOT_MODELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_tells_who_it_is),
        cmocka_unit_test(it_is_asked_at_passive_level),
        cmocka_unit_test(an_object_tells_its_counts_type_and_name),
        cmocka_unit_test(the_kernel_has_every_privilege_and_a_program_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
