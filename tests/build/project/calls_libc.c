#include <wdm.h>

int printf(const char *, ...);

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    printf("%p\n", DriverObject);
    printf("again\n");
    return STATUS_SUCCESS;
}
