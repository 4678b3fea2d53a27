/*
 * A guard of processes: no program whose command line says "forbidden" is started, and nobody but the guarded program itself gets a handle with which
 * it could be ended. No device: it works by itself.
 */
#include <ntifs.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD GuardUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, GuardUnload)
#endif

static PVOID Registration;
static HANDLE Guarded; /* the last process whose command line says "guarded"; process ids are not used again while it lives */

static BOOLEAN Says(PCUNICODE_STRING Text, PCWSTR Word)
{
    USHORT length = (USHORT)wcslen(Word);

    for (USHORT at = 0; at + length <= Text->Length / sizeof(WCHAR); at++)
        if (wcsncmp(Text->Buffer + at, Word, length) == 0)
            return TRUE;
    return FALSE;
}

static VOID OnProcess(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO CreateInfo)
{
    UNREFERENCED_PARAMETER(Process);
    if (!CreateInfo) {
        if (InterlockedCompareExchangePointer(&Guarded, NULL, ProcessId) == ProcessId)
            KdPrint(("guard: %wZ\n", &(UNICODE_STRING)RTL_CONSTANT_STRING(L"the guarded program has ended")));
        return;
    }
    if (!CreateInfo->CommandLine || !CreateInfo->FileOpenNameAvailable)
        return;
    KdPrint(("guard: %wZ, [%wZ]\n", CreateInfo->ImageFileName, CreateInfo->CommandLine));
    if (Says(CreateInfo->CommandLine, L"forbidden"))
        CreateInfo->CreationStatus = STATUS_ACCESS_DENIED;
    else if (Says(CreateInfo->CommandLine, L"guarded"))
        InterlockedExchangePointer(&Guarded, ProcessId);
}

static OB_PREOP_CALLBACK_STATUS OnHandle(PVOID Context, POB_PRE_OPERATION_INFORMATION Information)
{
    HANDLE process = PsGetProcessId((PEPROCESS)Information->Object);

    UNREFERENCED_PARAMETER(Context);
    if (!Information->KernelHandle && process == InterlockedCompareExchangePointer(&Guarded, NULL, NULL) && process != PsGetCurrentProcessId())
        Information->Parameters->CreateHandleInformation.DesiredAccess &= ~PROCESS_TERMINATE; /* the same place in both operations */
    return OB_PREOP_SUCCESS;
}

VOID GuardUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
    ObUnRegisterCallbacks(Registration);
    PsSetCreateProcessNotifyRoutineEx(OnProcess, TRUE);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    OB_OPERATION_REGISTRATION operation = {PsProcessType, OB_OPERATION_HANDLE_CREATE | OB_OPERATION_HANDLE_DUPLICATE, OnHandle, NULL};
    OB_CALLBACK_REGISTRATION request = {OB_FLT_REGISTRATION_VERSION, 1, RTL_CONSTANT_STRING(L"389000"), NULL, &operation};
    NTSTATUS status = PsSetCreateProcessNotifyRoutineEx(OnProcess, FALSE);

    UNREFERENCED_PARAMETER(RegistryPath);
    if (!NT_SUCCESS(status))
        return status;
    status = ObRegisterCallbacks(&request, &Registration);
    if (!NT_SUCCESS(status))
        PsSetCreateProcessNotifyRoutineEx(OnProcess, TRUE);
    DriverObject->DriverUnload = GuardUnload;
    return status;
}
