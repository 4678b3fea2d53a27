/*
 * The I/O manager's state: one struct in the arena, one pointer. Private to sim/io.
 *
 * Documented structures (DRIVER_OBJECT, DEVICE_OBJECT, FILE_OBJECT, IRP) lie where drivers read and write them and hold
 * what NT's hold. What is ours lies in the private heap; the way from the one to the other is a checked pointer in
 * front of the IRP, and behind driver and device objects.
 *
 * Nothing here needs a lock: another context runs only where a function marked [moves] is called.
 */
#ifndef NTSIM_IO_STATE_H
#define NTSIM_IO_STATE_H

#include "arena/map.h"
#include "image/image.h"
#include "io/io.h"

#include <ntddk.h>
#include <string.h>

#define IO_CHECK     0x696F636865636B21u
/* What tells a pointer of ours that lies beside a driver's object, and that the driver may have overwritten, from one that it has. */
static inline uintptr_t io_check(const void *object, const void *own)
{
    return IO_CHECK ^ (uintptr_t)object ^ ((uintptr_t)own << 1);
}
#define IO_IRP_SIZES 16 /* stack sizes whose records are kept for the next IRP */

/* Who gave us a routine, and when: kept wherever a routine is kept. */
struct io_armed {
    const void *routine;
    uint32_t generation, context;
    uintptr_t by;
    uint64_t at;
};

/* --- drivers
 * -------------------------------------------------------------------------------------------------------------------------------
 */

struct io_driver {
    struct list link; /* io->drivers, in order of load */
    char service[64];
    DRIVER_OBJECT *object; /* NULL when gone */
    struct image *image;
    uint32_t image_id, id;
    enum io_unload_state state;
    bool loading, entry_failed, unload_running, had_unload, was_pnp;
    uint32_t waiters; /* threads inside io_driver_unload: the record must stay */
    NTSTATUS stop_status;
    uint64_t loaded_at, asked_at, invoked_at, returned_at, gone_at;
    KEVENT unloaded;
    struct io_work unload_work;
    struct list extensions; /* struct io_extension */
    struct io_section *section; /* what DriverSection was set to */
    WCHAR *name, *key;      /* what DriverName.Buffer and ServiceKeyName.Buffer must be */
};

struct io_driver_body {
    DRIVER_OBJECT object;
    DRIVER_EXTENSION extension;
    struct io_driver *own;
    uintptr_t check;
};

/* --- devices: DOE flags as on NT, which drivers do not see
 * ------------------------------------------------------------------------------- */
#define DOE_UNLOAD_PENDING   0x01
#define DOE_DELETE_PENDING   0x02
#define DOE_REMOVE_PENDING   0x04
#define DOE_REMOVE_PROCESSED 0x08
#define DOE_PENDING          (DOE_UNLOAD_PENDING | DOE_DELETE_PENDING | DOE_REMOVE_PENDING | DOE_REMOVE_PROCESSED)

struct io_device {
    struct list link; /* io->devices, in order of creation */
    DEVICE_OBJECT *object;
    struct io_driver *driver;
    uint32_t id, doe;
    DEVICE_OBJECT *attached_to; /* the device below */
    DEVICE_OBJECT *upper;       /* what AttachedDevice must be */
    bool listed;                /* in the list of its driver */
    uintptr_t created_by, attached_by;
    uint64_t created_at, attached_at, deleted_at;
    ULONG extension_size;
    uint64_t created_in; /* call of the driver (ke_call_serial) */
    bool deleted;  /* IoDeleteDevice was called */
    char name[96]; /* kept for reports: the object's own goes with IoDeleteDevice */
    /* StartIo */
    bool start_io_deferred, start_io_non_cancelable, start_io_pending, start_io_by_key, start_io_cancelable;
    uint32_t start_io_depth;
    ULONG start_io_key;
};

struct io_device_tail { /* behind the driver's extension */
    DEVOBJ_EXTENSION extension;
    struct io_device *own;
    uintptr_t check;
};

/* --- files
 * -----------------------------------------------------------------------------------------------------------------------------------
 */

struct io_file { /* body of a file object; of the tail only what is checked first is followed */
    FILE_OBJECT object;
    struct io_file_link *link;
    ACCESS_MASK granted;
    uintptr_t opened_by;
    uint64_t opened_at;
    uint32_t opened_context;
    bool opened; /* CREATE succeeded: CLEANUP and CLOSE are due */
};

struct io_file_link { /* in the private heap */
    struct list link; /* io->files, in order of opening */
    struct io_file *file;
    void *port, *key; /* completion_port.c; NULL: none */
    IO_COMPLETION_CONTEXT *context;
};

/* NULL: the tail of the file object was overwritten. */
static inline struct io_file_link *io_file_link(const struct io_file *own)
{
    struct io_file_link *link = own->link;
    return arena_of(link) == ARENA_PRIVATE && link->file == own ? link : NULL;
}
struct io_irp;
void io_ports_boot(void);
void io_port_tell(const struct io_irp *own);
void io_port_leave(struct io_file_link *link);

/* --- IRPs
 * ------------------------------------------------------------------------------------------------------------------------------------
 */
/*
 *   io_irp_alloc -> io_irp_send ... io_irp_complete walks up -> top:  WAITED     the issuer's event is set, the IRP
 * freed REQUEST    stage 2 by the issuer, or by APC in its thread; freed SYNC_FSD   stage 2 by APC; freed ASYNC_FSD
 * stage 2 at once; freed DRIVERS    nobody: it should have been taken back
 */
enum io_irp_kind {
    IO_IRP_DRIVERS,
    IO_IRP_REQUEST,
    IO_IRP_WAITED,
    IO_IRP_SYNC_FSD,
    IO_IRP_ASYNC_FSD,
    IO_IRP_ASSOCIATED
};

enum io_issue {
    IO_ISSUE_OPEN,
    IO_ISSUE_DEFERRED,
    IO_ISSUE_TAKEN
}; /* not completed; completed and the issuer's to finish; stage 2 is elsewhere */

struct io_ticket { /* on the issuer's stack while its call down lasts */
    enum io_issue state;
};

/*
 * What a dispatch routine that is running has done with its IRP (contract.c). It is told to whoever completes the IRP, and outlives it: not on the stack, because an
 * exception may leave the call without a return.
 */
struct io_dispatch {
    struct io_dispatch *outer; /* of the IRP's: it was sent there before */
    uint8_t location;
    bool returned;      /* or never will: nobody looks at it any more */
    bool sent_down;
    NTSTATUS below;     /* what the driver below returned then */
    bool left;          /* the request has left the location, completed; or the IRP is gone */
    bool marked;        /* pending, when it left */
    bool gone;          /* freed without having been completed there */
    NTSTATUS status;    /* that it left with */
    uintptr_t left_by;  /* IoCompleteRequest's call site */
};

struct io_wait { /* on the issuer's stack until the request is done */
    KEVENT event;
    IO_STATUS_BLOCK status;
    bool done;
};

struct io_irp {
    struct list all;       /* io->irps, in order of creation */
    struct list by_thread; /* ke_thread.irps */
    IRP *irp;
    uint64_t sequence;
    uint32_t id;
    uint8_t kind, stack_size;
    bool foreign;             /* in the driver's own memory: IoInitializeIrp */
    bool below;               /* sent, and not come back up yet */
    bool completed;           /* reached the top */
    bool pool_buffer;         /* SystemBuffer is a pool block that the driver might free */
    struct ke_thread *thread; /* issuing; NULL: none */
    struct ps_process *process; /* whose memory the thread saw then */
    FILE_OBJECT *file;        /* held by OB_BY_IRP */
    void *event;              /* event object, held by OB_BY_LOOKUP */
    uint64_t event_stamp, status_stamp; /* of what a driver wants to be answered by, where that lies on a stack; 0 */
    ULONG copy_limit;         /* room in the requester's buffer */
    struct io_ticket *ticket;
    struct io_wait *wait;
    struct ke_apc apc;
    struct io_armed cancel;
    uintptr_t created_by;
    uint64_t created_at;
    uintptr_t completed_by;      /* call site of the last IoCompleteRequest */
    uintptr_t master_by;         /* call site of IoMakeAssociatedIrp for this IRP */
    DEVICE_OBJECT *sent_to;
    struct io_dispatch *running; /* dispatch routines that have it, the last one called first */
    struct io_irp *next_free;
    struct io_armed completion[]; /* by stack location */
};

struct io_irp_prefix {
    struct io_irp *own;
    uintptr_t check;
};
_Static_assert(sizeof(struct io_irp_prefix) == 16, "an IRP is 16-byte aligned");

/* --- the rest
 * -------------------------------------------------------------------------------------------------------------------------------
 */

struct io_queue {      /* of system workers */
    struct list items; /* struct io_work */
    KSEMAPHORE more;
    uint32_t workers, idle;
    uint8_t priority;
    const char *label;
};
enum { IO_QUEUE_DELAYED, IO_QUEUE_CRITICAL, IO_QUEUE_HYPERCRITICAL, IO_QUEUES };

struct io_state {
    POBJECT_TYPE driver_type, device_type, file_type, port_type;
    KSPIN_LOCK cancel_lock;
    uintptr_t cancel_lock_by;
    struct list drivers, devices, files, irps;
    uint64_t irp_sequence;
    struct map foreign_irps; /* IRP in driver memory -> struct io_irp */
    struct io_irp *free_irps[IO_IRP_SIZES];
    struct io_dispatch *free_dispatches;
    struct io_queue queues[IO_QUEUES];
    struct map remove_locks;  /* IO_REMOVE_LOCK -> who holds it */
    struct list remove_lock_ledgers;
    struct map work_items;    /* PIO_WORKITEM or PWORK_QUEUE_ITEM -> struct io_item */
    struct list active_items; /* struct io_item, queued or running, in order of queueing */
    struct list completions;  /* struct io_safe_completion */
    struct list timers;       /* struct _IO_TIMER */
    struct io_ticker *ticker;
    struct list shutdown, last_chance_shutdown, reinitialize, boot_reinitialize;
    UNICODE_STRING *hardware_database;
    struct io_section *sections; /* the head of the loader's lists */
    CONFIGURATION_INFORMATION *configuration;
    GENERIC_MAPPING *file_mapping;
    struct map top_level_irps; /* thread -> IRP */
    uint32_t autogenerated_names;
    uint32_t error_log_entries;
    void (*error_log)(const void *object, const IO_ERROR_LOG_PACKET *packet);
    NTSTATUS (*service_loader)(const char *service, PCUNICODE_STRING registry_path);
    void (*user_apc)(struct ke_thread *thread, void *routine, void *context, IO_STATUS_BLOCK *status);
};
extern struct io_state *io;

/* --- from documented to ours
 * ---------------------------------------------------------------------------------------------------------------- */

struct io_irp *io_irp_foreign(const IRP *irp);
struct io_device *io_device_slow(const DEVICE_OBJECT *device);

/* NULL: no IRP of ours (any more). */
static inline struct io_irp *io_irp_of(const IRP *irp)
{
    if (arena_of(irp) == ARENA_NONPAGED && (uintptr_t)irp % _Alignof(IRP) == 0) {
        const struct io_irp_prefix *prefix = (const struct io_irp_prefix *)irp - 1;
        if (prefix->check == io_check(irp, prefix->own))
            return prefix->own;
    }
    return io_irp_foreign(irp);
}

/* NULL: no device (any more). */
static inline struct io_device *io_device_of(const DEVICE_OBJECT *device)
{
    const struct io_device_tail *tail = (const struct io_device_tail *)(const void *)device->DeviceObjectExtension;
    if (arena_of(tail) == ARENA_NONPAGED && (uintptr_t)tail % _Alignof(struct io_device_tail) == 0 && tail->check == io_check(device, tail->own))
        return tail->own;
    return io_device_slow(device);
}

/* Bug check unless it is one, naming who passed it. */
struct io_device *io_device_checked(const DEVICE_OBJECT *device);
struct io_driver *io_driver_checked(const DRIVER_OBJECT *driver);
struct io_irp *io_irp_checked(IRP *irp); /* adopts an IRP that the driver made in its own memory */

/* --- what a driver left behind (leaks.c, left.c) --------------------------------------------------------------------- */

struct io_leak_search { /* for one driver */
    const struct io_driver *driver;
    struct io_leak *leaks;
    size_t room, n;
};
void io_leak_add(struct io_leak_search *search, const char *kind, const char *object, size_t bytes, uintptr_t where);
/* The images of one file lie at the same place: the last of them, loaded or gone, answers for all. */
bool io_leak_is_ours(const struct io_leak_search *search, uintptr_t site);
void io_leaks_registered(struct io_leak_search *search);
/* The image went with lookaside lists in its data: the system's next look at them finds that. */
void io_lookasides_left(const struct image *image);

/* --- damaged.c: documented fields that drivers could have overwritten. A bug check if they did. */
noreturn void io_overwritten(const struct io_driver *driver, const void *object, const char *kind, const void *found, const char *sentence);
/* The driver's devices, the youngest first; NULL: no more. */
struct io_device *io_driver_device(const struct io_driver *driver, const struct io_device *before);
DRIVER_OBJECT *io_device_driver(const struct io_device *own);
DEVICE_OBJECT *io_device_upper(const struct io_device *own);
CCHAR io_device_stack_size(const DEVICE_OBJECT *device);
DRIVER_EXTENSION *io_driver_extension(const struct io_driver *driver);
void io_string_free(const struct io_driver *driver, const UNICODE_STRING *string, WCHAR *made);
/* `mdl`, the nth of the request's chain. */
MDL *io_irp_mdl(const struct io_irp *own, MDL *mdl, unsigned nth);

/* --- armed
 * ------------------------------------------------------------------------------------------------------------------------------------
 */

void io_arm(struct io_armed *armed, const void *routine);
/* The call of an armed routine; arguments by the caller. */
struct ke_call io_call_of(enum ke_routine kind, const struct io_armed *armed, const void *holder,
                          const char *holder_kind);

/* --- driver.c, unload.c --- */
void io_drivers_boot(void);
struct io_driver *io_driver_named(const char *service);
NTSTATUS io_invalid_device_request(DEVICE_OBJECT *device, IRP *irp);
/* A device of the driver became free: a pending unload may go on (semantics 18, 19). */
void io_unload_check(struct io_driver *driver);
void io_unload_work(struct io_work *work);
/* --- device.c, attach.c --- */
void io_devices_boot(void);
void io_device_ready_all(DRIVER_OBJECT *driver);
/* Told when DO_DEVICE_INITIALIZING is why the device cannot be `what` ("opened"); a finding when its driver has forgotten it. */
void io_device_check_ready(const struct io_device *own, const char *what);
void io_device_released(
    struct io_device *device); /* its ReferenceCount or its attachment went: finishes what was waiting for that */
DEVICE_OBJECT *io_top(DEVICE_OBJECT *device);
void io_device_name(const DEVICE_OBJECT *device, char *text, size_t room); /* "\\Device\\Foo", or what else it is */
/* --- file.c, file_close.c --- */
void io_files_boot(void);
DISPATCHER_HEADER *io_file_wait_header(void *body);
NTSTATUS io_device_parse(void *body, struct ob_open *open, void **result);
NTSTATUS io_open(PCUNICODE_STRING path, struct io_create *create, FILE_OBJECT **file); /* no handle; OB_BY_LOOKUP */
void io_file_last_handle(void *body);
void io_file_destroy(void *body);
DEVICE_OBJECT *io_related_device(const FILE_OBJECT *file);
NTSTATUS io_file_lock(FILE_OBJECT *file, KPROCESSOR_MODE mode);
void io_file_unlock(FILE_OBJECT *file);
/* --- irp.c --- */
struct io_irp *io_irp_new(CCHAR stack_size, enum io_irp_kind kind, uintptr_t site);
struct io_irp *io_irp_adopt(IRP *irp, uintptr_t site);
void io_irp_free(struct io_irp *own);
void io_irp_to_thread(struct io_irp *own, struct ke_thread *thread);
void io_irp_off_thread(struct io_irp *own);
IO_STACK_LOCATION *io_irp_next(IRP *irp);
/* Sends and waits for a request that the I/O manager makes for itself; the IRP is gone afterwards. [moves] */
NTSTATUS io_irp_send_and_wait(DEVICE_OBJECT *device, struct io_irp *own, ULONG_PTR *information);
/* --- call.c --- */
NTSTATUS io_send(DEVICE_OBJECT *device, IRP *irp, uintptr_t site); /* site: who sends, for the trace */
/* --- contract.c: between a dispatch routine, its IRP and who called it (semantics 38, 39) --- */
struct io_dispatch *io_dispatch_begin(struct io_irp *own, int location);
/* The one that sends its IRP on, to the location; NULL: none that is still running. */
struct io_dispatch *io_dispatch_sending(const struct io_irp *own, int location);
/* The routine has returned; bug check 0xC9 unless it said what it did. The IRP may be gone. */
void io_dispatch_end(struct io_dispatch *running, IRP *irp, const void *routine, NTSTATUS status);
/* A request leaves a location on its way up. */
void io_dispatch_left(const struct io_irp *own, int location, bool marked);
void io_dispatch_gone(struct io_irp *own);
/* --- complete2.c --- */
void io_irp_unlock_mdls(const struct io_irp *own);
void io_irp_stage_2(struct io_irp *own);
void io_irp_stage_2_apc(struct ke_apc *apc);
void io_irp_drop(struct io_irp *own);
/* --- buffer.c --- */
struct io_buffers { /* what a request brings; zero lengths: none */
    void *input, *output;
    ULONG input_length, output_length;
    KPROCESSOR_MODE mode;
};
NTSTATUS io_probe(const void *start, SIZE_T length, KPROCESSOR_MODE mode, bool write);
NTSTATUS io_buffers_by_method(struct io_irp *own, const struct io_buffers *buffers, ULONG method);
NTSTATUS io_buffers_for_transfer(struct io_irp *own, const struct io_buffers *buffers, ULONG device_flags);
NTSTATUS io_mdl_attach(IRP *irp, void *start, ULONG length, KPROCESSOR_MODE mode, LOCK_OPERATION operation);
/* --- cancel.c --- */
KIRQL io_cancel_lock(void);
void io_cancel_unlock(KIRQL irql);
/* --- device_queue.c: for those already at DISPATCH_LEVEL --- */
BOOLEAN io_queue_insert(KDEVICE_QUEUE *queue, KDEVICE_QUEUE_ENTRY *entry);
BOOLEAN io_queue_insert_by_key(KDEVICE_QUEUE *queue, KDEVICE_QUEUE_ENTRY *entry, ULONG key);
KDEVICE_QUEUE_ENTRY *io_queue_remove(KDEVICE_QUEUE *queue);
KDEVICE_QUEUE_ENTRY *io_queue_remove_by_key(KDEVICE_QUEUE *queue, ULONG key);
/* --- iotimer.c, shutdown.c, reinit.c, work.c, driver_extension.c --- */
void io_timer_forget(DEVICE_OBJECT *device);
void io_shutdown_forget(DEVICE_OBJECT *device);
void io_reinitialize_all(void);
void io_reinitialize_forget(DRIVER_OBJECT *driver);
void io_workers_boot(void);
void io_extensions_free(struct io_driver *driver);
/* section.c: the loader's entry of an image, `size` in bytes. */
void io_sections_boot(void);
void io_section_new(struct io_driver *driver, size_t size);
void io_section_gone(struct io_driver *driver);
/* Who holds the driver by work items and by completion routines set with IoSetCompletionRoutineEx. */
/* Remove locks that the driver waits for, each by who has it. */
size_t io_remove_locks_awaited(const struct io_driver *driver, struct io_holder *holders, size_t room);
size_t io_items_holding(const struct io_driver *driver, struct io_holder *holders, size_t room);
size_t io_completions_holding(const struct io_driver *driver, struct io_holder *holders, size_t room);

noreturn void io_verifier_stop(ULONG_PTR code, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4, const char *kind,
                               const void *object, const char *sentence);

#endif
