/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef DEVICE_REFERENCE_LEAKED_H
#define DEVICE_REFERENCE_LEAKED_H

/* What stands at the top of the device's stack. */
typedef struct _STACK_TOP {
    ULONG DeviceType;
    ULONG Characteristics;
    ULONG StackSize;
} STACK_TOP, *PSTACK_TOP;

#define IOCTL_STACK_TOP CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
