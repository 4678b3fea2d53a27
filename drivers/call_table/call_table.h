/* What the driver offers to others in the kernel. Include it behind wdm.h or winioctl.h. */
#ifndef CALL_TABLE_H
#define CALL_TABLE_H

/* In the kernel: fills a CALL_TABLE. Good as long as the file that was asked is open. */
#define IOCTL_GET_TABLE CTL_CODE(FILE_DEVICE_UNKNOWN, 0x826, METHOD_NEITHER, FILE_ANY_ACCESS)
/* In user mode, of call_table_user: out, a ULONG that the table's routine has made. */
#define IOCTL_USE_TABLE CTL_CODE(FILE_DEVICE_UNKNOWN, 0x827, METHOD_BUFFERED, FILE_ANY_ACCESS)

typedef struct _CALL_TABLE {
    ULONG (*Next)(void);
} CALL_TABLE, *PCALL_TABLE;

#endif
