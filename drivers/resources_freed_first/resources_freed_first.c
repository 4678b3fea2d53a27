/*
 * The counter of edu_counter.h.
 *
 * Unload frees the log first, and only then turns the card's interrupt off. The ISR writes into it until then.
 * FIXED: it frees the log when nobody can use it any more.
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
#ifndef FIXED
    ExFreePoolWithTag(extension->Log, COUNTER_TAG);
#endif
    /* The card first, then who may call the ISR, then what it queued, then what they all use. */
    EduCardPut(&extension->Card, EDU_STATUS, 0);
    IoDisconnectInterrupt(extension->Card.Interrupt);
    KeFlushQueuedDpcs();
    EduCardUnmap(&extension->Card);
#ifdef FIXED
    ExFreePoolWithTag(extension->Log, COUNTER_TAG);
#endif
    IoDeleteDevice(DriverObject->DeviceObject);
}
