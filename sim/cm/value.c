/*
 * Values of keys, and the shorthands by which the simulator itself writes and reads them.
 */
#include "cm/private.h"
#include "cm/transaction.h"
#include "cm/watch.h"

#include "arena/arena.h"
#include "ke/ke.h"
#include "rtl/rtl.h"

#include <string.h>

struct cm_value *cm_value_find(const struct cm_key *key, const WCHAR *name, size_t chars)
{
    list_each(node, &key->values)
    {
        struct cm_value *value = list_of(node, struct cm_value, link);
        if (cm_same(value->name, value->chars, name, chars) && cm_sees(value->made_by, value->deleted_by))
            return value;
    }
    return NULL;
}

struct cm_value *cm_value_at(const struct cm_key *key, ULONG index)
{
    list_each(node, &key->values)
    {
        struct cm_value *value = list_of(node, struct cm_value, link);
        if (cm_sees(value->made_by, value->deleted_by) && !index--)
            return value;
    }
    return NULL;
}

/* Behind `place`, or, where that is NULL, behind all others. */
static struct cm_value *new_value(struct cm_key *key, struct cm_value *place, const WCHAR *name, size_t chars)
{
    struct cm_value *value = sim_alloc(sizeof *value + chars * sizeof(WCHAR));
    value->chars = (uint16_t)chars;
    if (chars)
        memcpy(value->name, name, chars * sizeof(WCHAR));
    list_append(place ? place->link.next : &key->values, &value->link);
    key->value_count++;
    return value;
}

static void free_data(struct cm_value *value)
{
    if (value->data)
        sim_free(value->data, value->size);
    value->data = NULL;
    value->size = 0;
}

static void free_value(struct cm_value *value)
{
    free_data(value);
    list_remove(&value->link);
    sim_free(value, sizeof *value + value->chars * sizeof(WCHAR));
}

void cm_values_free(struct cm_key *key)
{
    list_each_safe(node, &key->values) free_value(list_of(node, struct cm_value, link));
    key->value_count = 0;
}

void cm_value_remove(struct cm_key *key, struct cm_value *value)
{
    free_value(value);
    key->value_count--;
}

/* The one to be written: in a transaction another stands for it until the end. */
static struct cm_value *to_write(struct cm_key *key, const WCHAR *name, size_t chars)
{
    struct cm_value *there = cm_value_find(key, name, chars);
    if (there && there->made_by == cm->viewer)
        return there;
    struct cm_value *made = new_value(key, there, name, chars);
    if (there)
        cm_tx_value_deleted(key, there);
    cm_tx_value_made(key, made);
    return made;
}

static void written(struct cm_key *key)
{
    if (cm->viewer)
        return;
    key->written_at = ke_now();
    cm_changed(key, CM_CHANGE_LAST_SET);
}

NTSTATUS cm_value_set(struct cm_key *key, const WCHAR *name, size_t chars, ULONG type, const void *data, ULONG size)
{
    struct cm_value *value = to_write(key, name, chars);
    free_data(value);
    value->type = type;
    value->size = size;
    if (size) {
        value->data = sim_alloc(size);
        memcpy(value->data, data, size);
    }
    written(key);
    return STATUS_SUCCESS;
}

NTSTATUS cm_value_delete(struct cm_key *key, const WCHAR *name, size_t chars)
{
    struct cm_value *value = cm_value_find(key, name, chars);
    if (!value)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (value->made_by == cm->viewer) {
        cm_tx_forget(value);
        cm_value_remove(key, value);
    } else {
        cm_tx_value_deleted(key, value);
    }
    written(key);
    return STATUS_SUCCESS;
}

/* --- in ASCII ---------------------------------------------------------------------------------------------------------------------------------- */

#define ASCII_MAX 512

static size_t widen(const char *text, WCHAR *wide)
{
    size_t chars = 0;
    for (; text[chars]; chars++) {
        sim_assert(chars < ASCII_MAX);
        wide[chars] = (unsigned char)text[chars];
    }
    return chars;
}

struct cm_key *cm_make_ascii(struct cm_key *root, const char *path)
{
    WCHAR wide[ASCII_MAX];
    struct cm_key *key = NULL;
    bool created;
    NTSTATUS status;
    cm->viewer = NULL;
    while ((status = cm_make(root, wide, widen(path, wide), true, &key, &created)) == STATUS_TRANSACTIONAL_CONFLICT)
        cm_tx_abort(key->writer);
    sim_assert(NT_SUCCESS(status));
    return key;
}

struct cm_key *cm_find_ascii(struct cm_key *root, const char *path)
{
    WCHAR wide[ASCII_MAX];
    struct cm_key *key = NULL;
    cm->viewer = NULL;
    return NT_SUCCESS(cm_find(root, wide, widen(path, wide), &key)) ? key : NULL;
}

static struct cm_value *find_ascii(const struct cm_key *key, const char *name)
{
    WCHAR wide[ASCII_MAX];
    return cm_value_find(key, wide, widen(name, wide));
}

static void set(struct cm_key *key, const char *name, ULONG type, const void *data, size_t size)
{
    WCHAR wide[ASCII_MAX];
    cm->viewer = NULL;
    cm_value_set(key, wide, widen(name, wide), type, data, (ULONG)size);
}

void cm_set_dword(struct cm_key *key, const char *name, uint32_t value)
{
    set(key, name, REG_DWORD, &value, sizeof value);
}

void cm_set_string(struct cm_key *key, const char *name, const WCHAR *text)
{
    set(key, name, REG_SZ, text, (rtl_length(text) + 1) * sizeof(WCHAR));
}

void cm_set_expand(struct cm_key *key, const char *name, const WCHAR *text)
{
    set(key, name, REG_EXPAND_SZ, text, (rtl_length(text) + 1) * sizeof(WCHAR));
}

uint32_t cm_get_dword(const struct cm_key *key, const char *name, uint32_t otherwise)
{
    const struct cm_value *value = find_ascii(key, name);
    uint32_t result = otherwise;
    if (value && value->type == REG_DWORD && value->size == sizeof result)
        memcpy(&result, value->data, sizeof result);
    return result;
}

const WCHAR *cm_get_string(const struct cm_key *key, const char *name, size_t *chars)
{
    const struct cm_value *value = find_ascii(key, name);
    if (!value || (value->type != REG_SZ && value->type != REG_EXPAND_SZ))
        return NULL;
    const WCHAR *text = (const WCHAR *)value->data;
    *chars = 0;
    while (*chars < value->size / sizeof(WCHAR) && text[*chars])
        (*chars)++;
    return text;
}
