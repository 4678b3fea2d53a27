/* Routines of a driver for the tests of registry callbacks; each is called by name, one in a machine. Digits are small numbers in order of what happened. */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;

typedef NTSTATUS ACTION(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information);

static ULONG digits;
static LARGE_INTEGER cookie[4];
static ACTION *action;
static DRIVER_OBJECT driver; /* not looked at */

static void note(ULONG digit)
{
    digits = digits * 10 + digit;
}

static NTSTATUS Callback(PVOID Context, PVOID Class, PVOID Information)
{
    return action((ULONG)(ULONG_PTR)Context, (REG_NOTIFY_CLASS)(ULONG_PTR)Class, Information);
}

static NTSTATUS Register(ULONG Number, PCWSTR Altitude)
{
    UNICODE_STRING altitude;
    if (!Altitude)
        return CmRegisterCallback(Callback, (PVOID)(ULONG_PTR)Number, &cookie[Number]);
    RtlInitUnicodeString(&altitude, Altitude);
    return CmRegisterCallbackEx(Callback, &altitude, &driver, (PVOID)(ULONG_PTR)Number, &cookie[Number], NULL);
}

static NTSTATUS Make(PCWSTR Path, HANDLE *Key)
{
    UNICODE_STRING path;
    OBJECT_ATTRIBUTES attributes;
    RtlInitUnicodeString(&path, Path);
    InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    return ZwCreateKey(Key, KEY_ALL_ACCESS, &attributes, 0, NULL, 0, NULL);
}

static HANDLE TestKey(void)
{
    HANDLE key = NULL;
    Make(L"\\Registry\\Machine\\Software\\Test", &key);
    return key;
}

static NTSTATUS Set(HANDLE Key, ULONG Number)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"Value");
    return ZwSetValueKey(Key, &name, 0, REG_DWORD, &Number, sizeof Number);
}

static ULONG Get(HANDLE Key)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"Value");
    UCHAR buffer[FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + sizeof(ULONG)];
    ULONG size;
    if (!NT_SUCCESS(ZwQueryValueKey(Key, &name, KeyValuePartialInformation, buffer, sizeof buffer, &size)))
        return 0;
    return *(ULONG *)((PKEY_VALUE_PARTIAL_INFORMATION)buffer)->Data;
}

/* --- order ---------------------------------------------------------------------------------------------------------------------------------------- */

static NTSTATUS Watch(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    UNREFERENCED_PARAMETER(Information);
    if (Class == RegNtPreSetValueKey)
        note(Number);
    if (Class == RegNtPostSetValueKey)
        note(Number + 5);
    return STATUS_SUCCESS;
}

/* 10.5 is above 9.75; without an altitude it is above both. */
ULONG order(void)
{
    HANDLE key = TestKey();
    action = Watch;
    if (Register(1, L"9.75") || Register(2, L"10.5") || Register(3, NULL))
        return 0;
    Set(key, 1);
    if (CmUnRegisterCallback(cookie[2]) || CmUnRegisterCallback(cookie[2]) != STATUS_INVALID_PARAMETER)
        return 0;
    CmUnRegisterCallback(cookie[3]);
    Set(key, 1);
    CmUnRegisterCallback(cookie[1]);
    Set(key, 1);
    ZwClose(key);
    return digits; /* 3 2 1 6 7 8, then 1 6 */
}

ULONG collision(void)
{
    action = Watch;
    return Register(1, L"0370.10") == STATUS_SUCCESS && Register(2, L"370.1") == STATUS_FLT_INSTANCE_ALTITUDE_COLLISION && Register(2, L"high") == STATUS_INVALID_PARAMETER &&
           Register(2, NULL) == STATUS_SUCCESS && Register(3, NULL) == STATUS_SUCCESS;
}

/* --- refusing, doing it oneself, changing the answer ------------------------------------------------------------------------------------------------ */

static NTSTATUS answer;

static NTSTATUS Middle(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    PREG_POST_OPERATION_INFORMATION after = Information;
    Watch(Number, Class, Information);
    if (Class == RegNtPostSetValueKey && Number == 3)
        note(after->Status == (answer == STATUS_CALLBACK_BYPASS ? STATUS_SUCCESS : answer) ? 9 : 0);
    return Class == RegNtPreSetValueKey && Number == 2 ? answer : STATUS_SUCCESS;
}

static ULONG InTheMiddle(NTSTATUS Answer, NTSTATUS Expected)
{
    HANDLE key = TestKey();
    Set(key, 1);
    action = Middle;
    answer = Answer;
    if (Register(1, L"1") || Register(2, L"2") || Register(3, L"3"))
        return 0;
    if (Set(key, 2) != Expected || Get(key) != 1)
        return 0;
    return digits; /* 3 2, then 8 9: the lowest hears nothing, the highest hears the end */
}

ULONG refused(void)
{
    return InTheMiddle(STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED);
}

ULONG bypassed(void)
{
    return InTheMiddle(STATUS_CALLBACK_BYPASS, STATUS_SUCCESS);
}

static NTSTATUS Change(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    PREG_POST_OPERATION_INFORMATION after = Information;
    if (Class != RegNtPostSetValueKey)
        return STATUS_SUCCESS;
    note(after->Status == STATUS_SUCCESS ? 1 : 2);
    after->ReturnStatus = STATUS_DISK_FULL;
    return Number == 1 ? STATUS_CALLBACK_BYPASS : STATUS_ACCESS_DENIED; /* only the former changes anything */
}

ULONG changed(void)
{
    HANDLE key = TestKey();
    action = Change;
    Register(1, L"1");
    if (Set(key, 7) != STATUS_DISK_FULL || Get(key) != 7)
        return 0;
    CmUnRegisterCallback(cookie[1]);
    Register(2, L"2");
    if (Set(key, 8) != STATUS_SUCCESS)
        return 0;
    Register(1, L"1");
    return Set(key, 7) == STATUS_DISK_FULL ? digits : 0; /* 1 1 1 2 */
}

/* --- keys ------------------------------------------------------------------------------------------------------------------------------------------ */

static NTSTATUS Keys(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    PREG_POST_OPERATION_INFORMATION after = Information;
    PREG_CREATE_KEY_INFORMATION_V1 create = Information;
    UNREFERENCED_PARAMETER(Number);
    if (Class == RegNtPreCreateKeyEx)
        note(create->Version == 1 && create->CompleteName->Length && !create->RootObject && create->DesiredAccess == KEY_ALL_ACCESS ? 1 : 0);
    if (Class == RegNtPostCreateKeyEx) {
        create = after->PreInformation;
        note(after->Object && *create->ResultObject == after->Object && *create->Disposition == REG_CREATED_NEW_KEY ? 2 : 0);
        CmSetCallbackObjectContext(after->Object, &cookie[1], &digits, NULL);
    }
    if (Class == RegNtPreDeleteKey)
        note(((PREG_DELETE_KEY_INFORMATION)Information)->ObjectContext == &digits ? 3 : 0);
    if (Class == RegNtPostDeleteKey)
        note(after->ObjectContext == &digits ? 4 : 0);
    if (Class == RegNtPreKeyHandleClose)
        note(((PREG_KEY_HANDLE_CLOSE_INFORMATION)Information)->ObjectContext == &digits ? 5 : 0);
    if (Class == RegNtPostKeyHandleClose)
        note(6);
    if (Class == RegNtCallbackObjectContextCleanup)
        note(((PREG_CALLBACK_CONTEXT_CLEANUP_INFORMATION)Information)->ObjectContext == &digits ? 7 : 0);
    return STATUS_SUCCESS;
}

/* The end of the handle counts, not that of the object. */
ULONG life(void)
{
    HANDLE key;
    PVOID object;
    action = Keys;
    Register(1, L"1");
    key = TestKey();
    ObReferenceObjectByHandle(key, 0, NULL, KernelMode, &object, NULL);
    ZwDeleteKey(key);
    ZwClose(key);
    note(8);
    ObDereferenceObject(object);
    CmUnRegisterCallback(cookie[1]);
    return digits; /* 1 2 3 4 5 6 7 8 */
}

/* A context that is left when the callback goes is cleaned up then, and once. */
ULONG context_at_end(void)
{
    HANDLE key;
    action = Keys;
    Register(1, L"1");
    key = TestKey();
    digits = 0;
    CmUnRegisterCallback(cookie[1]);
    ZwClose(key);
    return digits; /* 7 */
}

static NTSTATUS Deny(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    PREG_POST_OPERATION_INFORMATION after = Information;
    UNREFERENCED_PARAMETER(Number);
    if (Class != RegNtPostCreateKeyEx || !NT_SUCCESS(after->Status))
        return STATUS_SUCCESS;
    ObDereferenceObject(after->Object);
    after->ReturnStatus = STATUS_ACCESS_DENIED;
    return STATUS_CALLBACK_BYPASS;
}

ULONG denied_after(void)
{
    HANDLE key = NULL;
    NTSTATUS status;
    action = Deny;
    Register(1, L"1");
    status = Make(L"\\Registry\\Machine\\Software\\Test", &key);
    return status == STATUS_ACCESS_DENIED && !key && !NT_SUCCESS(Make(L"\\Registry\\Machine\\Software\\No\\Such", &key));
}

/* Who opens a key instead of the system gives it another one; what it asks for itself goes past those below it only. */
static NTSTATUS Redirect(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    PREG_CREATE_KEY_INFORMATION_V1 create = Information;
    HANDLE key;
    if (Class != RegNtPreCreateKeyEx)
        return STATUS_SUCCESS;
    note(Number);
    if (Number != 2)
        return STATUS_SUCCESS;
    if (!NT_SUCCESS(Make(L"\\Registry\\Machine\\Software\\Other", &key)))
        return STATUS_UNSUCCESSFUL;
    ObReferenceObjectByHandle(key, KEY_ALL_ACCESS, NULL, KernelMode, create->ResultObject, NULL);
    ZwClose(key);
    *create->Disposition = REG_OPENED_EXISTING_KEY;
    create->GrantedAccess = create->DesiredAccess;
    return STATUS_CALLBACK_BYPASS;
}

ULONG redirected(void)
{
    HANDLE other, key = NULL;
    Make(L"\\Registry\\Machine\\Software\\Other", &other);
    Set(other, 42);
    action = Redirect;
    if (Register(1, L"1") || Register(2, L"2") || Register(3, L"3"))
        return 0;
    key = TestKey();
    return key && Get(key) == 42 ? digits : 0; /* 3 2 1 */
}

static NTSTATUS Nothing(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    UNREFERENCED_PARAMETER(Number);
    UNREFERENCED_PARAMETER(Information);
    return Class == RegNtPreCreateKeyEx ? STATUS_CALLBACK_BYPASS : STATUS_SUCCESS;
}

ULONG opened_nothing(void)
{
    action = Nothing;
    Register(1, L"1");
    return TestKey() != NULL;
}

static NTSTATUS Identify(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    static ULONG_PTR seen;
    UNICODE_STRING path = RTL_CONSTANT_STRING(L"\\REGISTRY\\Machine\\Software\\Test");
    PREG_SET_VALUE_KEY_INFORMATION set = Information;
    PCUNICODE_STRING kept, own;
    ULONG_PTR id, again;
    UNREFERENCED_PARAMETER(Number);
    if (Class != RegNtPreSetValueKey)
        return STATUS_SUCCESS;
    if (CmCallbackGetKeyObjectID(&cookie[1], set->Object, &id, &kept) || CmCallbackGetKeyObjectIDEx(&cookie[1], set->Object, &again, &own, 0))
        return STATUS_UNSUCCESSFUL;
    note(id == again && (!seen || seen == id) && RtlEqualUnicodeString(kept, &path, TRUE) && RtlEqualUnicodeString(own, &path, TRUE) ? 1 : 0);
    note(CmCallbackGetKeyObjectIDEx(&cookie[1], set->Object, &again, NULL, 1) == STATUS_INVALID_PARAMETER ? 2 : 0);
    note(CmCallbackGetKeyObjectID(&cookie[2], set->Object, &again, NULL) == STATUS_INVALID_PARAMETER ? 3 : 0);
    note(CmGetBoundTransaction(&cookie[1], set->Object) ? 0 : 4);
    CmCallbackReleaseKeyObjectIDEx(own);
    seen = id;
    return STATUS_SUCCESS;
}

ULONG identified(void)
{
    HANDLE first = TestKey(), second = TestKey();
    action = Identify;
    Register(1, L"1");
    Set(first, 1);
    Set(second, 1);
    ZwClose(first);
    ZwClose(second);
    CmUnRegisterCallback(cookie[1]);
    return digits; /* 1 2 3 4 twice */
}

ULONG version(void)
{
    ULONG major = 0, minor = 0;
    CmGetCallbackVersion(&major, NULL);
    CmGetCallbackVersion(NULL, &minor);
    return major * 10 + minor;
}

static NTSTATUS Leave(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    UNREFERENCED_PARAMETER(Class);
    UNREFERENCED_PARAMETER(Information);
    return CmUnRegisterCallback(cookie[Number]);
}

/* Documented: that waits for ever. */
ULONG from_itself(void)
{
    action = Leave;
    Register(1, L"1");
    TestKey();
    return 1;
}

static NTSTATUS Slow(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    LARGE_INTEGER while_ = {.QuadPart = -500000};
    UNREFERENCED_PARAMETER(Number);
    UNREFERENCED_PARAMETER(Information);
    if (Class == RegNtPreSetValueKey) {
        note(1);
        KeDelayExecutionThread(KernelMode, FALSE, &while_);
        note(3);
    }
    if (Class == RegNtPostSetValueKey)
        note(4);
    return STATUS_SUCCESS;
}

static VOID SetSlowly(PVOID Key)
{
    Set(Key, 1);
    note(6);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* The operation that the callback heard the beginning of: it hears the end of it, too, before it is gone. New ones go past it. */
ULONG unregistered_meanwhile(void)
{
    LARGE_INTEGER little = {.QuadPart = -100000};
    HANDLE thread, key = TestKey();
    PVOID object;
    action = Slow;
    Register(1, L"1");
    PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, SetSlowly, key);
    ObReferenceObjectByHandle(thread, SYNCHRONIZE, *PsThreadType, KernelMode, &object, NULL);
    KeDelayExecutionThread(KernelMode, FALSE, &little);
    note(2);
    CmUnRegisterCallback(cookie[1]);
    note(5);
    KeWaitForSingleObject(object, Executive, KernelMode, FALSE, NULL);
    Set(key, 2);
    ObDereferenceObject(object);
    ZwClose(thread);
    return digits == 123456 || digits == 123465 ? 123456 : digits;
}

static NTSTATUS Openings(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    UNREFERENCED_PARAMETER(Number);
    UNREFERENCED_PARAMETER(Information);
    if (Class == RegNtPreCreateKeyEx || Class == RegNtPreOpenKeyEx || Class == RegNtPreQueryValueKey || Class == RegNtPreSetValueKey)
        note(Class == RegNtPreCreateKeyEx || Class == RegNtPreOpenKeyEx ? 1 : 2);
    if (Class == RegNtPreKeyHandleClose || Class == RegNtPostKeyHandleClose)
        note(Class == RegNtPreKeyHandleClose ? 7 : 8);
    return STATUS_SUCCESS;
}

/* 1 and 2 for a key that is opened or made and what is done with it, 7 8 for its end; a subkey of a table is closed before the key above it. */
ULONG through_rtl(void)
{
    ULONG number = 0;
    RTL_QUERY_REGISTRY_TABLE table[] = {{NULL, RTL_QUERY_REGISTRY_SUBKEY, (PWSTR)L"Software", NULL, 0, NULL, 0},
                                        {NULL, RTL_QUERY_REGISTRY_DIRECT, (PWSTR)L"Value", &number, REG_NONE, NULL, 0},
                                        {NULL, 0, NULL, NULL, 0, NULL, 0}};
    action = Openings;
    Register(1, L"1");
    number = 5;
    RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, L"\\Registry\\Machine\\Software", L"Value", REG_DWORD, &number, sizeof number);
    if (digits != 1278)
        return digits;
    digits = 0;
    number = 0;
    RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, L"\\Registry\\Machine", table, NULL, NULL);
    return number == 5 ? digits : 0; /* 1, then 1 2, and both ends */
}

/* The failure of the pre-notification is what the routine gives back. */
static NTSTATUS NoCreation(ULONG Number, REG_NOTIFY_CLASS Class, PVOID Information)
{
    UNREFERENCED_PARAMETER(Number);
    UNREFERENCED_PARAMETER(Information);
    return Class == RegNtPreCreateKeyEx || Class == RegNtPreOpenKeyEx ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

ULONG rtl_refused(void)
{
    ULONG number = 5;
    action = NoCreation;
    Register(1, L"1");
    return RtlWriteRegistryValue(RTL_REGISTRY_SERVICES, L"New", L"Value", REG_DWORD, &number, sizeof number) == STATUS_ACCESS_DENIED &&
           RtlCheckRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"New") == STATUS_ACCESS_DENIED && RtlCreateRegistryKey(RTL_REGISTRY_SERVICES, (PWSTR)L"New") == STATUS_ACCESS_DENIED &&
           RtlDeleteRegistryValue(RTL_REGISTRY_SERVICES, L"New", L"Value") == STATUS_ACCESS_DENIED;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return STATUS_SUCCESS;
}
