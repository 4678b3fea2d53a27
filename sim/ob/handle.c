/*
 * Handle tables: an array of entries, four to a handle value, value 0 never used. Freed values are used again first come, first served, so that a stale
 * handle does not at once mean something else. The System process's table is the kernel's; handles made with OBJ_KERNEL_HANDLE have the sign bit set.
 */
#include "choice/footprint.h"
#include "ob/private.h"

#include <string.h>

struct ob_entry {
    struct ob_object *object; /* NULL: free */
    ACCESS_MASK granted;
    ULONG attributes;
    uint32_t next_free;
    uintptr_t opened_by;
    uint64_t opened_at;
};

struct ob_table {
    struct list link;
    struct ps_process *process;
    struct ob_entry *entries;
    uint32_t room, used;
    uint32_t fresh;                 /* entries from here on were never used */
    uint32_t free_first, free_last; /* 0: none */
    bool kernel;
};

#define FIRST_ROOM 64
#define ROOM_MAX (1u << 24)
#define KERNEL_BITS 0xFFFFFFFF80000000u

struct ob_table *ob_table_create(struct ps_process *process)
{
    struct ob_table *table = sim_alloc(sizeof *table);
    table->process = process;
    table->fresh = 1;
    list_append(&ob->tables, &table->link);
    return table;
}

void ob_handles_boot(void)
{
    ob->kernel_table = ob_table_create(NULL);
    ob->kernel_table->kernel = true;
}

struct ob_table *ob_kernel_table(void)
{
    return ob->kernel_table;
}

void ob_kernel_table_owner(struct ps_process *process)
{
    ob->kernel_table->process = process;
}

void ob_table_destroy(struct ob_table *table)
{
    sim_assert(table->used == 0 && !table->kernel);
    list_remove(&table->link);
    if (table->entries)
        sim_free(table->entries, table->room * sizeof *table->entries);
    sim_free(table, sizeof *table);
}

static bool grow(struct ob_table *table)
{
    uint32_t room = table->room ? 2 * table->room : FIRST_ROOM;
    if (room > ROOM_MAX)
        return false;
    struct ob_entry *grown = sim_alloc(room * sizeof *grown);
    if (table->entries) {
        memcpy(grown, table->entries, table->room * sizeof *grown);
        sim_free(table->entries, table->room * sizeof *grown);
    }
    table->entries = grown;
    table->room = room;
    return true;
}

/* Index of a free entry; 0: the table is full. */
static uint32_t take_entry(struct ob_table *table)
{
    uint32_t index = table->free_first;
    if (index) {
        table->free_first = table->entries[index].next_free;
        if (!table->free_first)
            table->free_last = 0;
        return index;
    }
    if (table->fresh >= table->room && !grow(table))
        return 0;
    return table->fresh++;
}

static void give_entry(struct ob_table *table, uint32_t index)
{
    memset(&table->entries[index], 0, sizeof *table->entries);
    if (table->free_last)
        table->entries[table->free_last].next_free = index;
    else
        table->free_first = index;
    table->free_last = index;
}

/* NULL when the value is nothing in this table. The two lowest bits belong to whoever has the handle. */
static inline struct ob_entry *entry_of(struct ob_table *table, HANDLE handle)
{
    uint64_t value = (uint64_t)(uintptr_t)handle;
    if ((int64_t)value < 0) {
        if (!table->kernel || value < KERNEL_BITS)
            return NULL;
        value &= ~KERNEL_BITS;
    }
    uint64_t index = value >> 2;
    return index < table->room && table->entries[index].object ? &table->entries[index] : NULL;
}

static HANDLE value_of(const struct ob_table *table, const struct ob_entry *entry)
{
    uint64_t value = (uint64_t)(entry - table->entries) << 2;
    return (HANDLE)(uintptr_t)(entry->attributes & OBJ_KERNEL_HANDLE ? value | KERNEL_BITS : value);
}

static uint32_t pid_of(const struct ob_table *table)
{
    return ob->process.pid(table->process);
}

static struct ob_entry *fill_entry(struct ob_table *table, uint32_t index, struct ob_object *object, ACCESS_MASK granted, ULONG attributes)
{
    struct ob_entry *entry = &table->entries[index];
    *entry = (struct ob_entry){object, granted, attributes, 0, ke_call_site(), ke_now()};
    table->used++;
    object->handles++;
    object->type->handles++;
    ob_reference(object->body, OB_BY_HANDLE);
    emit_at(EV_HANDLE_OPEN, (uintptr_t)value_of(table, entry), object->id, pid_of(table), entry->opened_by);
    return entry;
}

NTSTATUS ob_handle_enter(struct ob_table *table, struct ob_object *object, ACCESS_MASK granted, ULONG attributes, HANDLE *handle)
{
    if (attributes & OBJ_KERNEL_HANDLE)
        table = ob->kernel_table;
    uint32_t index = take_entry(table);
    if (!index)
        return STATUS_INSUFFICIENT_RESOURCES;
    *handle = value_of(table, fill_entry(table, index, object, granted, attributes));
    return STATUS_SUCCESS;
}

/* Whether a driver hears of handles to this object: of few types, and seldom anybody does. */
static inline bool is_filtered(const struct ob_object *object)
{
    return __builtin_expect(object->type->ops.filtered_rights && !list_empty(&ob->filters), 0);
}

NTSTATUS ob_handle_create(struct ob_table *table, void *body, ACCESS_MASK granted, ULONG attributes, HANDLE *handle)
{
    struct ob_object *object = ob_object_of(body);
    if (!is_filtered(object))
        return ob_handle_enter(table, object, granted, attributes, handle);
    struct ob_making making = {object, OB_OPERATION_HANDLE_CREATE, granted, (attributes & OBJ_KERNEL_HANDLE) != 0, NULL, NULL};
    return ob_make_filtered(&making, table, attributes, handle);
}

/* What the entry, or a pseudo handle, stands for. Pseudo handles grant everything. */
static struct ob_object *resolve(struct ob_table *table, HANDLE handle, ACCESS_MASK *granted)
{
    const struct ob_entry *entry = entry_of(table, handle);
    if (__builtin_expect(entry != NULL, 1)) {
        *granted = entry->granted;
        return entry->object;
    }
    void *body = ob->process.pseudo_object(handle);
    *granted = GENERIC_ALL | STANDARD_RIGHTS_ALL | SPECIFIC_RIGHTS_ALL;
    return body ? ob_object_of(body) : NULL;
}

NTSTATUS ob_handle_object(struct ob_table *table, HANDLE handle, POBJECT_TYPE type, ACCESS_MASK desired, KPROCESSOR_MODE mode, void **body,
                          ACCESS_MASK *granted)
{
    ACCESS_MASK allowed;
    struct ob_object *object = resolve(table, handle, &allowed);
    *body = NULL;
    if (!object)
        return STATUS_INVALID_HANDLE;
    if (type && object->type != type)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (mode != KernelMode && (desired & ~allowed))
        return STATUS_ACCESS_DENIED;
    footprint_write(object, 1);
    object->pointers++;
    object->held[OB_BY_LOOKUP]++;
    if (__builtin_expect(ob->trace_all, 0))
        ob_trace_add(object, OB_BY_LOOKUP, 1, 0, 0);
    *body = object->body;
    if (granted)
        *granted = allowed;
    return STATUS_SUCCESS;
}

static ULONG handles_in(const struct ob_table *table, const struct ob_object *object)
{
    ULONG n = 0;
    for (uint32_t i = 1; i < table->fresh; i++)
        n += table->entries[i].object == object;
    return n;
}

/* The entry is gone before anybody is told: what they do may move, and must not meet it again. */
static void close_entry(struct ob_table *table, struct ob_entry *entry)
{
    struct ob_object *object = entry->object;
    HANDLE handle = value_of(table, entry);
    give_entry(table, (uint32_t)(entry - table->entries));
    table->used--;
    object->type->handles--;
    ULONG left = (ULONG)--object->handles;
    emit_at(EV_HANDLE_CLOSE, (uintptr_t)handle, object->id, pid_of(table), ke_call_site());
    if (object->type->ops.close)
        object->type->ops.close(object->body, table->process, left ? handles_in(table, object) : 0, left);
    if (left == 0 && object->type->ops.last_handle)
        object->type->ops.last_handle(object->body);
    if (object->handles == 0 && object->name && !object->permanent)
        ob_name_remove(object);
    ob_dereference(object->body, OB_BY_HANDLE);
}

NTSTATUS ob_handle_close(struct ob_table *table, HANDLE handle)
{
    struct ob_entry *entry = entry_of(table, handle);
    if (!entry)
        return STATUS_INVALID_HANDLE;
    if (entry->attributes & OB_PROTECT_CLOSE)
        return STATUS_HANDLE_NOT_CLOSABLE;
    close_entry(table, entry);
    return STATUS_SUCCESS;
}

void ob_table_close_all(struct ob_table *table)
{
    while (table->used)
        for (uint32_t i = 1; i < table->fresh; i++)
            if (table->entries[i].object)
                close_entry(table, &table->entries[i]);
}

NTSTATUS ob_handle_duplicate(struct ob_table *from, HANDLE handle, struct ob_table *to, ACCESS_MASK access, bool same_access, ULONG attributes, HANDLE *result)
{
    ACCESS_MASK allowed;
    struct ob_object *object = resolve(from, handle, &allowed);
    if (!object)
        return STATUS_INVALID_HANDLE;
    if (!same_access && (access & ~allowed & ~(ACCESS_MASK)MAXIMUM_ALLOWED))
        return STATUS_ACCESS_DENIED;
    ACCESS_MASK granted = same_access || (access & MAXIMUM_ALLOWED) ? allowed : access;
    if (!is_filtered(object))
        return ob_handle_enter(to, object, granted, attributes, result);
    struct ob_making making = {object, OB_OPERATION_HANDLE_DUPLICATE, granted, (attributes & OBJ_KERNEL_HANDLE) != 0, from->process, to->process};
    return ob_make_filtered(&making, to, attributes, result);
}

/* Values are given in order, so all of them are taken first; those of handles that are not inherited go back. */
void ob_handles_inherit(const struct ob_table *from, struct ob_table *to)
{
    sim_assert(to->fresh == 1 && from != to);
    for (uint32_t i = 1; i < from->fresh; i++) {
        uint32_t taken = take_entry(to);
        sim_assert(taken == i);
    }
    for (uint32_t i = 1; i < from->fresh; i++) {
        const struct ob_entry *entry = &from->entries[i];
        if (entry->object && entry->attributes & OBJ_INHERIT)
            fill_entry(to, i, entry->object, entry->granted, entry->attributes);
        else
            give_entry(to, i);
    }
}

NTSTATUS ob_handle_attributes(struct ob_table *table, HANDLE handle, ULONG mask, ULONG values, ULONG *attributes)
{
    struct ob_entry *entry = entry_of(table, handle);
    if (!entry)
        return STATUS_INVALID_HANDLE;
    mask &= OBJ_INHERIT | OB_PROTECT_CLOSE;
    entry->attributes = (entry->attributes & ~mask) | (values & mask);
    *attributes = entry->attributes;
    return STATUS_SUCCESS;
}

struct ob_table *ob_table_for(HANDLE handle, KPROCESSOR_MODE mode)
{
    if ((intptr_t)handle < 0 && mode == KernelMode)
        return ob->kernel_table;
    struct ob_table *table = ob->process.current_table();
    return table ? table : ob->kernel_table;
}

static void visit_table(const struct ob_table *table, void (*visit)(void *context, const struct ob_handle_info *info), void *context)
{
    for (uint32_t i = 1; i < table->fresh; i++) {
        const struct ob_entry *entry = &table->entries[i];
        if (!entry->object)
            continue;
        struct ob_handle_info info = {.handle = value_of(table, entry),
                                      .body = entry->object->body,
                                      .granted = entry->granted,
                                      .process = table->process,
                                      .opened_by = entry->opened_by,
                                      .opened_at = entry->opened_at};
        visit(context, &info);
    }
}

void ob_handles_visit(void (*visit)(void *context, const struct ob_handle_info *info), void *context)
{
    list_each(node, &ob->tables)
        visit_table(list_of(node, struct ob_table, link), visit, context);
}
