/*
 * The registry: keys by path, values by name, without regard to case, in order of creation. All of it is volatile: a machine begins with what cm_boot puts
 * there. A key that is deleted while handles are open stays as a husk until they close.
 */
#ifndef NTSIM_CM_H
#define NTSIM_CM_H

#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wdm.h>

struct cm_tx; /* a transaction that has changes here (cm/transaction.h) */

struct cm_key {
    struct list link; /* in the parent's keys */
    struct cm_key *parent;
    struct list keys, values;
    uint32_t key_count, value_count, references;
    uint64_t written_at;
    struct cm_tx *made_by, *deleted_by, *writer; /* NULL: none; while it is not decided */
    bool deleted;
    uint16_t class_chars, chars;
    WCHAR *class; /* what whoever made it says that it is; NULL: nothing */
    WCHAR name[];
};

struct cm_value {
    struct list link;
    struct cm_tx *made_by, *deleted_by;
    ULONG type;
    ULONG size;
    uint8_t *data;
    uint16_t chars;
    WCHAR name[];
};

void cm_boot(void); /* after ob: the tree, and the object type of key handles */

/* Follows `path` from `root` (NULL: from \Registry, whose name the path begins with). No reference is taken. STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND... */
NTSTATUS cm_find(struct cm_key *root, const WCHAR *path, size_t chars, struct cm_key **key);
/* As cm_find, and makes the last key when only that is missing; with `deep`, all that are missing. */
NTSTATUS cm_make(struct cm_key *root, const WCHAR *path, size_t chars, bool deep, struct cm_key **key, bool *created);
/* As cm_find and cm_make see it, so do all that follow: from the view of cm->viewer, outside every transaction unless somebody says otherwise. cm_make may give
   STATUS_TRANSACTIONAL_CONFLICT: *key is a key of another transaction (writer) that is in the way. */
/* STATUS_CANNOT_DELETE while it has keys below it. */
NTSTATUS cm_delete(struct cm_key *key);
void cm_set_class(struct cm_key *key, const WCHAR *text, size_t chars);
ULONG cm_keys_below(const struct cm_key *key);
void cm_hold(struct cm_key *key);
void cm_drop(struct cm_key *key);
/* Full path without NUL, as much of it as fits; its whole length in characters. */
size_t cm_path(const struct cm_key *key, WCHAR *path, size_t room);

struct cm_value *cm_value_find(const struct cm_key *key, const WCHAR *name, size_t chars);
NTSTATUS cm_value_set(struct cm_key *key, const WCHAR *name, size_t chars, ULONG type, const void *data, ULONG size);
NTSTATUS cm_value_delete(struct cm_key *key, const WCHAR *name, size_t chars);
struct cm_key *cm_key_at(const struct cm_key *key, ULONG index);
struct cm_value *cm_value_at(const struct cm_key *key, ULONG index);

/* Shorthands for the simulator's own entries: names in ASCII. */
struct cm_key *cm_make_ascii(struct cm_key *root, const char *path);
struct cm_key *cm_find_ascii(struct cm_key *root, const char *path);
void cm_set_dword(struct cm_key *key, const char *name, uint32_t value);
void cm_set_string(struct cm_key *key, const char *name, const WCHAR *text); /* REG_SZ with its NUL */
void cm_set_expand(struct cm_key *key, const char *name, const WCHAR *text); /* REG_EXPAND_SZ */
uint32_t cm_get_dword(const struct cm_key *key, const char *name, uint32_t otherwise);
/* Text of a string value without NUL, NULL: none. */
const WCHAR *cm_get_string(const struct cm_key *key, const char *name, size_t *chars);

#endif
