/*
 * Time-outs. They come due at DISPATCH_LEVEL, where no resource manager may be called: a system thread rolls back.
 */
#include "tm/private.h"

static struct tm_transaction *next_expired(void)
{
    list_each(node, &tm->transactions)
    {
        struct tm_transaction *transaction = list_of(node, struct tm_transaction, link);
        if (transaction->expired && tm_is_undecided(transaction))
            return transaction;
    }
    return NULL;
}

static void reap(void *context)
{
    (void)context;
    for (;;) {
        struct tm_transaction *transaction;
        ke_wait_one(&tm->expired, KernelMode, FALSE, NULL);
        while ((transaction = next_expired()) != NULL)
            tm_abort(transaction);
    }
}

static void fire(struct ke_due *due)
{
    ((struct tm_transaction *)due->context)->expired = true;
    ke_event_set(&tm->expired);
}

void tm_timeout_boot(void)
{
    ke_event_init(&tm->expired, SynchronizationEvent, FALSE);
}

void tm_timeout_end(struct tm_transaction *transaction)
{
    ke_due_disarm(&transaction->due);
}

void tm_timeout_set(struct tm_transaction *transaction, LARGE_INTEGER timeout)
{
    tm_timeout_end(transaction);
    transaction->timeout = timeout;
    if (!timeout.QuadPart)
        return;
    if (!tm->reaper)
        tm->reaper = ps_system_thread(ps_system_process(), reap, NULL, "transaction time-outs");
    transaction->due.fire = fire;
    transaction->due.context = transaction;
    ke_due_arm(&transaction->due, timeout.QuadPart < 0 ? ke_now() - (uint64_t)timeout.QuadPart : (uint64_t)timeout.QuadPart);
}
