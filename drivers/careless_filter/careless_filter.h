/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef CARELESS_FILTER_H
#define CARELESS_FILTER_H

#define IOCTL_COUNTED CTL_CODE(FILE_DEVICE_UNKNOWN, 0x824, METHOD_BUFFERED, FILE_ANY_ACCESS) /* the filter counts what comes back */
#define IOCTL_PASSED CTL_CODE(FILE_DEVICE_UNKNOWN, 0x825, METHOD_BUFFERED, FILE_ANY_ACCESS)  /* and lets this one through */

#endif
