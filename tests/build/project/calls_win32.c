#include <wdm.h>

HANDLE CreateFileW(PCWSTR, ULONG, ULONG, PVOID, ULONG, ULONG, HANDLE);

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    return CreateFileW(RegistryPath->Buffer, 0, 0, NULL, 0, 0, NULL) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
