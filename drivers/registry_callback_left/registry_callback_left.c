/*
 * A driver that counts the values that anybody sets in the registry.
 *
 * Unload leaves its callback registered: the next operation on the registry, whoever asks for it, calls an image that is gone.
 * FIXED: it takes the callback back; that waits for operations that are under way.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD ClerkUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, ClerkUnload)
#endif

static LARGE_INTEGER Cookie;
static LONG ValuesSet; /* changed by interlocked operations only */

static NTSTATUS ClerkCallback(PVOID CallbackContext, PVOID Argument1, PVOID Argument2)
{
    PREG_POST_OPERATION_INFORMATION information = Argument2;

    UNREFERENCED_PARAMETER(CallbackContext);
    if ((REG_NOTIFY_CLASS)(ULONG_PTR)Argument1 == RegNtPostSetValueKey && NT_SUCCESS(information->Status))
        InterlockedIncrement(&ValuesSet);
    return STATUS_SUCCESS;
}

VOID ClerkUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
#ifdef FIXED
    CmUnRegisterCallback(Cookie);
#endif
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING altitude = RTL_CONSTANT_STRING(L"380010");

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = ClerkUnload;
    return CmRegisterCallbackEx(ClerkCallback, &altitude, DriverObject, NULL, &Cookie, NULL);
}
