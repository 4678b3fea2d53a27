#include <iostream>
#include <wdm.h>

static int Go()
{
    return 0;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING)
{
    return Go();
}
