/* What the kit's headers and libraries have in corners: built like any driver, it prints what it finds there. */
#include <ntifs.h>
#include <ntddbeep.h>

/* No header declares these; each driver does, in its way. */
extern POBJECT_TYPE *IoDriverObjectType;
extern PULONG NtBuildNumber;
extern PVOID ObReferenceObjectByName(PVOID Name, ULONG Attributes, PVOID State, ULONG Access, PVOID Type, UCHAR Mode, PVOID Context, PVOID Object);
typedef NTSTATUS (*QUERY_PROCESS)(HANDLE, ULONG, PVOID, ULONG, PULONG);
static QUERY_PROCESS ZwQueryInformationProcess;

/* Known by name before ntimage.h says what they are. */
PIMAGE_NT_HEADERS HeadersOf(PVOID Base);

static NTSTATUS Checked(_Out_writes_bytes_opt_(Length) PVOID Buffer, _In_reads_bytes_opt_(Length) const VOID *Source, _In_ ULONG Length)
{
    if (Buffer && Source)
        RtlCopyMemory(Buffer, Source, Length);
    return STATUS_ALREADY_REGISTERED;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    LARGE_INTEGER ticks;
    UNICODE_STRING routine = RTL_CONSTANT_STRING(L"ZwQueryInformationProcess");

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    DbgPrint("%u.%u.%u %ws\n", SharedUserData->NtMajorVersion, SharedUserData->NtMinorVersion, SharedUserData->NtBuildNumber, SharedUserData->NtSystemRoot);
    KeQueryTickCount(&ticks);
    DbgPrint("%d %d\n", SharedUserData->TickCountQuad == (ULONG64)ticks.QuadPart, SharedUserData->SystemTime.High1Time == SharedUserData->SystemTime.High2Time);
    DbgPrint("%u %d %d\n", *NtBuildNumber & 0xFFFF, *KdDebuggerEnabled, KD_DEBUGGER_NOT_PRESENT);
    DbgPrint("%d %d\n", ObGetObjectType(DriverObject) == *IoDriverObjectType, *ExDesktopObjectType == NULL);
    DbgPrint("%x %u %x\n", Checked(NULL, NULL, 0), (ULONG)sizeof(RTL_BALANCED_NODE), IOCTL_BEEP_SET);
    DbgPrint("%d %d\n", (ULONG)FIELD_OFFSET(KAPC, Reserved) == FIELD_OFFSET(KAPC, KernelRoutine), (ULONG)sizeof(VM_COUNTERS));
    ZwQueryInformationProcess = (QUERY_PROCESS)(ULONG_PTR)MmGetSystemRoutineAddress(&routine);
    DbgPrint("%x\n", ZwQueryInformationProcess ? ZwQueryInformationProcess((HANDLE)0x5550, 0, NULL, 0, NULL) : 0);
    return wcswcs(L"in words", L"word") ? STATUS_SUCCESS : INVALID_DATA_ACCESS_TRAP;
}
