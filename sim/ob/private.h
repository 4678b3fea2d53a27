/*
 * What an object really is: a header in the private heap, and in front of every body sixteen bytes that lead to it. Drivers have pointers to bodies only.
 *
 *   body in nonpaged pool (drivers read it):   [ob_prefix][body]      + struct ob_object elsewhere
 *   body in the private heap:                  [ob_object][ob_prefix][body]
 */
#ifndef NTSIM_OB_PRIVATE_H
#define NTSIM_OB_PRIVATE_H

#include "ob/inspect.h"
#include "ob/ob.h"

#define OB_MAGIC 0x6F626A6563742121u
#define OB_EXPORTED_MAX 24

struct _OBJECT_TYPE {
    struct ob_type_ops ops;
    uint32_t number; /* order of creation, from 1 */
    enum ke_label label;
    LONG_PTR objects, handles;
};

struct ob_trace { /* of an object's references, oldest first */
    struct ob_trace_row *rows;
    uint32_t used, room;
    uint64_t sequence, forgotten;
};

struct ob_object {
    void *body;
    POBJECT_TYPE type;
    LONG_PTR pointers, handles;
    int32_t held[OB_REASONS]; /* sums up to pointers */
    uint32_t id;
    bool permanent, dying;
    struct ob_name *name; /* NULL: none (any more) */
    struct list in_ledgers; /* ob->ledgers, from the first entry on */
    struct ob_ledger_entry *ledger;
    uint32_t ledger_used, ledger_room;
    uintptr_t last_drop; /* of drivers, their code address; 0: none has dropped */
    struct ob_trace *trace; /* NULL: nothing yet */
    size_t size; /* of the allocation that holds the body */
} __attribute__((aligned(16)));

struct ob_prefix {
    struct ob_object *object;
    uint64_t magic; /* OB_MAGIC ^ address of the body */
};
_Static_assert(sizeof(struct ob_prefix) == 16 && sizeof(struct ob_object) % 16 == 0, "bodies are 16-byte aligned");

struct ob_name { /* an object's place in a directory */
    struct list in_directory; /* in order of insertion */
    struct list in_bucket;
    struct ob_object *object;
    struct ob_object *directory; /* referenced */
    uint16_t chars;
    WCHAR text[];
};

struct ob_directory {
    struct list entries;
    struct list *buckets; /* `room` of them, a power of two; at most twice as many names */
    uint32_t room, used;
};

struct ob_state {
    POBJECT_TYPE type_type, directory_type, link_type;
    uint32_t types;
    bool trace_all;
    void *root; /* directory body */
    struct ob_table *kernel_table;
    struct list ledgers; /* struct ob_object.in_ledgers: drivers took references on them; in order of the first */
    struct list filters; /* struct ob_filter.link, the highest altitude first */
    struct list links; /* struct ob_link.link, in order of creation */
    struct list tables; /* struct ob_table.link, in order of creation, the kernel's first */
    void (*worker)(void (*run)(void *), void *body);
    struct ob_process_ops process;
    POBJECT_TYPE *exported; /* OB_EXPORTED_MAX of them, where drivers may read */
    void *exported_value[OB_EXPORTED_MAX];
    struct {
        const char *name;
        void *value;
    } more_exported[OB_EXPORTED_MAX];
    uint32_t more_exported_count;
};
extern struct ob_state *ob;

static inline struct ob_prefix *ob_prefix_of(const void *body)
{
    return (struct ob_prefix *)body - 1;
}

/* For bodies that the simulator itself vouches for. */
static inline struct ob_object *ob_object_of(const void *body)
{
    sim_assert(ob_prefix_of(body)->magic == (OB_MAGIC ^ (uintptr_t)body));
    return ob_prefix_of(body)->object;
}

/* --- object.c --- */
void ob_last_reference(struct ob_object *object, uintptr_t site, bool defer);
noreturn void ob_bad_count(struct ob_object *object, uintptr_t site);
/* --- type.c --- */
void ob_types_boot(void);
void ob_types_name(void); /* once \ObjectTypes is there */
/* --- ledger.c --- */
void ob_ledger_free(struct ob_object *object);
/* --- trace.c --- */
void ob_trace_add(struct ob_object *object, enum ob_reason reason, int change, uintptr_t site, ULONG tag);
void ob_trace_free(struct ob_object *object);
/* --- directory.c --- */
void ob_names_boot(void);
void ob_name_remove(struct ob_object *object); /* drops OB_BY_NAME: may delete the object */
/* --- link.c --- */
void ob_links_boot(void);
/* --- handle.c --- */
void ob_handles_boot(void);
/* The handle itself, whoever was asked. */
NTSTATUS ob_handle_enter(struct ob_table *table, struct ob_object *object, ACCESS_MASK granted, ULONG attributes, HANDLE *handle);
/* --- filter.c --- */
struct ob_making { /* a handle that is about to be made */
    struct ob_object *object;
    OB_OPERATION operation;
    ACCESS_MASK access; /* as it was asked for */
    bool kernel;
    struct ps_process *source, *target; /* of a duplicate */
};
/* [moves] Asks the drivers that registered for it, makes the handle with the rights that they leave, and tells them. */
NTSTATUS ob_make_filtered(const struct ob_making *making, struct ob_table *table, ULONG attributes, HANDLE *handle);

#endif
