/* A driver that another linker script made: the build did not see that its table of constructors is not empty. */
#include <wdm.h>

static void construct(void)
{
}

static void (*const table[])(void) __attribute__((section("ntsim_constructors"), used, retain)) = {construct};

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return STATUS_SUCCESS;
}
