/*
 * A filter of the registry that writes down what it hears of keys and values whose name says Witness, one letter per notification, and interferes where a name
 * says so: values called Denied, Faked, Changed, keys called WitnessDenied, and the path of the image in a service's key called WitnessHalf. \\.\Witness: a read gives what was
 * written down since the last one.
 *
 *   C c create  O o open  S s set  Q q query  D d delete value  X x delete key  E e enumerate keys  V v enumerate values  I i query key  F f flush  K k close
 *   z a key object's context is cleaned up. '!' in front: not in the process that opened \\.\Witness; '^': not asked for by user mode.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;
static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Witness");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Witness");
static LARGE_INTEGER Cookie;
static HANDLE Watcher; /* process id */
static CHAR Log[512];  /* the tests have one thread at a time that calls */
static ULONG Length;

static BOOLEAN Says(PCUNICODE_STRING Text, PCWSTR Word)
{
    USHORT length = (USHORT)wcslen(Word);

    for (USHORT at = 0; Text && at + length <= Text->Length / sizeof(WCHAR); at++)
        if (_wcsnicmp(Text->Buffer + at, Word, length) == 0)
            return TRUE;
    return FALSE;
}

static VOID Put(CHAR Letter)
{
    if (Length + 1 < sizeof Log)
        Log[Length++] = Letter;
}

static VOID Note(CHAR Letter)
{
    if (PsGetCurrentProcessId() != Watcher)
        Put('!');
    if (ExGetPreviousMode() != UserMode)
        Put('^');
    Put(Letter);
}

static BOOLEAN IsCalled(PVOID Object, PCWSTR Word)
{
    PCUNICODE_STRING name;
    BOOLEAN ours;

    if (!Object || !NT_SUCCESS(CmCallbackGetKeyObjectIDEx(&Cookie, Object, NULL, &name, 0)))
        return FALSE;
    ours = Says(name, Word);
    CmCallbackReleaseKeyObjectIDEx(name);
    return ours;
}

static BOOLEAN IsOurs(PVOID Object)
{
    return IsCalled(Object, L"Witness");
}

static const struct {
    REG_NOTIFY_CLASS Before, After;
    CHAR Letter;
} Operations[] = {{RegNtPreSetValueKey, RegNtPostSetValueKey, 'S'},     {RegNtPreQueryValueKey, RegNtPostQueryValueKey, 'Q'},
                  {RegNtPreDeleteValueKey, RegNtPostDeleteValueKey, 'D'}, {RegNtPreDeleteKey, RegNtPostDeleteKey, 'X'},
                  {RegNtPreEnumerateKey, RegNtPostEnumerateKey, 'E'},   {RegNtPreEnumerateValueKey, RegNtPostEnumerateValueKey, 'V'},
                  {RegNtPreQueryKey, RegNtPostQueryKey, 'I'},           {RegNtPreFlushKey, RegNtPostFlushKey, 'F'},
                  {RegNtPreKeyHandleClose, RegNtPostKeyHandleClose, 'K'}, {RegNtPreCreateKeyEx, RegNtPostCreateKeyEx, 'C'},
                  {RegNtPreOpenKeyEx, RegNtPostOpenKeyEx, 'O'}};

static CHAR LetterOf(REG_NOTIFY_CLASS Class)
{
    for (ULONG i = 0; i < ARRAYSIZE(Operations); i++) {
        if (Operations[i].Before == Class)
            return Operations[i].Letter;
        if (Operations[i].After == Class)
            return Operations[i].Letter + 'a' - 'A';
    }
    return '?';
}

static BOOLEAN IsOpening(REG_NOTIFY_CLASS Class)
{
    return Class == RegNtPreCreateKeyEx || Class == RegNtPreOpenKeyEx || Class == RegNtPostCreateKeyEx || Class == RegNtPostOpenKeyEx;
}

static BOOLEAN IsAfter(REG_NOTIFY_CLASS Class)
{
    CHAR letter = LetterOf(Class);
    return letter >= 'a' && letter <= 'z';
}

/* Does the query itself: a number that is in no value. */
static NTSTATUS Fake(PREG_QUERY_VALUE_KEY_INFORMATION Query)
{
    PKEY_VALUE_FULL_INFORMATION value = Query->KeyValueInformation;
    ULONG number = 4711;

    if (Query->KeyValueInformationClass != KeyValueFullInformation)
        return STATUS_SUCCESS;
    __try {
        value->Type = REG_DWORD;
        value->DataOffset = (FIELD_OFFSET(KEY_VALUE_FULL_INFORMATION, Name) + 3) & ~3u;
        value->DataLength = sizeof number;
        RtlCopyMemory((PUCHAR)value + value->DataOffset, &number, sizeof number);
        *Query->ResultLength = value->DataOffset + sizeof number;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_CALLBACK_BYPASS;
}

static NTSTATUS Interfere(REG_NOTIFY_CLASS Class, PVOID Information)
{
    PREG_SET_VALUE_KEY_INFORMATION set = Information;
    PREG_POST_OPERATION_INFORMATION after = Information;
    PREG_QUERY_VALUE_KEY_INFORMATION query = Information;
    PREG_CREATE_KEY_INFORMATION_V1 create = Information;

    if (Class == RegNtPreSetValueKey && Says(set->ValueName, L"Denied"))
        return STATUS_ACCESS_DENIED;
    if (Class == RegNtPreSetValueKey && Says(set->ValueName, L"ImagePath") && IsCalled(set->Object, L"WitnessHalf"))
        return STATUS_ACCESS_DENIED;
    if (Class == RegNtPreSetValueKey && Says(set->ValueName, L"Faked"))
        return STATUS_CALLBACK_BYPASS;
    if (Class == RegNtPreQueryValueKey && Says(query->ValueName, L"Faked"))
        return Fake(query);
    if (Class == RegNtPreCreateKeyEx && Says(create->CompleteName, L"WitnessDenied"))
        return STATUS_ACCESS_DENIED;
    if (Class == RegNtPostSetValueKey && NT_SUCCESS(after->Status)) {
        set = after->PreInformation;
        if (Says(set->ValueName, L"Changed")) {
            after->ReturnStatus = STATUS_DISK_FULL;
            return STATUS_CALLBACK_BYPASS;
        }
    }
    return STATUS_SUCCESS;
}

static NTSTATUS OnRegistry(PVOID Context, PVOID Argument1, PVOID Argument2)
{
    REG_NOTIFY_CLASS class = (REG_NOTIFY_CLASS)(ULONG_PTR)Argument1;
    PREG_CREATE_KEY_INFORMATION_V1 create = Argument2;
    PREG_POST_OPERATION_INFORMATION after = Argument2;

    UNREFERENCED_PARAMETER(Context);
    if (class == RegNtCallbackObjectContextCleanup) {
        Note('z');
        return STATUS_SUCCESS;
    }
    if (LetterOf(class) == '?')
        return STATUS_SUCCESS;
    if (class == RegNtPostCreateKeyEx || class == RegNtPostOpenKeyEx)
        create = after->PreInformation; /* there may be no object */
    if (IsOpening(class)) {
        if (!Says(create->CompleteName, L"Witness") && !IsOurs(create->RootObject))
            return STATUS_SUCCESS;
        if ((create->CheckAccessMode == UserMode) != (ExGetPreviousMode() == UserMode))
            Put('#');
    } else if (!IsOurs(IsAfter(class) ? after->Object : ((PREG_DELETE_KEY_INFORMATION)Argument2)->Object)) {
        return STATUS_SUCCESS;
    }
    Note(LetterOf(class));
    if (class == RegNtPostCreateKeyEx && NT_SUCCESS(after->Status))
        CmSetCallbackObjectContext(after->Object, &Cookie, &Log, NULL);
    return Interfere(class, Argument2);
}

static NTSTATUS Complete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

static NTSTATUS CreateOrClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    if (IoGetCurrentIrpStackLocation(Irp)->MajorFunction == IRP_MJ_CREATE)
        Watcher = PsGetCurrentProcessId();
    return Complete(Irp, STATUS_SUCCESS, 0);
}

/* A service that faults on an address of the requester's leaves nothing of itself behind. */
static VOID AskIntoNothing(VOID)
{
    UNICODE_STRING path = RTL_CONSTANT_STRING(L"\\Registry\\Machine\\System");
    OBJECT_ATTRIBUTES attributes;
    HANDLE key;
    ULONG size;

    InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    if (!NT_SUCCESS(ZwOpenKey(&key, KEY_READ, &attributes)))
        return;
    __try {
        ZwQueryKey(key, KeyFullInformation, (PVOID)64, 256, &size);
        Put('?');
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        if (GetExceptionCode() != STATUS_ACCESS_VIOLATION || ExGetPreviousMode() != UserMode)
            Put('?');
    }
    __try {
        ZwSetValueKey(key, &path, 0, REG_BINARY, (PVOID)64, 8);
        Put('?');
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        if (GetExceptionCode() != STATUS_ACCESS_VIOLATION || ExGetPreviousMode() != UserMode)
            Put('?');
    }
    ZwClose(key);
}

/* A write is a registry operation by run-time library, on behalf of the kernel. */
static NTSTATUS Write(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ULONG number = 7;
    PWSTR path = (PWSTR)L"\\Registry\\Machine\\Software\\Witness";
    RTL_QUERY_REGISTRY_TABLE table[] = {{NULL, RTL_QUERY_REGISTRY_DIRECT, (PWSTR)L"Rtl", &number, REG_NONE, NULL, 0}, {NULL, 0, NULL, NULL, 0, NULL, 0}};

    UNREFERENCED_PARAMETER(DeviceObject);
    RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, path, L"Rtl", REG_DWORD, &number, sizeof number);
    RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, path, table, NULL, NULL);
    RtlDeleteRegistryValue(RTL_REGISTRY_ABSOLUTE, path, L"Rtl");
    AskIntoNothing();
    return Complete(Irp, ExGetPreviousMode() == UserMode && number == 7 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL, 0);
}

static NTSTATUS Read(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    ULONG size = IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length;

    UNREFERENCED_PARAMETER(DeviceObject);
    if (size < Length)
        return Complete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    size = Length;
    Length = 0;
    RtlCopyMemory(Irp->AssociatedIrp.SystemBuffer, Log, size);
    return Complete(Irp, STATUS_SUCCESS, size);
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    CmUnRegisterCallback(Cookie);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING altitude = RTL_CONSTANT_STRING(L"360000");
    PDEVICE_OBJECT device;
    NTSTATUS status = IoCreateDevice(DriverObject, 0, &DeviceName, FILE_DEVICE_UNKNOWN, 0, FALSE, &device);

    UNREFERENCED_PARAMETER(RegistryPath);
    if (!NT_SUCCESS(status))
        return status;
    device->Flags |= DO_BUFFERED_IO;
    DriverObject->MajorFunction[IRP_MJ_CREATE] = CreateOrClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = CreateOrClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = Read;
    DriverObject->MajorFunction[IRP_MJ_WRITE] = Write;
    DriverObject->DriverUnload = Unload;
    IoCreateSymbolicLink(&LinkName, &DeviceName);
    return CmRegisterCallbackEx(OnRegistry, &altitude, DriverObject, NULL, &Cookie, NULL);
}
