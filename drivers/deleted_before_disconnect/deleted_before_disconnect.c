/*
 * The counter of edu_counter.h.
 *
 * Unload deletes the device before it disconnects the interrupt. An ISR in between uses an extension that is gone.
 * FIXED: the device goes last.
 */
#include <ntddk.h>

#include "edu_counter.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, CounterUnload)
#endif

VOID CounterUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;
#ifndef FIXED
    EDU_CARD card = extension->Card;
    PULONG log = extension->Log;
#endif

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
#ifdef FIXED
    /* The card first, then who may call the ISR, then what it queued, then what they all use. */
    EduCardPut(&extension->Card, EDU_STATUS, 0);
    IoDisconnectInterrupt(extension->Card.Interrupt);
    KeFlushQueuedDpcs();
    EduCardUnmap(&extension->Card);
    ExFreePoolWithTag(extension->Log, COUNTER_TAG);
    IoDeleteDevice(DriverObject->DeviceObject);
#else
    IoDeleteDevice(DriverObject->DeviceObject);
    EduCardPut(&card, EDU_STATUS, 0);
    IoDisconnectInterrupt(card.Interrupt);
    KeFlushQueuedDpcs();
    EduCardUnmap(&card);
    ExFreePoolWithTag(log, COUNTER_TAG);
#endif
}
