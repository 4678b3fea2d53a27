/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef TIMER_LEFT_SET_H
#define TIMER_LEFT_SET_H

/* In: a ULONG, milliseconds until the alarm. */
#define IOCTL_ALARM_SET CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Out: a ULONG, the alarms that have rung. */
#define IOCTL_ALARM_COUNT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x803, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
