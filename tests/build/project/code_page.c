#include <ntddk.h>

/* 注释试 */
static WCHAR wide[] = L"驱动";

ULONG Western(VOID);

static VOID Unload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    // 一誠
    DbgPrint("%04x %04x %u %08x\n", wide[0], wide[1], (ULONG)sizeof(wide), Western());
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = Unload;
    DbgPrint("启动\n"); // 文件
    return STATUS_SUCCESS;
}
