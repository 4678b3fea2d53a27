/*
 * Keys: finding, making, deleting them. Every key holds its parent, so a husk's path can still be told.
 */
#include "cm/private.h"
#include "cm/transaction.h"
#include "cm/watch.h"

#include "arena/arena.h"
#include "ke/ke.h"
#include "rtl/rtl.h"

#include <string.h>

struct cm_state *cm;

bool cm_same(const WCHAR *left, size_t left_chars, const WCHAR *right, size_t right_chars)
{
    return left_chars == right_chars && rtl_compare(left, left_chars, right, right_chars, true) == 0;
}

static struct cm_key *new_key(struct cm_key *parent, const WCHAR *name, size_t chars)
{
    struct cm_key *key = sim_alloc(sizeof *key + chars * sizeof(WCHAR));
    list_init(&key->link);
    list_init(&key->keys);
    list_init(&key->values);
    key->parent = parent;
    key->written_at = ke_now();
    key->chars = (uint16_t)chars;
    memcpy(key->name, name, chars * sizeof(WCHAR));
    key->references = 1; /* being in the tree */
    if (parent) {
        list_append(&parent->keys, &key->link);
        parent->key_count++;
        parent->written_at = ke_now();
        cm_hold(parent);
    }
    return key;
}

void cm_set_class(struct cm_key *key, const WCHAR *text, size_t chars)
{
    if (key->class)
        sim_free(key->class, key->class_chars * sizeof(WCHAR));
    key->class = NULL;
    key->class_chars = (uint16_t)chars;
    if (chars)
        key->class = memcpy(sim_alloc(chars * sizeof(WCHAR)), text, chars * sizeof(WCHAR));
}

void cm_hold(struct cm_key *key)
{
    key->references++;
}

void cm_drop(struct cm_key *key)
{
    while (key) {
        sim_assert(key->references > 0);
        if (--key->references)
            return;
        struct cm_key *parent = key->parent;
        cm_values_free(key);
        cm_set_class(key, NULL, 0);
        sim_free(key, sizeof *key + key->chars * sizeof(WCHAR));
        key = parent;
    }
}

static struct cm_key *child(const struct cm_key *key, const WCHAR *name, size_t chars)
{
    list_each(node, &key->keys)
    {
        struct cm_key *candidate = list_of(node, struct cm_key, link);
        if (cm_same(candidate->name, candidate->chars, name, chars) && cm_sees(candidate->made_by, candidate->deleted_by))
            return candidate;
    }
    return NULL;
}

/* What keeps a key from being made: another transaction has made one of that name, or has deleted the one above. */
static struct cm_key *in_the_way(struct cm_key *key, const WCHAR *name, size_t chars)
{
    if (key->deleted_by)
        return key;
    list_each(node, &key->keys)
    {
        struct cm_key *candidate = list_of(node, struct cm_key, link);
        if (cm_same(candidate->name, candidate->chars, name, chars) && candidate->made_by && candidate->made_by != cm->viewer)
            return candidate;
    }
    return NULL;
}

/* CurrentControlSet is a link to ControlSet001; here they are one key under the first name. */
static void current_control_set(const WCHAR **name, size_t *chars)
{
    static const WCHAR numbered[] = L"ControlSet001", current[] = L"CurrentControlSet";
    if (!cm_same(*name, *chars, numbered, 13))
        return;
    *name = current;
    *chars = 17;
}

/* Takes the next part of a path off its front; false: none is left. */
static bool next_part(const WCHAR **path, size_t *chars, const WCHAR **part, size_t *part_chars)
{
    while (*chars && **path == '\\')
        (*path)++, (*chars)--;
    *part = *path;
    *part_chars = 0;
    while (*chars && **path != '\\')
        (*path)++, (*chars)--, (*part_chars)++;
    return *part_chars != 0;
}

static bool only_backslashes(const WCHAR *path, size_t chars)
{
    while (chars && *path == '\\')
        path++, chars--;
    return !chars;
}

struct walk {
    struct cm_key *key;
    const WCHAR *path, *part;
    size_t chars, part_chars;
};

static NTSTATUS begin(struct walk *walk, struct cm_key *root, const WCHAR *path, size_t chars)
{
    *walk = (struct walk){.key = root, .path = path, .chars = chars};
    if (root)
        return root->deleted || !cm_sees(root->made_by, root->deleted_by) ? STATUS_KEY_DELETED : STATUS_SUCCESS;
    if (!chars || path[0] != '\\')
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    if (!next_part(&walk->path, &walk->chars, &walk->part, &walk->part_chars))
        return STATUS_OBJECT_NAME_INVALID;
    walk->key = cm->root;
    return cm_same(walk->part, walk->part_chars, cm->root->name, cm->root->chars) ? STATUS_SUCCESS : STATUS_OBJECT_PATH_NOT_FOUND;
}

static struct cm_key *make_child(struct cm_key *parent, const WCHAR *name, size_t chars)
{
    struct cm_key *key = new_key(parent, name, chars);
    cm_tx_key_made(key);
    if (!key->made_by)
        cm_changed(parent, CM_CHANGE_NAME);
    return key;
}

NTSTATUS cm_make(struct cm_key *root, const WCHAR *path, size_t chars, bool deep, struct cm_key **key, bool *created)
{
    struct walk walk;
    NTSTATUS status = begin(&walk, root, path, chars);
    *created = false;
    if (!NT_SUCCESS(status))
        return status;
    while (next_part(&walk.path, &walk.chars, &walk.part, &walk.part_chars)) {
        current_control_set(&walk.part, &walk.part_chars);
        struct cm_key *next = child(walk.key, walk.part, walk.part_chars);
        if (!next && !deep && !only_backslashes(walk.path, walk.chars))
            return STATUS_OBJECT_NAME_NOT_FOUND;
        *created = !next;
        if (!next && (*key = in_the_way(walk.key, walk.part, walk.part_chars)) != NULL)
            return STATUS_TRANSACTIONAL_CONFLICT;
        walk.key = next ? next : make_child(walk.key, walk.part, walk.part_chars);
    }
    *key = walk.key;
    return STATUS_SUCCESS;
}

NTSTATUS cm_find(struct cm_key *root, const WCHAR *path, size_t chars, struct cm_key **key)
{
    struct walk walk;
    NTSTATUS status = begin(&walk, root, path, chars);
    if (!NT_SUCCESS(status))
        return status;
    while (next_part(&walk.path, &walk.chars, &walk.part, &walk.part_chars)) {
        current_control_set(&walk.part, &walk.part_chars);
        walk.key = child(walk.key, walk.part, walk.part_chars);
        if (!walk.key)
            return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    *key = walk.key;
    return STATUS_SUCCESS;
}

ULONG cm_keys_below(const struct cm_key *key)
{
    ULONG n = 0;
    while (cm_key_at(key, n))
        n++;
    return n;
}

void cm_remove(struct cm_key *key)
{
    key->deleted = true;
    list_remove(&key->link);
    key->parent->key_count--;
    key->parent->written_at = ke_now();
    cm_watches_deleted(key);
    cm_changed(key->parent, CM_CHANGE_NAME);
    cm_drop(key);
}

NTSTATUS cm_delete(struct cm_key *key)
{
    if (key->deleted)
        return STATUS_SUCCESS;
    if (cm_key_at(key, 0) || !key->parent)
        return STATUS_CANNOT_DELETE;
    if (cm->viewer)
        cm_tx_key_deleted(key);
    else
        cm_remove(key);
    return STATUS_SUCCESS;
}

size_t cm_path(const struct cm_key *key, WCHAR *path, size_t room)
{
    size_t at = key->parent ? cm_path(key->parent, path, room) : 0;
    if (at < room)
        path[at] = '\\';
    at++;
    for (size_t i = 0; i < key->chars; i++, at++)
        if (at < room)
            path[at] = key->name[i];
    return at;
}

struct cm_key *cm_key_at(const struct cm_key *key, ULONG index)
{
    list_each(node, &key->keys)
    {
        struct cm_key *below = list_of(node, struct cm_key, link);
        if (cm_sees(below->made_by, below->deleted_by) && !index--)
            return below;
    }
    return NULL;
}

void cm_boot(void)
{
    static const char *const keys[] = {"Machine\\Hardware\\Description\\System", "Machine\\Hardware\\DeviceMap",
                                       "Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion",
                                       "Machine\\System\\CurrentControlSet\\Control", "Machine\\System\\CurrentControlSet\\Enum",
                                       "Machine\\System\\CurrentControlSet\\Hardware Profiles\\Current", "Machine\\System\\CurrentControlSet\\Services",
                                       "User\\.Default"};
    cm = sim_alloc(sizeof *cm);
    list_init(&cm->callbacks);
    list_init(&cm->notices);
    list_init(&cm->watches);
    list_init(&cm->transactions);
    cm->root = new_key(NULL, L"REGISTRY", 8);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        cm_make_ascii(cm->root, keys[i]);
    cm_type_boot();
}
