/*
 * The registry as a participant of transactions (tm/tm.h).
 */
#include "cm/transaction.h"

#include "arena/arena.h"
#include "cm/watch.h"
#include "ob/ob.h"

enum what { KEY_MADE, KEY_DELETED, VALUE_MADE, VALUE_DELETED };

struct change {
    struct list link; /* in the transaction's, oldest first */
    enum what what;
    struct cm_key *key; /* held */
    struct cm_value *value;
};

struct cm_tx {
    struct tm_part part;
    struct list link; /* in cm->transactions */
    struct tm_transaction *transaction; /* not referenced: it ends before it goes */
    struct list changes;
};

struct cm_tx *cm_tx_find(const struct tm_transaction *transaction)
{
    list_each(node, &cm->transactions)
    {
        struct cm_tx *tx = list_of(node, struct cm_tx, link);
        if (tx->transaction == transaction)
            return tx;
    }
    return NULL;
}

void cm_tx_abort(struct cm_tx *tx)
{
    tm_abort(tx->transaction);
}

/* --- the end -------------------------------------------------------------------------------------------------------------------------------------------- */

static void settle_key(const struct change *change, bool committed)
{
    struct cm_key *key = change->key;
    bool goes = committed == (change->what == KEY_DELETED);
    if (change->what == KEY_MADE)
        key->made_by = NULL;
    else
        key->deleted_by = NULL;
    if (goes && !key->deleted)
        cm_remove(key);
    else if (committed)
        cm_changed(key->parent, CM_CHANGE_NAME);
}

static void settle_value(const struct change *change, bool committed)
{
    struct cm_key *key = change->key;
    bool goes = committed == (change->what == VALUE_DELETED);
    if (change->what == VALUE_MADE)
        change->value->made_by = NULL;
    else
        change->value->deleted_by = NULL;
    if (goes)
        cm_value_remove(key, change->value);
    if (!committed)
        return;
    key->written_at = ke_now();
    cm_changed(key, CM_CHANGE_LAST_SET);
}

/* Newest first: what lies below a key that was made is settled before it. A deletion is settled last: it takes away what was made before. */
static void end(struct tm_part *part, bool committed)
{
    struct cm_tx *tx = list_of(part, struct cm_tx, part);
    if (cm->viewer == tx)
        cm->viewer = NULL; /* an operation that ended in a fault */
    list_remove(&tx->link);
    while (!list_empty(&tx->changes)) {
        struct change *change = list_of(tx->changes.prev, struct change, link);
        list_remove(&change->link);
        change->key->writer = NULL;
        if (change->what == KEY_MADE || change->what == KEY_DELETED)
            settle_key(change, committed);
        else
            settle_value(change, committed);
        cm_drop(change->key);
        sim_free(change, sizeof *change);
    }
    sim_free(tx, sizeof *tx);
}

struct cm_tx *cm_tx_of(struct tm_transaction *transaction)
{
    struct cm_tx *tx = cm_tx_find(transaction);
    if (tx)
        return tx;
    tx = sim_alloc(sizeof *tx);
    tx->part.end = end;
    tx->transaction = transaction;
    list_init(&tx->changes);
    list_append(&cm->transactions, &tx->link);
    tm_join(transaction, &tx->part);
    return tx;
}

/* --- changes -------------------------------------------------------------------------------------------------------------------------------------------- */

static bool note(enum what what, struct cm_key *key, struct cm_value *value)
{
    if (!cm->viewer)
        return false;
    struct change *change = sim_alloc(sizeof *change);
    change->what = what;
    change->key = key;
    change->value = value;
    cm_hold(key);
    key->writer = cm->viewer;
    list_append(&cm->viewer->changes, &change->link);
    return true;
}

void cm_tx_key_made(struct cm_key *key)
{
    if (note(KEY_MADE, key, NULL))
        key->made_by = cm->viewer;
}

void cm_tx_key_deleted(struct cm_key *key)
{
    if (note(KEY_DELETED, key, NULL))
        key->deleted_by = cm->viewer;
}

void cm_tx_value_made(struct cm_key *key, struct cm_value *value)
{
    if (note(VALUE_MADE, key, value))
        value->made_by = cm->viewer;
}

void cm_tx_value_deleted(struct cm_key *key, struct cm_value *value)
{
    if (note(VALUE_DELETED, key, value))
        value->deleted_by = cm->viewer;
}

void cm_tx_forget(struct cm_value *value)
{
    if (!value->made_by)
        return;
    list_each_safe(node, &value->made_by->changes)
    {
        struct change *change = list_of(node, struct change, link);
        if (change->value != value)
            continue;
        list_remove(&change->link);
        cm_drop(change->key);
        sim_free(change, sizeof *change);
    }
}

/* --- who may ---------------------------------------------------------------------------------------------------------------------------------------------- */

/* Another transaction that has changes in the key, or, where it is to be deleted, has made keys below it. */
static struct cm_tx *in_the_way(const struct cm_key *key, enum cm_purpose purpose, const struct cm_tx *viewer)
{
    if (key->writer && key->writer != viewer)
        return key->writer;
    list_each(node, &key->keys)
    {
        struct cm_tx *made_by = list_of(node, struct cm_key, link)->made_by;
        if (purpose == CM_TO_DELETE && made_by && made_by != viewer)
            return made_by;
    }
    return NULL;
}

static NTSTATUS claim(const struct cm_key *key, enum cm_purpose purpose, const struct cm_tx *viewer)
{
    struct cm_tx *other;
    while (purpose != CM_TO_READ && (other = in_the_way(key, purpose, viewer)) != NULL) {
        if (viewer)
            return STATUS_TRANSACTIONAL_CONFLICT;
        cm_tx_abort(other);
    }
    return STATUS_SUCCESS;
}

bool cm_ready(const struct cm_notice *notice, struct cm_key *key, enum cm_purpose purpose, NTSTATUS *status)
{
    const struct cm_handle_body *body = notice->object;
    struct cm_tx *viewer = body->transaction ? cm_tx_find(body->transaction) : NULL;
    if (body->transaction && !viewer)
        return *status = STATUS_TRANSACTION_NOT_ACTIVE, false;
    *status = claim(key, purpose, viewer);
    if (!NT_SUCCESS(*status))
        return false;
    cm->viewer = viewer;
    *status = key->deleted || !cm_sees(key->made_by, key->deleted_by) ? STATUS_KEY_DELETED : STATUS_SUCCESS;
    return NT_SUCCESS(*status);
}
