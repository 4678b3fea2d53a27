/*
 * What only sim/cm knows.
 */
#ifndef NTSIM_CM_PRIVATE_H
#define NTSIM_CM_PRIVATE_H

#include "cm/cm.h"

struct cm_state {
    struct cm_key *root;
    POBJECT_TYPE key_type;
    struct list callbacks; /* struct cm_callback, highest altitude first */
    struct list notices;   /* struct cm_notice: operations that callbacks are being told of, newest first */
    struct list watches;   /* struct cm_watch */
    struct list transactions; /* struct cm_tx */
    struct cm_tx *viewer;  /* whose view counts at the moment (transaction.h) */
    LONGLONG cookies;      /* the last one given */
};
extern struct cm_state *cm;

bool cm_same(const WCHAR *left, size_t left_chars, const WCHAR *right, size_t right_chars);
void cm_values_free(struct cm_key *key);
/* Out of the tree, whoever sees it. */
void cm_remove(struct cm_key *key);
void cm_value_remove(struct cm_key *key, struct cm_value *value);

/* Key handles (handle.c). */
void cm_type_boot(void);
/* The body of a key object. */
struct cm_handle_body {
    struct cm_key *key;
    struct tm_transaction *transaction; /* that it was opened in, referenced (OB_BY_TRANSACTION); NULL: none */
    UNICODE_STRING *name; /* once a registry callback asked for it, where drivers may read */
};
/* A new key object, with a reference (OB_BY_CREATE). */
struct cm_handle_body *cm_object_make(struct cm_key *key, struct tm_transaction *transaction);
/* The key object of a handle, with a reference (OB_BY_LOOKUP). Its key may be a husk. */
NTSTATUS cm_handle_object(HANDLE handle, ACCESS_MASK access, struct cm_handle_body **body);
/* That of the root directory; NULL: there is none. */
NTSTATUS cm_root_object(const OBJECT_ATTRIBUTES *attributes, struct cm_handle_body **root);
/* The key that RelativeTo and Path of an Rtl routine mean (rtl_registry.c), open until cm_rtl_close. `make`: made where missing. */
struct cm_rtl_key {
    HANDLE handle;
    bool ours; /* to be closed: not the caller's handle */
    KPROCESSOR_MODE mode; /* of the thread before */
};
NTSTATUS cm_rtl_open(ULONG relative, PCWSTR path, bool make, struct cm_rtl_key *key);
/* Ends what cm_rtl_open began; the status, told. */
NTSTATUS cm_rtl_close(const struct cm_rtl_key *key, NTSTATUS status);

/* Query tables (rtl_direct.c): a value, or the default that stands for it. */
struct cm_found {
    ULONG type, size;
    const void *data;
};
#define CM_EXPANDED_CHARS 1024
bool cm_is_text(ULONG type);
/* Default strings may come without a length. */
ULONG cm_default_size(const RTL_QUERY_REGISTRY_TABLE *entry, ULONG type);
/* REG_EXPAND_SZ as REG_SZ, in `text`. False: it does not fit. */
bool cm_expand(const struct cm_found *value, WCHAR *text, size_t room, struct cm_found *expanded);
/* Into what EntryContext points to; pool that is needed is the driver's, allocated at `site`. */
NTSTATUS cm_give_direct(const RTL_QUERY_REGISTRY_TABLE *entry, const struct cm_found *value, uintptr_t site);

/*
 * What a driver gave is looked at before anything is begun: a fault on memory of an application, which the driver may catch, leaves nothing half done.
 * (zw_key.c)
 */
void cm_touch(const void *start, size_t size, bool write);
void cm_touch_name(const UNICODE_STRING *name);

/* The status of an exported routine, said to those who listen, and given back. */
NTSTATUS cm_told(NTSTATUS status);

#endif
