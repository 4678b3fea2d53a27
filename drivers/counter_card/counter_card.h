/*
 * The counter card, the example of a device model of one's own (include/ntsim/device.h): written LIMIT starts it, after so many microseconds COUNT is LIMIT
 * and the card interrupts until ACK is written. Its registers, and what its driver takes. \\.\CounterCard.
 */
#ifndef COUNTER_H
#define COUNTER_H

#define COUNTER_VENDOR 0x1234
#define COUNTER_DEVICE 0x0001
#define COUNTER_BAR_SIZE 0x1000

#define COUNTER_COUNT 0x00 /* read only */
#define COUNTER_LIMIT 0x04
#define COUNTER_ACK 0x08   /* write only */

/* In: a ULONG, the limit. Out: a ULONG, what the card has counted. Returns when the card has interrupted. */
#define IOCTL_COUNTER_RUN CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
