/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef RACE_COUNTER_H
#define RACE_COUNTER_H

/* Counts an event now, and one more a moment later if that is not due already. Out: a ULONG, how many: 2 or 1. */
#define IOCTL_METER_COUNT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x808, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Out: a ULONG, the events counted so far. */
#define IOCTL_METER_TOTAL CTL_CODE(FILE_DEVICE_UNKNOWN, 0x809, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
