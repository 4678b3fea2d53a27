/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef RACE_COUNTER_H
#define RACE_COUNTER_H

/* Counts one event, now and once more a moment later. */
#define IOCTL_METER_COUNT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x808, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Out: a ULONG, the events counted so far. */
#define IOCTL_METER_TOTAL CTL_CODE(FILE_DEVICE_UNKNOWN, 0x809, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
