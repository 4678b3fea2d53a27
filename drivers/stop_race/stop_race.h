/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef STOP_RACE_H
#define STOP_RACE_H

#define RADIO_SENDERS_MAX 4

/* In: a ULONG, how many packets to send. Each is sent by a thread of its own. */
#define IOCTL_RADIO_SEND CTL_CODE(FILE_DEVICE_UNKNOWN, 0x810, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
