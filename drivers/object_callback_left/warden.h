/* What \\.\Warden tells to who reads it. */
#ifndef WARDEN_H
#define WARDEN_H

typedef struct _WARDEN_COUNTS {
    ULONG Asked;   /* handles to processes and threads that were about to be made */
    ULONG Made;    /* and were */
    ULONG Granted; /* rights of the last one */
} WARDEN_COUNTS, *PWARDEN_COUNTS;

#define WARDEN_FORBIDDEN 0x00000040 /* PROCESS_DUP_HANDLE: no handle to a process is given this right */

#endif
