#include <wdm.h>

static int Go()
{
    return *new int;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
{
    return Go();
}
