/*
 * Kernel transactions: transactions, resource managers and their enlistments as objects, volatile ones only (nothing outlives the machine, so there is no log and
 * no recovery). Those who stand above take part by tm_join, drivers by enlistments.
 *
 *   ACTIVE --commit--> PREPREPARING -> PREPARING -> COMMITTING -> COMMITTED        each arrow: every enlistment that wants to hear of it has answered
 *      |                    |              |
 *      +--------------------+--------------+--rollback, time-out, last handle--> ABORTING -> ABORTED
 */
#ifndef NTSIM_TM_TM_H
#define NTSIM_TM_TM_H

#include "base/list.h"

#include <stdbool.h>
#include <stdint.h>
#include <wdm.h>

struct tm_transaction; /* = KTRANSACTION, the body of an object */

void tm_boot(void); /* after ps */

/* --- for those above that have changes of their own in a transaction ---------------------------------------------------------------------------------- */
struct tm_part {
    struct list link;
    /* Once, before the drivers' resource managers hear of it: the transaction is decided. PASSIVE_LEVEL; must not move. */
    void (*end)(struct tm_part *part, bool committed);
};
/* The transaction of a handle, with a reference (OB_BY_TRANSACTION) for whoever has changes in it. STATUS_TRANSACTION_NOT_ACTIVE... */
NTSTATUS tm_of_handle(HANDLE handle, struct tm_transaction **transaction);
bool tm_is_active(const struct tm_transaction *transaction);
void tm_join(struct tm_transaction *transaction, struct tm_part *part);
/* [moves] Somebody outside it stepped into its changes: it is rolled back, if it is not decided yet. */
void tm_abort(struct tm_transaction *transaction);

/* --- as system services, for the previous mode of the thread; [moves] those that tell resource managers. PASSIVE_LEVEL ----------------------------------- */
struct tm_creation {
    ACCESS_MASK access;
    const OBJECT_ATTRIBUTES *attributes; /* NULL: none */
    const GUID *id;                      /* NULL: one is made */
    HANDLE manager;                      /* NULL: none */
    const LARGE_INTEGER *timeout;        /* 100 ns, negative: from now; NULL or 0: none */
    const WCHAR *description;
    size_t description_chars;
};
NTSTATUS tm_call_create(const struct tm_creation *creation, HANDLE *handle);
NTSTATUS tm_call_open(const struct tm_creation *creation, HANDLE *handle); /* access, attributes, id */
NTSTATUS tm_call_commit(HANDLE handle, bool wait);
NTSTATUS tm_call_rollback(HANDLE handle, bool wait);
NTSTATUS tm_call_query(HANDLE handle, TRANSACTION_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size);
NTSTATUS tm_call_set(HANDLE handle, TRANSACTION_INFORMATION_CLASS class, const void *from, ULONG size);

/* Every resource manager whose callback lies in the image, with where it was enabled. */
void tm_callbacks_visit(uint32_t image, void (*visit)(void *context, uintptr_t enabled_by), void *context);

#endif
