/* A driver with long in it: project.cmake knows the lines.
   long in a comment is none. */
#include <ntddk.h>

#include "says_long.h"

static const char text[] = "long \" long"; // long
static long long wide;
static unsigned long int long other; /* long */ static LONG longest, long_way;
static char letter = '"';

static long narrow;
static unsigned long also(long a, long b)
{
    return (unsigned)(a + b + narrow + letter + longest + long_way + text[0]); /* long
    long
    */
}

VOID Unload(PDRIVER_OBJECT DriverObject)
{
    wide = (long)(ULONG_PTR)DriverObject;
    other = also(1, 2);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    return STATUS_SUCCESS;
}
