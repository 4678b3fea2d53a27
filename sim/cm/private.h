/*
 * What only sim/cm knows.
 */
#ifndef NTSIM_CM_PRIVATE_H
#define NTSIM_CM_PRIVATE_H

#include "cm/cm.h"

struct cm_state {
    struct cm_key *root;
    POBJECT_TYPE key_type;
};
extern struct cm_state *cm;

bool cm_same(const WCHAR *left, size_t left_chars, const WCHAR *right, size_t right_chars);
void cm_values_free(struct cm_key *key);

/* Key handles (handle.c). */
void cm_type_boot(void);
/* The body of a key object. */
struct cm_handle_body {
    struct cm_key *key;
};
/* The key that OBJECT_ATTRIBUTES say: its root directory, and the rest of the path. */
NTSTATUS cm_root_of(const OBJECT_ATTRIBUTES *attributes, struct cm_key **root);
NTSTATUS cm_handle_make(struct cm_key *key, ACCESS_MASK access, ULONG attributes, HANDLE *handle);
/* The key of a handle; STATUS_KEY_DELETED for a husk. */
NTSTATUS cm_handle_key(HANDLE handle, ACCESS_MASK access, struct cm_key **key);
/* The status of an exported routine, said to those who listen, and given back. */
NTSTATUS cm_told(NTSTATUS status);

#endif
