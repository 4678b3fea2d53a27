/* Values of DISPATCHER_HEADER.Type, as documented for debuggers; the headers for drivers do not name them. */
#ifndef NTSIM_KE_OBJECT_TYPES_H
#define NTSIM_KE_OBJECT_TYPES_H

enum ke_object_type {
    EventNotificationObject = 0,
    EventSynchronizationObject = 1,
    MutantObject = 2,
    ProcessObject = 3,
    SemaphoreObject = 5,
    ThreadObject = 6,
    TimerNotificationObject = 8,
    TimerSynchronizationObject = 9,
    DpcObject = 19,
    ThreadedDpcObject = 24
};

#endif
