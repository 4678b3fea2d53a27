/*
 * The way of a transaction to its outcome, by rounds of notifications. Whoever gives the last answer of a round sends the next one: that may be the thread that
 * asked for the commit, or a driver's that answers late. A round that is over, because the transaction is rolled back meanwhile, is known by its number.
 */
#include "tm/private.h"

static ULONG notification_of(enum tm_state state)
{
    switch (state) {
    case TM_PREPREPARING:
        return TRANSACTION_NOTIFY_PREPREPARE;
    case TM_PREPARING:
        return TRANSACTION_NOTIFY_PREPARE;
    case TM_COMMITTING:
        return TRANSACTION_NOTIFY_COMMIT;
    default:
        return TRANSACTION_NOTIFY_ROLLBACK;
    }
}

/* Who has not been told in this round. Enlistments may come (before the preparation) and go while others are told. */
static struct tm_enlistment *next_to_tell(const struct tm_transaction *transaction)
{
    list_each(node, &transaction->enlistments)
    {
        struct tm_enlistment *enlistment = list_of(node, struct tm_enlistment, in_transaction);
        if (enlistment->round != transaction->round)
            return enlistment;
    }
    return NULL;
}

static void decide(struct tm_transaction *transaction, bool committed)
{
    tm_timeout_end(transaction);
    while (!list_empty(&transaction->parts)) {
        struct tm_part *part = list_of(transaction->parts.next, struct tm_part, link);
        list_remove(&part->link);
        part->end(part, committed);
    }
}

static void finish(struct tm_transaction *transaction, enum tm_state state)
{
    transaction->state = state;
    while (!list_empty(&transaction->enlistments))
        tm_unlist(list_of(transaction->enlistments.next, struct tm_enlistment, in_transaction));
    ke_event_set(&transaction->decided);
}

/* Who sends counts as one that has not answered. */
static void begin_round(struct tm_transaction *transaction, enum tm_state state)
{
    struct tm_enlistment *enlistment;
    const uint32_t round = ++transaction->round;
    const ULONG notification = notification_of(state);
    transaction->state = state;
    transaction->outstanding = 1;
    while (transaction->round == round && (enlistment = next_to_tell(transaction)) != NULL) {
        enlistment->round = round;
        enlistment->awaiting = 0;
        if (enlistment->read_only || !(enlistment->mask & notification))
            continue;
        transaction->outstanding++;
        tm_notify(enlistment, notification);
    }
    if (transaction->round == round)
        tm_answered(transaction);
}

void tm_answered(struct tm_transaction *transaction)
{
    sim_assert(transaction->outstanding > 0);
    if (--transaction->outstanding)
        return;
    switch (transaction->state) {
    case TM_PREPREPARING:
        begin_round(transaction, TM_PREPARING);
        break;
    case TM_PREPARING:
        transaction->state = TM_COMMITTING; /* from here on nothing undoes it */
        decide(transaction, true);
        begin_round(transaction, TM_COMMITTING);
        break;
    case TM_COMMITTING:
        finish(transaction, TM_COMMITTED);
        break;
    default:
        finish(transaction, TM_ABORTED);
    }
}

NTSTATUS tm_commit(struct tm_transaction *transaction)
{
    switch (transaction->state) {
    case TM_ACTIVE:
        begin_round(transaction, TM_PREPREPARING);
        return STATUS_SUCCESS;
    case TM_COMMITTED:
        return STATUS_TRANSACTION_ALREADY_COMMITTED;
    case TM_ABORTING:
    case TM_ABORTED:
        return STATUS_TRANSACTION_ALREADY_ABORTED;
    default:
        return STATUS_TRANSACTION_REQUEST_NOT_VALID;
    }
}

NTSTATUS tm_rollback(struct tm_transaction *transaction)
{
    if (transaction->state == TM_COMMITTED)
        return STATUS_TRANSACTION_ALREADY_COMMITTED;
    if (transaction->state == TM_ABORTING || transaction->state == TM_ABORTED)
        return STATUS_TRANSACTION_ALREADY_ABORTED;
    if (!tm_is_undecided(transaction))
        return STATUS_TRANSACTION_REQUEST_NOT_VALID;
    transaction->state = TM_ABORTING;
    decide(transaction, false);
    begin_round(transaction, TM_ABORTING);
    return STATUS_SUCCESS;
}

/* --- as the client asks -------------------------------------------------------------------------------------------------------------------------------- */

static bool is_over(const struct tm_transaction *transaction)
{
    return transaction->state == TM_COMMITTED || transaction->state == TM_ABORTED;
}

static NTSTATUS await(struct tm_transaction *transaction, bool wait)
{
    if (is_over(transaction))
        return STATUS_SUCCESS;
    if (!wait)
        return STATUS_PENDING;
    return ke_wait_one(&transaction->decided, KernelMode, FALSE, NULL);
}

NTSTATUS tm_commit_and_wait(struct tm_transaction *transaction, bool wait)
{
    NTSTATUS status = tm_commit(transaction);
    if (NT_SUCCESS(status))
        status = await(transaction, wait);
    return status == STATUS_SUCCESS && transaction->state == TM_ABORTED ? STATUS_TRANSACTION_ALREADY_ABORTED : status;
}

NTSTATUS tm_rollback_and_wait(struct tm_transaction *transaction, bool wait)
{
    if (transaction->state == TM_PREPREPARING || transaction->state == TM_PREPARING)
        return STATUS_TRANSACTION_REQUEST_NOT_VALID; /* the client has given it out of its hands */
    NTSTATUS status = tm_rollback(transaction);
    return NT_SUCCESS(status) ? await(transaction, wait) : status;
}

/* --- for those above ------------------------------------------------------------------------------------------------------------------------------------- */

bool tm_is_active(const struct tm_transaction *transaction)
{
    return transaction->state == TM_ACTIVE || transaction->state == TM_PREPREPARING;
}

void tm_join(struct tm_transaction *transaction, struct tm_part *part)
{
    sim_assert(tm_is_active(transaction));
    list_append(&transaction->parts, &part->link);
}

void tm_abort(struct tm_transaction *transaction)
{
    ob_reference(transaction, OB_BY_LOOKUP);
    tm_rollback(transaction);
    ob_dereference(transaction, OB_BY_LOOKUP);
}

NTSTATUS tm_of_handle(HANDLE handle, struct tm_transaction **transaction)
{
    void *body;
    NTSTATUS status = tm_handle_object(handle, tm->transaction_type, 0, &body);
    if (!NT_SUCCESS(status))
        return status;
    *transaction = body;
    if (tm_is_active(*transaction))
        ob_reference(body, OB_BY_TRANSACTION);
    else
        status = STATUS_TRANSACTION_NOT_ACTIVE;
    ob_dereference(body, OB_BY_LOOKUP);
    return status;
}
