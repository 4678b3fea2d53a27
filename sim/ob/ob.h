/*
 * Objects: a header with both counts before every body, types, a namespace, handles per process, and a ledger of who took each reference and who dropped it.
 */
#ifndef NTSIM_OB_H
#define NTSIM_OB_H

#include "ke/ke.h"
#include "mm/mm.h"

struct ob_type; /* = OBJECT_TYPE of the headers: POBJECT_TYPE points to one */
struct ob_object; /* the header */
struct ob_open;

/* Why the simulator itself holds a reference: said with every take and drop, so that the ledger can name the holder. Drivers' own references are OB_BY_DRIVER,
   told apart by call site. */
enum ob_reason { OB_BY_DRIVER, OB_BY_CREATE, OB_BY_HANDLE, OB_BY_NAME, OB_BY_DEVICE, OB_BY_LOAD, OB_BY_LOOKUP, OB_BY_IRP, OB_BY_FILE, OB_BY_WORK_ITEM, OB_BY_COMPLETION,
                 OB_BY_THREAD, OB_BY_PNP, OB_BY_WAIT, OB_BY_ATTACHMENT, OB_BY_VIEW, OB_BY_TRANSACTION, OB_REASONS };

struct ob_type_ops {
    const char *name;
    bool driver_visible;  /* body in nonpaged pool, else in the private heap */
    bool waitable;        /* body begins with a dispatcher header, or see wait_on */
    ACCESS_MASK filtered_rights; /* ObRegisterCallbacks may be asked for handles to such objects, and may take these rights away; 0: it may not */
    bool any_irql;        /* destroy needs no thread of its own: it runs at once, whatever the IRQL */
    bool quiet_end;       /* what destroy does is told as a footprint, or seen by no other context (choice/footprint.h) */
    /* Last handle to the object closed (system-wide), in the context of the closer. */
    void (*last_handle)(void *body);
    /* One handle of a process closed: count left in that process and in the system. */
    void (*close)(void *body, struct ps_process *process, ULONG left_in_process, ULONG left);
    /* Last pointer reference gone; PASSIVE_LEVEL (a drop at higher IRQL is handed to a worker). */
    void (*destroy)(void *body);
    /* The rest of a path behind the object's own name ("\Device\Foo" + "\rest"): open something there, which comes with a reference. Called only for lookups
       that carry an ob_open. NULL: rest must be empty. */
    NTSTATUS (*parse)(void *body, struct ob_open *open, void **result);
    /* The dispatcher header to wait on; NULL: the body itself. */
    DISPATCHER_HEADER *(*wait_on)(void *body);
    /* What ObQueryNameString gives (files: their device's name and their own); NULL: the name in the directory. */
    bool (*query_name)(const void *body, WCHAR *text, size_t room_chars);
};
struct ob_open { /* an open in progress, for parse */
    KPROCESSOR_MODE mode; ACCESS_MASK access; ULONG attributes; UNICODE_STRING rest; void *context; bool created; ACCESS_MASK granted;
};

void ob_boot(void);
/* io registers who runs a deletion that was asked for above PASSIVE_LEVEL: `queue` must see to it that run(body) is called by a system worker. */
void ob_set_worker(void (*queue)(void (*run)(void *), void *body));
/* ps registers what is known of processes only there; no handle is made before. */
struct ob_process_ops {
    struct ob_table *(*current_table)(void);
    uint32_t (*pid)(const struct ps_process *process);
    void *(*pseudo_object)(HANDLE handle); /* NtCurrentProcess(), NtCurrentThread(): the body, not referenced; NULL: no such */
};
void ob_set_process_ops(const struct ob_process_ops *ops);

POBJECT_TYPE ob_type_create(const struct ob_type_ops *ops);
const char *ob_type_name(POBJECT_TYPE type);
/*
 * What the exported variable of this name (IoFileObjectType, PsInitialSystemProcess, ...) must hold in this machine: *result; for types a POBJECT_TYPE * in
 * memory that drivers may read. NULL: no such variable.
 */
void **ob_exported_type(const char *name);
/* One more such variable (`name` is static text). */
void ob_export(const char *name, void *value);
/* A new object with one pointer reference (OB_BY_CREATE), zeroed body. */
void *ob_create(POBJECT_TYPE type, size_t body_size);
POBJECT_TYPE ob_type_of(const void *body);
bool ob_is_object(const void *body);
uint32_t ob_id(const void *body);
LONG_PTR ob_pointer_count(const void *body);
LONG_PTR ob_handle_count(const void *body);
LONG_PTR ob_held(const void *body, enum ob_reason reason); /* references of this reason now */
bool ob_is_dying(const void *body); /* the last reference is gone, the memory not yet */
DISPATCHER_HEADER *ob_wait_header(void *body); /* what a wait on the object waits on; NULL: it cannot be waited on */

void ob_reference(void *body, enum ob_reason reason);
void ob_dereference(void *body, enum ob_reason reason); /* may destroy, now (PASSIVE_LEVEL) or by a worker */
/* As drivers do it: the ledger takes the call site. */
LONG_PTR ob_reference_by(void *body, uintptr_t site, ULONG tag);
LONG_PTR ob_dereference_by(void *body, uintptr_t site, ULONG tag);
/* As ob_dereference_by, but the deletion, if it comes to that, is always a worker's. */
LONG_PTR ob_dereference_deferred_by(void *body, uintptr_t site, ULONG tag);
/* A reference of the simulator's becomes the driver's (out parameters of lookups, opens): no count changes. */
void ob_hand_over(void *body, enum ob_reason reason, uintptr_t site, ULONG tag);
/* Bug check 0x18 (or the fault that NT would take) unless `body` is an object; for what drivers pass. Its value. */
void *ob_checked(const void *body);

/* The ledger: entries of drivers' references by call site, oldest first. */
struct ob_ledger_entry { uintptr_t site; ULONG tag; uint32_t image; LONG_PTR taken, dropped; uint64_t first_at, last_at; uint32_t context; const char *routine; };
/* Every object on which the image's code holds references: taken, and not dropped by it. In order of the first that any driver took. */
void ob_references_visit(uint32_t image, void (*visit)(void *context, const void *body, LONG_PTR left, uintptr_t site), void *context);
size_t ob_ledger(const void *body, struct ob_ledger_entry *entries, size_t room);

/* --- names ------------------------------------------------------------------------------------------------------------------------------- */
/* Puts the object under a full path; the directory must exist. Permanent objects keep their name (OB_BY_NAME) until made temporary. STATUS_OBJECT_NAME_COLLISION... */
NTSTATUS ob_insert(void *body, PCUNICODE_STRING path, bool permanent);
bool ob_is_permanent(const void *body);
void ob_make_temporary(void *body); /* the name goes when no handle is left */
bool ob_name(const void *body, WCHAR *text, size_t room_chars); /* full path, NUL behind; false: it has none */
/* The full path that OBJECT_ATTRIBUTES mean: RootDirectory's name in front. *path points into `text`, or to the caller's string. */
NTSTATUS ob_path(const OBJECT_ATTRIBUTES *attributes, WCHAR *text, size_t room_chars, UNICODE_STRING *path);
/* Follows directories and symbolic links (\??, \DosDevices); gives a reference (OB_BY_LOOKUP). type NULL: any. Case-insensitive. */
NTSTATUS ob_lookup(PCUNICODE_STRING path, POBJECT_TYPE type, struct ob_open *open, void **body);
NTSTATUS ob_directory_create(PCUNICODE_STRING path, bool permanent, void **body); /* with a reference (OB_BY_CREATE); body NULL: not wanted */
POBJECT_TYPE ob_directory_type(void);
POBJECT_TYPE ob_link_type(void);
/* Target of a symbolic link object; valid as long as the object is. */
UNICODE_STRING ob_link_target(const void *link);
NTSTATUS ob_link_create(PCUNICODE_STRING link, PCUNICODE_STRING target);
NTSTATUS ob_link_delete(PCUNICODE_STRING link);
/* Every link there is, in order of creation, with the code address that made it (0: the system did). */
void ob_links_visit(void (*visit)(void *context, const void *link, uintptr_t created_by), void *context);
void ob_visit(PCUNICODE_STRING directory, void (*visit)(void *context, void *body, const WCHAR *name), void *context);

/* --- handles ------------------------------------------------------------------------------------------------------------------------------- */
#define OB_PROTECT_CLOSE 1u /* attribute of a handle, beside OBJ_INHERIT: it cannot be closed but by the end of its process */
struct ob_table; /* one per process, and one for kernel handles */
struct ob_table *ob_table_create(struct ps_process *process);
struct ob_table *ob_kernel_table(void);
void ob_kernel_table_owner(struct ps_process *process); /* the System process, whose own table it is */
void ob_table_destroy(struct ob_table *table); /* must be empty */
void ob_table_close_all(struct ob_table *table); /* process exit: handles in order of value */
NTSTATUS ob_handle_create(struct ob_table *table, void *body, ACCESS_MASK granted, ULONG attributes, HANDLE *handle); /* takes OB_BY_HANDLE; OBJ_KERNEL_HANDLE: into the kernel table whatever `table` is */
/* The object of a handle with a reference (OB_BY_LOOKUP): STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED. */
NTSTATUS ob_handle_object(struct ob_table *table, HANDLE handle, POBJECT_TYPE type, ACCESS_MASK desired, KPROCESSOR_MODE mode, void **body, ACCESS_MASK *granted);
NTSTATUS ob_handle_close(struct ob_table *table, HANDLE handle);
NTSTATUS ob_handle_duplicate(struct ob_table *from, HANDLE handle, struct ob_table *to, ACCESS_MASK access, bool same_access, ULONG attributes, HANDLE *result);
/* CreateProcess: what is open in `from` with OBJ_INHERIT is open in `to`, a table that is still empty, under the same value. */
void ob_handles_inherit(const struct ob_table *from, struct ob_table *to);
/* OBJ_INHERIT and OB_PROTECT_CLOSE of a handle: those of `mask` become as in `values`. *attributes: as they are then. */
NTSTATUS ob_handle_attributes(struct ob_table *table, HANDLE handle, ULONG mask, ULONG values, ULONG *attributes);
/* The table that a handle value belongs to, for a caller in this mode: kernel handles have the sign bit. */
struct ob_table *ob_table_for(HANDLE handle, KPROCESSOR_MODE mode);
struct ob_handle_info { HANDLE handle; void *body; ACCESS_MASK granted; struct ps_process *process; uintptr_t opened_by; uint64_t opened_at; };
/* Every handle in the system, by process then value. */
void ob_handles_visit(void (*visit)(void *context, const struct ob_handle_info *info), void *context);

#endif
