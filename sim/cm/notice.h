/*
 * An operation on the registry on its way past the callbacks of drivers:
 *
 *   cm_notice_init -> cm_before, down the altitudes -> the operation -> cm_after, back up -> who asked
 *                         |  one refuses, or does it itself               ^
 *                         +-----------------------------------------------+  those above hear the end; who refused, and those below, do not
 *
 * An operation that a callback itself asks for goes past those below it only.
 */
#ifndef NTSIM_CM_NOTICE_H
#define NTSIM_CM_NOTICE_H

#include "cm/private.h"
#include "ke/ke.h"
#include "ob/altitude.h"

struct cm_callback { /* one CmRegisterCallback or CmRegisterCallbackEx */
    struct list link; /* in cm->callbacks, highest altitude first; those without one before all others, in order of registration */
    char altitude[OB_ALTITUDE_CHARS]; /* empty: none */
    LONGLONG cookie;
    PVOID context;
    const void *routine;
    uint32_t generation, armed_context;
    uintptr_t armed_by;
    uint64_t armed_at;
    struct list contexts; /* of key objects (callback_object.c) */
    uint32_t busy; /* operations of which it heard the beginning, and not the end yet */
    bool leaving;
    KEVENT idle;
};

struct cm_heard { /* a callback on the way from its first call to its second */
    struct cm_callback *callback;
    PVOID call_context;
};

struct cm_notice_memory { /* what drivers may read, and write */
    union {
        REG_DELETE_KEY_INFORMATION delete_key;
        REG_SET_VALUE_KEY_INFORMATION set_value;
        REG_DELETE_VALUE_KEY_INFORMATION delete_value;
        REG_ENUMERATE_KEY_INFORMATION enumerate_key;
        REG_ENUMERATE_VALUE_KEY_INFORMATION enumerate_value;
        REG_QUERY_KEY_INFORMATION query_key;
        REG_QUERY_VALUE_KEY_INFORMATION query_value;
        REG_CREATE_KEY_INFORMATION_V1 create;
        REG_CALLBACK_CONTEXT_CLEANUP_INFORMATION cleanup;
    } before;
    REG_POST_OPERATION_INFORMATION after;
    ULONG disposition;
    PVOID result;
};

struct cm_notice {
    struct list link; /* in cm->notices, newest first */
    const struct ke_thread *thread;
    const struct cm_callback *running; /* which of its routines is */
    REG_NOTIFY_CLASS before, after;
    void *object; /* the key object that it is about, the root of a path; NULL: none */
    struct cm_notice_memory *memory; /* NULL: nobody is there to hear */
    struct cm_heard *heard;
    uint32_t count, room;
};

void cm_notice_init(struct cm_notice *notice, REG_NOTIFY_CLASS before, REG_NOTIFY_CLASS after, void *object);
/*
 * `information` is what is told (a copy of it: notice->memory->before), `contexts` its CallContext, with that of the object behind it. False: a driver refused,
 * or did it itself, and *status is what there is to say; cm_after has to follow all the same.
 */
bool cm_before(struct cm_notice *notice, const void *information, size_t size, const PVOID *contexts, NTSTATUS *status);
/* `object`: what they may look at (NULL: nothing came of it). Gives what the last of them makes of the status. */
NTSTATUS cm_after(struct cm_notice *notice, void *object, NTSTATUS status);
void cm_notice_end(struct cm_notice *notice);

/*
 * The frame of an operation on the key of a handle: cm_begin gives key and notice (a failure: no notice, nothing to end), then cm_before and the operation, then
 * cm_end. The key may be a husk: the callbacks hear of that, too.
 */
NTSTATUS cm_begin(struct cm_notice *notice, HANDLE handle, ACCESS_MASK access, REG_NOTIFY_CLASS before, REG_NOTIFY_CLASS after, struct cm_key **key);
NTSTATUS cm_end(struct cm_notice *notice, NTSTATUS status);

uintptr_t cm_callback_call(const struct cm_callback *callback, REG_NOTIFY_CLASS class, void *information);
/* Who was busy is no longer: wakes who wants to unregister it. */
void cm_callback_release(struct cm_callback *callback);

/* Contexts of key objects (callback_object.c). */
PVOID cm_context_of(const struct cm_callback *callback, const void *object);
/* No handle is left to the object: each callback that gave it a context is told to clean up. */
void cm_contexts_end(const void *object);
/* The callback goes: it is told so for every context of its own. */
void cm_contexts_of_callback_end(struct cm_callback *callback);
struct cm_callback *cm_callback_by_cookie(LONGLONG cookie);

#endif
