/*
 * The counter of edu_counter.h.
 *
 * Unload disconnects the interrupt and deletes the device, and forgets that an ISR which was there before has queued a
 * DPC. It lies in the extension, and is aimed at processor 0, which may come to it late.
 * FIXED: it waits for that DPC.
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
#ifdef FIXED
    KeFlushQueuedDpcs();
#endif
    EduCardUnmap(&extension->Card);
    ExFreePoolWithTag(extension->Log, COUNTER_TAG);
    IoDeleteDevice(DriverObject->DeviceObject);
}
