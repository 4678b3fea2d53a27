/*
 * Who waits for changes of keys. Registry callbacks hear nothing of it. That the end of a thread ends what it waits for is not modelled: it waits on.
 */
#ifndef NTSIM_CM_WATCH_H
#define NTSIM_CM_WATCH_H

#include "cm/cm.h"

#define CM_CHANGE_NAME 1u     /* REG_NOTIFY_CHANGE_NAME: a key below was made or deleted */
#define CM_CHANGE_LAST_SET 4u /* REG_NOTIFY_CHANGE_LAST_SET: a value was set or deleted */

struct cm_watch;
struct cm_watching {
    ULONG filter;
    bool tree;
    KEVENT *event;
    bool counted; /* it is an object: the watch takes a reference */
};
/* The event is set by the first change, by the end of the key, or of its handle, and the watch is over. PASSIVE_LEVEL. */
NTSTATUS cm_call_watch(HANDLE handle, const struct cm_watching *watching, struct cm_watch **watch);
/* Nothing, where the watch is over. */
void cm_watch_end(struct cm_watch *watch);

/* What changed keys say. */
void cm_changed(const struct cm_key *key, ULONG how);
void cm_watches_deleted(const struct cm_key *key);
void cm_watches_closed(const void *object);

#endif
