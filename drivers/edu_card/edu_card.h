/*
 * What the small drivers of the edu card share: to find it, to map its registers, to connect its interrupt. Each step
 * for itself, because those drivers are about the order in which they are taken back. (drivers/edu is the one to copy.)
 */
#ifndef EDU_CARD_H
#define EDU_CARD_H

#include <edu.h> /* include/hw */

typedef struct _EDU_CARD {
    PUCHAR Registers;
    PKINTERRUPT Interrupt;
} EDU_CARD, *PEDU_CARD;

/* PASSIVE_LEVEL. The card claims no resources: it is the only one. */
NTSTATUS EduCardMap(PEDU_CARD Card);
VOID EduCardUnmap(PEDU_CARD Card);
NTSTATUS EduCardConnect(PEDU_CARD Card, PKSERVICE_ROUTINE Routine, PVOID Context);

ULONG EduCardGet(PEDU_CARD Card, ULONG Register);
VOID EduCardPut(PEDU_CARD Card, ULONG Register, ULONG Value);
/* For an ISR: why the card interrupts; acknowledged. 0: it does not. */
ULONG EduCardAcknowledge(PEDU_CARD Card);

#endif
