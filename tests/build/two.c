/* A driver that calls two routines and reads one variable, written as drivers for Windows are: case and backslashes as they come. */
#include <WDM.H>
#include "..\Build\inc\names.H"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD TwoUnload;

/*
#pragma alloc_text(PAGE, in_a_comment)
*/
#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text( "PAGE", TwoUnload, \
                    TwoOther )
#else
#pragma alloc_text(PAGE, DriverEntry)
#endif
#if 0
#pragma alloc_text(PAGE, in_code_not_taken)
#endif

VOID TwoUnload(PDRIVER_OBJECT DriverObject)
{
    DbgPrint(TWO_NAME " leaves %p %p\n", DriverObject, *IoFileObjectType);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    DriverObject->DriverUnload = TwoUnload;
    return KeGetCurrentIrql() == PASSIVE_LEVEL && RegistryPath ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
