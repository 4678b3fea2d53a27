/*
 * A counter for the edu card: a write of a ULONG lets the card compute its factorial and does not wait; a read tells
 * how many are done. \\.\Counter. Several drivers are this counter with an Unload of their own: each takes back what
 * DriverEntry has set up, in an order of its own.
 */
#ifndef EDU_COUNTER_H
#define EDU_COUNTER_H

#include "edu_card.h"

#define COUNTER_TAG 'gLnC'
#define LOG_ROOM 16

typedef struct _DEVICE_EXTENSION {
    EDU_CARD Card;
    KDPC Dpc;
    ULONG Interrupts; /* the interrupt's spin lock */
    PULONG Log;       /* LOG_ROOM reasons, the last ones; the same */
    LONG Done;        /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

extern UNICODE_STRING LinkName;

DRIVER_UNLOAD CounterUnload;

#endif
