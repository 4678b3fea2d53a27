/* What the echo driver and its applications share. Include it behind wdm.h or winioctl.h. */
#ifndef ECHO_H
#define ECHO_H

/* Gives back what it gets, as far as the output buffer has room. */
#define IOCTL_ECHO CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Bytes that a write leaves behind for reads. */
#define ECHO_ROOM 256

#endif
