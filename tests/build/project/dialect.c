/* What Microsoft's compiler takes and gcc and clang do not: built like any driver, it prints what the words stand for. */
#include <ntddk.h>

#include "dialect.h"

#define SAY(Format, ...) DbgPrint(Format, __VA_ARGS__)
#define SAY_TWICE(Format, ...) DbgPrint("%d " Format, 2, __VA_ARGS__)
#define SAY_WHERE(Text) DbgPrint(__FUNCTION__ ": " Text "\n")

static const ULONGLONG large = 0x1234567890ui64;
static const LONGLONG small = -5i64;
static const ULONG bits = 0x80i32;

_declspec(noinline) static VOID Numbers(VOID)
{
    DbgPrint("%I64x %I64d %x %u\n", large, small, bits, (ULONG)sizeof(1i64));
    DbgPrint("%ws\n", __FUNCTIONW__);
}

#define WIDE(Name) L#Name

static VOID Casts(VOID)
{
    char words[] = "some words";
    PVOID place = words;
    ULONG numbers[2] = {1, 2};

    (char *)place += 5;
    *(UCHAR *)numbers = 3; /* C as it is: an array has no pointer that could be changed */
    DbgPrint("%s %ws %u\n", place, WIDE(wide), numbers[0]);
    ((ULONG *)place)++;
    DbgPrint("%s\n", place);
}

static NTSTATUS Answer(_In_ PDRIVER_OBJECT DriverObject, _In_opt_ const char *Words)
{
    SAY_WHERE("asked"); SAY("}{ no argument, )\n");
    SAY("%s\n", Words == NULL ? "," : Words);
    SAY_TWICE("times\n");
    DriverObject->DriverUnload = NULL;
    return STATUS_SUCCESS;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    TELL("line %d", __LINE__);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    TELL(PASTED("begins"));
    Numbers();
    Casts();
    NTSTATUS status = Answer(DriverObject, "'\"");
    DriverObject->DriverUnload = Unload;
    TELL("ends");
    return status;
}
