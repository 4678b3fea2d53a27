/*
 * Registers of the educational PCI device "edu", 1234:11e8, as QEMU's datasheet has them (docs/specs/edu). BAR 0 is
 * 1 MB of memory. Below EDU_DMA_SOURCE every access is 4 bytes; above, 4 or 8.
 */
#ifndef HW_EDU_H
#define HW_EDU_H

#define EDU_VENDOR 0x1234
#define EDU_DEVICE 0x11E8
#define EDU_BAR 0
#define EDU_BAR_SIZE 0x100000

#define EDU_ID 0x00 /* RO: major version, minor version, 0x00, 0xED */
#define EDU_ID_MASK 0x0000FFFF
#define EDU_ID_VALUE 0x000000ED
#define EDU_LIVENESS 0x04  /* RW: reads as the inverse of what was written */
#define EDU_FACTORIAL 0x08 /* RW: n is written, n! modulo 2^32 is read once EDU_STATUS_COMPUTING is clear */
#define EDU_STATUS 0x20    /* RW */
#define EDU_INTERRUPT_STATUS 0x24 /* RO: why it interrupts; 0: it does not */
#define EDU_INTERRUPT_RAISE 0x60  /* WO: sets bits of the interrupt status */
#define EDU_INTERRUPT_ACK 0x64    /* WO: clears them; the line falls with the last */
#define EDU_DMA_SOURCE 0x80
#define EDU_DMA_DESTINATION 0x88
#define EDU_DMA_COUNT 0x90
#define EDU_DMA_COMMAND 0x98

/* EDU_STATUS */
#define EDU_STATUS_COMPUTING 0x01 /* RO */
#define EDU_STATUS_INTERRUPT 0x80 /* interrupt when a factorial is done */

/* EDU_INTERRUPT_STATUS: what the device itself raises. */
#define EDU_INTERRUPT_FACTORIAL 0x00000001
#define EDU_INTERRUPT_DMA 0x00000100

#endif
