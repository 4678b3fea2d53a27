/*
 * A driver that has every value that is set below Software\Guarded approved, which takes a while.
 *
 * Unload leaves its callback registered, as if nobody were in it: a thread that waits for approval comes back into an image that is gone.
 * FIXED: it takes the callback back; that waits for operations that are under way, so the image stays until they are over.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD ApproverUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, ApproverUnload)
#endif

#define APPROVAL_TAKES_MS 50

static LARGE_INTEGER Cookie;

static BOOLEAN IsGuarded(PVOID Object)
{
    static const WCHAR guarded[] = L"\\Software\\Guarded";
    const USHORT size = sizeof guarded - sizeof(WCHAR);
    PCUNICODE_STRING name;
    BOOLEAN result;

    if (!NT_SUCCESS(CmCallbackGetKeyObjectIDEx(&Cookie, Object, NULL, &name, 0)))
        return FALSE;
    result = name->Length >= size && RtlCompareMemory((PUCHAR)name->Buffer + name->Length - size, guarded, size) == size;
    CmCallbackReleaseKeyObjectIDEx(name);
    return result;
}

static NTSTATUS ApproverCallback(PVOID CallbackContext, PVOID Argument1, PVOID Argument2)
{
    PREG_SET_VALUE_KEY_INFORMATION information = Argument2;
    LARGE_INTEGER delay;

    UNREFERENCED_PARAMETER(CallbackContext);
    if ((REG_NOTIFY_CLASS)(ULONG_PTR)Argument1 != RegNtPreSetValueKey || !IsGuarded(information->Object))
        return STATUS_SUCCESS;
    delay.QuadPart = -10000ll * APPROVAL_TAKES_MS;
    KeDelayExecutionThread(KernelMode, FALSE, &delay);
    return STATUS_SUCCESS;
}

VOID ApproverUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
#ifdef FIXED
    CmUnRegisterCallback(Cookie);
#endif
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNICODE_STRING altitude = RTL_CONSTANT_STRING(L"380020");

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = ApproverUnload;
    return CmRegisterCallbackEx(ApproverCallback, &altitude, DriverObject, NULL, &Cookie, NULL);
}
