/*
 * Changes of the registry that belong to a transaction: seen in it only, until it commits; gone when it is rolled back.
 *
 * A key or value that a transaction made says so (made_by), one that it deleted, too (deleted_by); both stay in their lists until the end, and who looks at the
 * registry sees what belongs to his view. A key that a transaction changes is its own (writer) until the end: another transaction that wants to change it fails,
 * and whoever changes it outside every transaction rolls that one back.
 */
#ifndef NTSIM_CM_TRANSACTION_H
#define NTSIM_CM_TRANSACTION_H

#include "cm/private.h"
#include "cm/notice.h"
#include "tm/tm.h"

struct cm_tx;

/* Whose view the registry is looked at from: cm->viewer, set for the moment in which nothing moves. NULL: outside every transaction. */
static inline bool cm_sees(const struct cm_tx *made_by, const struct cm_tx *deleted_by)
{
    return (!made_by || made_by == cm->viewer) && (!deleted_by || deleted_by != cm->viewer);
}

/* The registry's part of the transaction, which is active: made at first use. */
struct cm_tx *cm_tx_of(struct tm_transaction *transaction);
/* The one that is there; NULL: none, or it is over. */
struct cm_tx *cm_tx_find(const struct tm_transaction *transaction);
/* [moves] Its transaction is rolled back. */
void cm_tx_abort(struct cm_tx *tx);

/*
 * After cm_before: the view of the key object becomes the current one, until cm_end. STATUS_TRANSACTION_NOT_ACTIVE, STATUS_KEY_DELETED; where it is to be changed
 * also STATUS_TRANSACTIONAL_CONFLICT. [moves] where a change rolls another back.
 */
enum cm_purpose { CM_TO_READ, CM_TO_CHANGE, CM_TO_DELETE };
bool cm_ready(const struct cm_notice *notice, struct cm_key *key, enum cm_purpose purpose, NTSTATUS *status);

/* What the viewer changes, noted for the end. Nothing outside a transaction. */
void cm_tx_key_made(struct cm_key *key);
void cm_tx_key_deleted(struct cm_key *key);
void cm_tx_value_made(struct cm_key *key, struct cm_value *value);
void cm_tx_value_deleted(struct cm_key *key, struct cm_value *value);
/* A value of the transaction's own goes before the end. */
void cm_tx_forget(struct cm_value *value);

#endif
