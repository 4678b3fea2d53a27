/*
 * A driver that notes in its key of the registry that it was started: what most drivers do there, and nothing else.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD ReaderUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, ReaderUnload)
#endif

VOID ReaderUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"Started");
    OBJECT_ATTRIBUTES attributes;
    ULONG started = 1;
    HANDLE key;
    NTSTATUS status;

    DriverObject->DriverUnload = ReaderUnload;
    InitializeObjectAttributes(&attributes, RegistryPath, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwOpenKey(&key, KEY_SET_VALUE, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    status = ZwSetValueKey(key, &name, 0, REG_DWORD, &started, sizeof started);
    ZwClose(key);
    return status;
}
