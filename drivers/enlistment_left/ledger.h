/* What applications ask of the driver. \\.\Ledger. */
#ifndef LEDGER_H
#define LEDGER_H

#define LEDGER_PATH L"\\\\.\\Ledger"

/* In: the GUID of a transaction that the driver is to take part in. */
#define IOCTL_LEDGER_JOIN CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Out: how many of them came to which end. */
#define IOCTL_LEDGER_COUNT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_BUFFERED, FILE_ANY_ACCESS)
typedef struct _LEDGER_COUNTS {
    LONG Committed, RolledBack;
} LEDGER_COUNTS;

#endif
