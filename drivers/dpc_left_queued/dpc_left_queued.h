/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef DPC_LEFT_QUEUED_H
#define DPC_LEFT_QUEUED_H

/* Has every processor take a sample; does not wait for them. */
#define IOCTL_SAMPLE_ALL CTL_CODE(FILE_DEVICE_UNKNOWN, 0x804, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Out: a ULONG, the samples taken so far by all processors together. */
#define IOCTL_SAMPLE_COUNT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x805, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
