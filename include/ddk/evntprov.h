/* Event tracing: what a provider describes its events with (WDK: evntprov.h). */
#ifndef NTSIM_DDK_EVNTPROV_H
#define NTSIM_DDK_EVNTPROV_H

#include "ntdef.h"
#include "guiddef.h"

typedef ULONGLONG REGHANDLE, *PREGHANDLE;

#define EVENT_MIN_LEVEL                0
#define EVENT_MAX_LEVEL                0xff
#define EVENT_ACTIVITY_CTRL_GET_ID     1
#define EVENT_ACTIVITY_CTRL_SET_ID     2
#define EVENT_ACTIVITY_CTRL_CREATE_ID  3
#define EVENT_ACTIVITY_CTRL_GET_SET_ID 4
#define EVENT_ACTIVITY_CTRL_CREATE_SET_ID 5

#define EVENT_CONTROL_CODE_DISABLE_PROVIDER 0
#define EVENT_CONTROL_CODE_ENABLE_PROVIDER  1
#define EVENT_CONTROL_CODE_CAPTURE_STATE    2

typedef struct _EVENT_DATA_DESCRIPTOR {
    ULONGLONG Ptr; /* address of the data */
    ULONG Size;    /* bytes */
    union {
        ULONG Reserved;
        struct {
            UCHAR Type;
            UCHAR Reserved1;
            USHORT Reserved2;
        };
    };
} EVENT_DATA_DESCRIPTOR, *PEVENT_DATA_DESCRIPTOR;

typedef struct _EVENT_DESCRIPTOR {
    USHORT Id;
    UCHAR Version;
    UCHAR Channel;
    UCHAR Level;
    UCHAR Opcode;
    USHORT Task;
    ULONGLONG Keyword;
} EVENT_DESCRIPTOR, *PEVENT_DESCRIPTOR;
typedef const EVENT_DESCRIPTOR *PCEVENT_DESCRIPTOR;

typedef struct _EVENT_FILTER_DESCRIPTOR {
    ULONGLONG Ptr;
    ULONG Size;
    ULONG Type;
} EVENT_FILTER_DESCRIPTOR, *PEVENT_FILTER_DESCRIPTOR;

static inline VOID EventDataDescCreate(PEVENT_DATA_DESCRIPTOR EventDataDescriptor, const VOID *DataPtr, ULONG DataSize)
{
    EventDataDescriptor->Ptr = (ULONGLONG)(ULONG_PTR)DataPtr;
    EventDataDescriptor->Size = DataSize;
    EventDataDescriptor->Reserved = 0;
}

static inline VOID EventDescCreate(PEVENT_DESCRIPTOR EventDescriptor, USHORT Id, UCHAR Version, UCHAR Channel, UCHAR Level, USHORT Task, UCHAR Opcode,
                                   ULONGLONG Keyword)
{
    *EventDescriptor = (EVENT_DESCRIPTOR){Id, Version, Channel, Level, Opcode, Task, Keyword};
}

static inline VOID EventDescZero(PEVENT_DESCRIPTOR EventDescriptor)
{
    *EventDescriptor = (EVENT_DESCRIPTOR){0};
}

#endif
