/* What the driver and its application share. Include it behind wdm.h or winioctl.h. Each control code is a rule that the driver breaks. */
#ifndef RULE_BREAKER_H
#define RULE_BREAKER_H

#define RULE(n) CTL_CODE(FILE_DEVICE_UNKNOWN, 0x830 + (n), METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_LOCKED RULE(0)    /* Q20: completes with a spin lock held */
#define IOCTL_STALLED RULE(1)   /* Q10: stalls for a millisecond */
#define IOCTL_PAGED RULE(2)     /* Q04: an event in paged pool */
#define IOCTL_ONE_DPC RULE(3)   /* Q18: one DPC for a timer and for KeInsertQueueDpc */
#define IOCTL_USER_WAIT RULE(4) /* Q57: a wait in user mode for an object on the stack */
#define IOCTL_OVERLAP RULE(5)   /* Q36: RtlCopyMemory of ranges that overlap */
#define IOCTL_SECOND RULE(6)    /* Q15: makes \\.\RuleBreakerToo, which stays DO_DEVICE_INITIALIZING */
#define IOCTL_NO_STATUS RULE(7) /* Q22: completes without having set IoStatus */
#define IOCTL_AGAIN RULE(8)     /* initialises a timer that is set */
#define IOCTL_DROPPED RULE(9)   /* drops a reference that it has not */
#define IOCTL_TOUCHED RULE(10)  /* Q24: looks at the IRP after it has completed it */
#define IOCTL_MASTER RULE(11)   /* Q28: associates an IRP with a buffered request */

#endif
