/* Uses what Windows exports without documentation, and intrinsics: it is built, and runs until a routine without a model is called. */
#include <ntddk.h>
#include <wdmsec.h>

PCHAR PsGetProcessImageFileName(PEPROCESS Process);
NTSTATUS ZwLoadDriver(PUNICODE_STRING DriverServiceName);

/* What DriverSection points to, as drivers declare it. */
typedef struct _MODULE {
    LIST_ENTRY InLoadOrderLinks, InMemoryOrderLinks, InInitializationOrderLinks;
    PVOID DllBase, EntryPoint;
    ULONG SizeOfImage;
    UNICODE_STRING FullDllName, BaseDllName;
    ULONG Flags;
} MODULE, *PMODULE;

static VOID Modules(PDRIVER_OBJECT DriverObject)
{
    PMODULE own = DriverObject->DriverSection;
    own->Flags |= 0x20;
    DbgPrint("%wZ %u %u\n", &own->FullDllName, own->DllBase == DriverObject->DriverStart, own->SizeOfImage == DriverObject->DriverSize);
    for (PLIST_ENTRY link = own->InLoadOrderLinks.Flink; link != &own->InLoadOrderLinks; link = link->Flink)
        DbgPrint("[%wZ]\n", &CONTAINING_RECORD(link, MODULE, InLoadOrderLinks)->BaseDllName);
}

inline ULONG Lowest(ULONG64 mask)
{
    ULONG index = 77;
    return _BitScanForward64(&index, mask) ? index : 99;
}

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    PMODULE own = DriverObject->DriverSection;
#ifdef WILD
    own->InLoadOrderLinks.Flink = own->InLoadOrderLinks.Blink = (PVOID)(ULONG_PTR)-1;
#else
    RemoveEntryList(&own->InLoadOrderLinks);
    InitializeListHead(&own->InLoadOrderLinks);
#endif
#ifdef CALLS
    DbgPrint("%I64x\n", __readmsr(0x10));
#endif
}

static VOID Say(VOID)
{
    ULONG bits[2] = {0, 0}, index = 77;
    ULONG64 high, low = _umul128(0x8000000000000001ULL, 6, &high);
    UCHAR before = _bittestandset(bits, 33), again = _bittest(bits, 33), none = _BitScanReverse(&index, 0);
    DbgPrint("%s\n", PsGetProcessImageFileName(PsGetCurrentProcess()));
    DbgPrint("%u %u %u\n", Lowest(0x300000000ULL), Lowest(0), _BitScanReverse(&index, 0x80) ? index : 99);
    DbgPrint("%u %u %u %u %x\n", before, again, none, index, bits[1]);
    DbgPrint("%I64x %I64x %x %x %u\n", high, low, _rotl(0x80000001, 4), _rotr16(0x1234, 4), (ULONG)__popcnt64(0xF0F0));
    DbgPrint("%x %wZ\n", _byteswap_ulong(0x11223344), &SDDL_DEVOBJ_SYS_ALL_ADM_RX);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    DriverObject->DriverUnload = Unload;
    Say();
    Modules(DriverObject);
    return RegistryPath->Length ? STATUS_SUCCESS : ZwLoadDriver(RegistryPath);
}
