/*
 * What only sim/tm knows.
 */
#ifndef NTSIM_TM_PRIVATE_H
#define NTSIM_TM_PRIVATE_H

#include "arena/arena.h"
#include "ke/ke.h"
#include "ob/ob.h"
#include "ps/ps.h"
#include "tm/tm.h"

#include <string.h>

enum tm_state { TM_ACTIVE, TM_PREPREPARING, TM_PREPARING, TM_COMMITTING, TM_COMMITTED, TM_ABORTING, TM_ABORTED };

struct tm_manager {
    GUID id;
};

struct tm_callback { /* TmEnableCallbacks */
    const void *routine; /* NULL: none */
    void *key;
    uint32_t generation, armed_context;
    uintptr_t armed_by;
    uint64_t armed_at;
};

struct tm_resource { /* a resource manager */
    struct list link; /* in tm->resources */
    struct tm_manager *manager; /* referenced */
    struct list enlistments;    /* struct tm_enlistment.in_resource */
    struct tm_callback callback;
    GUID id;
};

/* KTM holds it (OB_BY_TRANSACTION) while it is in the transaction's list: until the outcome is there. */
struct tm_enlistment {
    struct list in_transaction, in_resource;
    struct tm_transaction *transaction; /* referenced */
    struct tm_resource *resource;       /* referenced */
    ULONG mask;     /* TRANSACTION_NOTIFY_... that it wants */
    void *key;
    ULONG awaiting; /* the notification that it has not answered yet; 0: none */
    uint32_t round; /* of the transaction, in which it was told, or left out, last */
    bool told; /* of that: it is not in the queue any more */
    bool read_only, listed;
};

struct tm_transaction { /* waitable: signalled by its outcome */
    KEVENT decided;
    struct list link; /* in tm->transactions */
    GUID id;
    enum tm_state state;
    struct list enlistments; /* in order of enlisting */
    struct list parts;       /* struct tm_part */
    uint32_t round;          /* of notifications */
    uint32_t outstanding;    /* answers, and who sends */
    struct tm_manager *manager; /* referenced; NULL: none */
    LARGE_INTEGER timeout;      /* as given; 0: none */
    struct ke_due due;
    bool expired;
    uint16_t description_chars;
    WCHAR description[MAX_TRANSACTION_DESCRIPTION_LENGTH];
};

struct tm_state_all {
    POBJECT_TYPE manager_type, resource_type, enlistment_type, transaction_type;
    struct list transactions, resources; /* in order of creation */
    LARGE_INTEGER clock;                 /* the virtual clock: counts notifications */
    uint64_t ids;
    struct ps_thread *reaper; /* rolls back what timed out (timeout.c); NULL: nothing ever had a time-out */
    KEVENT expired;
};
extern struct tm_state_all *tm;

GUID tm_new_id(void);

/* --- object.c: handles for the previous mode of the thread --- */
NTSTATUS tm_handle_give(void *body, ACCESS_MASK access, ACCESS_MASK all, const OBJECT_ATTRIBUTES *attributes, HANDLE *handle);
/* With a reference (OB_BY_LOOKUP). */
NTSTATUS tm_handle_object(HANDLE handle, POBJECT_TYPE type, ACCESS_MASK access, void **body);
/* The name that the attributes give it, if any. */
NTSTATUS tm_name(void *body, const OBJECT_ATTRIBUTES *attributes);
/* Bug check unless it is an object of that type: what a driver passes by pointer. */
void *tm_checked(const void *body, POBJECT_TYPE type);

/* --- transaction.c [moves] --- */
/* What the transaction's state does not allow is a failure; SUCCESS otherwise, and the notifications are on their way. */
NTSTATUS tm_commit(struct tm_transaction *transaction);
NTSTATUS tm_rollback(struct tm_transaction *transaction);
/* As the client asks: what does not wait may be pending. */
NTSTATUS tm_commit_and_wait(struct tm_transaction *transaction, bool wait);
NTSTATUS tm_rollback_and_wait(struct tm_transaction *transaction, bool wait);
/* An enlistment has answered. */
void tm_answered(struct tm_transaction *transaction);
static inline bool tm_is_undecided(const struct tm_transaction *transaction)
{
    return transaction->state <= TM_PREPARING;
}

/* --- enlistment.c --- */
void tm_enlistment_boot(void);
/* [moves] Tells the driver, and awaits an answer. */
void tm_notify(struct tm_enlistment *enlistment, ULONG notification);
/* The transaction is over: KTM lets go. */
void tm_unlist(struct tm_enlistment *enlistment);
/* What TmXxxComplete and ZwXxxComplete do. */
NTSTATUS tm_complete(struct tm_enlistment *enlistment, ULONG notification, const LARGE_INTEGER *clock);
NTSTATUS tm_read_only(struct tm_enlistment *enlistment, const LARGE_INTEGER *clock);
NTSTATUS tm_rollback_by(struct tm_enlistment *enlistment, const LARGE_INTEGER *clock);

/* --- timeout.c --- */
void tm_timeout_boot(void);
void tm_timeout_set(struct tm_transaction *transaction, LARGE_INTEGER timeout);
void tm_timeout_end(struct tm_transaction *transaction);

#endif
