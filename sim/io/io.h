/*
 * The I/O manager: drivers, devices, files, IRPs, the unload path. Entry points for the layers above (win32, scm, pnp, Zw routines) and for views.
 */
#ifndef NTSIM_IO_H
#define NTSIM_IO_H

#include "ob/ob.h"
#include "ps/ps.h"

struct image_file;

void io_boot(void); /* object types, \Driver, \FileSystem, \Device, \??, cancel lock, system workers */

/* --- files (all [moves]; PASSIVE_LEVEL; caller's handle table by ob_table_for; buffers are the requester's) ----------------------------- */
struct io_create {
    PCUNICODE_STRING path;
    ACCESS_MASK access;
    ULONG attributes;       /* OBJ_* */
    ULONG file_attributes, share, disposition, options;
    KPROCESSOR_MODE mode;
    ULONG_PTR information;  /* out */
};
NTSTATUS io_file_create(struct io_create *create, HANDLE *handle);

struct io_request {
    HANDLE file, event;     /* event may be NULL */
    UCHAR major;            /* IRP_MJ_READ, WRITE, DEVICE_CONTROL, FLUSH_BUFFERS, QUERY_INFORMATION, ... */
    ULONG code;             /* IOCTL, or information class */
    void *input, *output;   /* READ/WRITE: output resp. input only */
    ULONG input_length, output_length;
    LARGE_INTEGER offset; bool has_offset;
    IO_STATUS_BLOCK *status_block; /* requester's */
    void *apc_routine, *apc_context;
    KPROCESSOR_MODE mode;
};
/* As NtDeviceIoControlFile and friends: STATUS_PENDING for an asynchronous file object whose request is not done; a synchronous one waits. */
NTSTATUS io_request(const struct io_request *request);
/* Cancels the requests of the file (of this thread only, or all). STATUS_NOT_FOUND: there were none. */
NTSTATUS io_cancel_requests(HANDLE file, bool this_thread_only, KPROCESSOR_MODE mode, IO_STATUS_BLOCK *only);
void io_thread_exit(struct ke_thread *thread); /* cancels and waits (semantics 41) */
POBJECT_TYPE io_file_type(void);
/* The byte offset of a synchronous file; STATUS_INVALID_PARAMETER: another keeps none. */
NTSTATUS io_file_position(HANDLE file, KPROCESSOR_MODE mode, LARGE_INTEGER *position, bool set);

/* --- completion ports (completion_port.c) ---------------------------------------------------------------------------------------------------- */
struct io_completion {
    void *key, *context; /* of the file, and of the request */
    IO_STATUS_BLOCK status;
};
POBJECT_TYPE io_port_type(void);
/* A new port with a reference (OB_BY_CREATE). */
void *io_port_new(void);
/* From now on the file's requests that carry a context are told there. STATUS_INVALID_PARAMETER: a synchronous file, or one that has a port. */
NTSTATUS io_port_bind(HANDLE file, void *port, void *key, KPROCESSOR_MODE mode);
void io_port_post(void *port, const struct io_completion *done);
/* Waits for the first and takes as many as there are and have room. STATUS_TIMEOUT, STATUS_USER_APC; STATUS_ABANDONED: the last handle was closed. [moves] */
NTSTATUS io_port_take(void *port, struct io_completion *done, ULONG room, ULONG *taken, BOOLEAN alertable, PLARGE_INTEGER timeout);
/* FO_SKIP_COMPLETION_PORT: what succeeds at once is not told. FO_SKIP_SET_EVENT: the file is not signalled. */
NTSTATUS io_file_notify(HANDLE file, ULONG flags, KPROCESSOR_MODE mode);

/* Whoever delivers user APCs registers how one is queued that ends a request with apc_routine; without it such requests are not modelled. */
void io_set_user_apc(void (*queue)(struct ke_thread *thread, void *routine, void *context, IO_STATUS_BLOCK *status));

/* --- drivers ------------------------------------------------------------------------------------------------------------------------------- */
/* NtLoadDriver: `registry_path` is \Registry\Machine\System\CurrentControlSet\Services\X; runs DriverEntry in a system worker and waits. [moves] */
NTSTATUS io_driver_load(const char *service, struct image_file *file, PCUNICODE_STRING registry_path);
/* NtUnloadDriver (semantics 9-15). [moves] */
NTSTATUS io_driver_unload(const char *service);

/* What NtLoadDriver does between the registry and io_driver_load: scm registers it, for drivers that call ZwLoadDriver. `service` is the last part of the path. */
void io_set_service_loader(NTSTATUS (*load)(const char *service, PCUNICODE_STRING registry_path));
/* Tells the devices that registered for it that the system goes down: IRP_MJ_SHUTDOWN, last registered first. [moves] */
void io_shutdown(void);

enum io_unload_state { IO_LOADED, IO_UNLOAD_PENDING, IO_UNLOAD_INVOKED, IO_UNLOAD_RETURNED, IO_GONE };
struct io_driver_info {
    char name[64];
    DRIVER_OBJECT *object; /* NULL when gone */
    uint32_t image;
    enum io_unload_state state;
    NTSTATUS stop_status; /* of the last io_driver_unload */
    bool has_unload, is_pnp, entry_failed;
    uint64_t asked_at, invoked_at, returned_at, gone_at;
};
/* Every driver ever loaded, in order of load (the last load of each name). */
size_t io_drivers(struct io_driver_info *info, size_t room);
bool io_driver_find(const char *service, struct io_driver_info *info);

/* Why the driver's image stays, or Unload is not called: who holds it. For reports: kinds as in design 4.11. */
struct io_holder {
    const char *kind;      /* "open handle", "attached device", "device not deleted", "leaked reference", "work item", "no Unload routine", "PnP driver", "file object" */
    uint32_t object_id;
    char object[96];       /* "\Device\Foo", "work item", ... */
    LONG_PTR count;
    char holder[96];       /* "process app.exe, handle 0x44", "drv!Routine" */
    uintptr_t where;       /* code address where it was taken; 0 unknown */
    uint64_t at_100ns;
};
size_t io_driver_holders(const char *service, struct io_holder *holders, size_t room);

/* What a driver left behind that is gone: nobody will give it back. */
struct io_leak {
    const char *kind; /* "pool", "symbolic link", "I/O space", "resource claim", "locked pages", "IRP" */
    char object[96];  /* a pool block's tag, a link's name, ...; "" */
    size_t bytes, count;
    uintptr_t where;  /* code address where it was made; 0 unknown */
};
size_t io_driver_leaks(const char *service, struct io_leak *leaks, size_t room);

void io_on_error_log(void (*listen)(const void *object, const IO_ERROR_LOG_PACKET *packet)); /* what drivers write there */
/* Who holds a remove lock (IO_REMOVE_LOCK), by call site: for the views of a driver that waits in IoReleaseRemoveLockAndWait. */
size_t io_remove_lock_holds(const void *lock, struct io_holder *holders, size_t room);

/* --- work by the system: system worker threads (at least two); item runs at PASSIVE_LEVEL. Also what ob uses for deferred deletion ----------- */
struct io_work { struct list link; void (*run)(struct io_work *work); WORK_QUEUE_TYPE queue; bool queued; };
void io_work_queue(struct io_work *work);
/* Bug check 0xE4 when an item of ExQueueWorkItem that is still queued lies in memory that is about to go. */
void io_no_item_within(const void *start, size_t size);

/* --- IRPs (for Zw, views) ---------------------------------------------------------------------------------------------------------------------- */
PIRP io_irp_alloc(CCHAR stack_size);
NTSTATUS io_irp_send(PDEVICE_OBJECT device, PIRP irp);  /* IoCallDriver without gate */
void io_irp_complete(PIRP irp);
BOOLEAN io_irp_cancel(PIRP irp);
void io_irps_visit(void (*visit)(void *context, PIRP irp), void *context);

#endif
