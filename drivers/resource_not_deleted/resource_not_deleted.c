/*
 * A driver that guards its settings by a resource, both in one block of pool.
 *
 * Unload frees the block and does not delete the resource, which the system still has in its list.
 * FIXED: it deletes the resource first.
 */
#include <wdm.h>

#define SETTINGS_TAG 'tteS'

typedef struct _SETTINGS {
    ERESOURCE Lock;
    ULONG Volume;
} SETTINGS, *PSETTINGS;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD SettingsUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, SettingsUnload)
#endif

static PSETTINGS Settings;

VOID SettingsUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
#ifdef FIXED
    ExDeleteResourceLite(&Settings->Lock);
#endif
    ExFreePoolWithTag(Settings, SETTINGS_TAG);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    Settings = ExAllocatePoolWithTag(NonPagedPool, sizeof *Settings, SETTINGS_TAG);
    if (!Settings)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = ExInitializeResourceLite(&Settings->Lock);
    if (!NT_SUCCESS(status)) {
        ExFreePoolWithTag(Settings, SETTINGS_TAG);
        return status;
    }
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Settings->Lock, TRUE);
    Settings->Volume = 7;
    ExReleaseResourceLite(&Settings->Lock);
    KeLeaveCriticalRegion();
    DriverObject->DriverUnload = SettingsUnload;
    return STATUS_SUCCESS;
}
