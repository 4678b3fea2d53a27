/*
 * The counter of edu_counter.h.
 *
 * Unload leaves the card's registers mapped.
 * FIXED: it unmaps them.
 */
#include <ntddk.h>

#include "edu_counter.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, CounterUnload)
#endif

VOID CounterUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    /* The card first, then who may call the ISR, then what it queued, then what they all use. */
    EduCardPut(&extension->Card, EDU_STATUS, 0);
    IoDisconnectInterrupt(extension->Card.Interrupt);
    KeFlushQueuedDpcs();
#ifdef FIXED
    EduCardUnmap(&extension->Card);
#endif
    ExFreePoolWithTag(extension->Log, COUNTER_TAG);
    IoDeleteDevice(DriverObject->DeviceObject);
}
