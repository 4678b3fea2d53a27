#include <wdm.h>

VOID Unload(PDRIVER_OBJECT DriverObject)
{
    DbgPrint("%p\n", DriverObject);
}
