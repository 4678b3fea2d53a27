/*
 * Completion ports: a queue of the requests of its files that are done, from which any thread takes them. (Windows makes the queue wake the last waiter first
 * and holds threads back beyond a number; here the first waiter is woken, and none is held back.)
 */
#include "choice/footprint.h"
#include "io/state.h"

struct io_port { /* body of the object: what a wait waits on comes first */
    KSEMAPHORE filled; /* one for each packet */
    struct list packets;
    bool closed; /* no handle leads to it any more */
};

struct packet {
    struct list link;
    struct io_completion done;
};

/* More than threads can wait. */
#define EVERYBODY 0x10000

static struct packet *first_of(struct io_port *port)
{
    struct packet *packet = list_of(port->packets.next, struct packet, link);
    list_remove(&packet->link);
    return packet;
}

static void last_handle(void *body)
{
    struct io_port *port = body;
    port->closed = true;
    footprint_write(port, sizeof *port);
    ke_semaphore_release(&port->filled, EVERYBODY);
}

static void destroy(void *body)
{
    struct io_port *port = body;
    while (!list_empty(&port->packets))
        sim_free(first_of(port), sizeof(struct packet));
}

void io_ports_boot(void)
{
    static const struct ob_type_ops ops = {.name = "IoCompletion", .waitable = true, .last_handle = last_handle, .destroy = destroy, .any_irql = true};
    io->port_type = ob_type_create(&ops);
}

POBJECT_TYPE io_port_type(void)
{
    return io->port_type;
}

void *io_port_new(void)
{
    struct io_port *port = ob_create(io->port_type, sizeof *port);
    ke_semaphore_init(&port->filled, 0, MAXLONG);
    ke_label_of(&port->filled, LABEL_SEMAPHORE);
    list_init(&port->packets);
    return port;
}

void io_port_post(void *body, const struct io_completion *done)
{
    struct io_port *port = body;
    struct packet *packet = sim_alloc(sizeof *packet);
    packet->done = *done;
    list_append(&port->packets, &packet->link);
    footprint_write(port, sizeof *port);
    ke_semaphore_release(&port->filled, 1);
}

static void take_one(struct io_port *port, struct io_completion *done)
{
    struct packet *packet = first_of(port);
    footprint_write(port, sizeof *port);
    *done = packet->done;
    sim_free(packet, sizeof *packet);
}

NTSTATUS io_port_take(void *body, struct io_completion *done, ULONG room, ULONG *taken, BOOLEAN alertable, PLARGE_INTEGER timeout)
{
    struct io_port *port = body;
    LARGE_INTEGER now = {.QuadPart = 0};
    NTSTATUS status = ke_wait_one(&port->filled, UserMode, alertable, timeout);
    for (*taken = 0; status == STATUS_SUCCESS; status = ke_wait_one(&port->filled, KernelMode, FALSE, &now)) {
        if (port->closed)
            return STATUS_ABANDONED;
        take_one(port, &done[(*taken)++]);
        if (*taken == room)
            break;
    }
    return *taken ? STATUS_SUCCESS : status;
}

/* --- files ------------------------------------------------------------------------------------------------------------------------------------ */

/* NtSetInformationFile(FileCompletionInformation): once for a file, and only for one whose requests may be under way while the caller goes on. */
static NTSTATUS bind(struct io_file *own, void *port, void *key)
{
    struct io_file_link *link = io_file_link(own);
    if (!link || link->port || (own->object.Flags & FO_SYNCHRONOUS_IO))
        return STATUS_INVALID_PARAMETER;
    ob_reference(port, OB_BY_FILE);
    link->port = port;
    link->key = key;
    link->context = mm_object_alloc(sizeof *link->context, 'cPoI');
    *link->context = (IO_COMPLETION_CONTEXT){.Port = port, .Key = key};
    own->object.CompletionContext = link->context;
    return STATUS_SUCCESS;
}

NTSTATUS io_port_bind(HANDLE file, void *port, void *key, KPROCESSOR_MODE mode)
{
    void *body;
    NTSTATUS status = ob_handle_object(ob_table_for(file, mode), file, io->file_type, 0, mode, &body, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = bind(body, port, key);
    ob_dereference(body, OB_BY_LOOKUP);
    return status;
}

NTSTATUS io_file_notify(HANDLE file, ULONG flags, KPROCESSOR_MODE mode)
{
    void *body;
    NTSTATUS status = ob_handle_object(ob_table_for(file, mode), file, io->file_type, 0, mode, &body, NULL);
    if (!NT_SUCCESS(status))
        return status;
    ((FILE_OBJECT *)body)->Flags |= flags;
    ob_dereference(body, OB_BY_LOOKUP);
    return STATUS_SUCCESS;
}

/* A request without a context of its own (no OVERLAPPED, or one whose event's low bit is set) is not told. */
void io_port_tell(const struct io_irp *own)
{
    void *context = own->irp->Overlay.AsynchronousParameters.UserApcContext;
    const struct io_file_link *link = own->file && context ? io_file_link((struct io_file *)own->file) : NULL;
    if (!link || !link->port || ((own->file->Flags & FO_SKIP_COMPLETION_PORT) && !own->irp->PendingReturned))
        return;
    io_port_post(link->port, &(struct io_completion){link->key, context, own->irp->IoStatus});
}

/* The file goes. */
void io_port_leave(struct io_file_link *link)
{
    if (!link->port)
        return;
    ob_dereference(link->port, OB_BY_FILE);
    mm_object_free(link->context);
}
