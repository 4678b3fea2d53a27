/*
 * The kernel of the simulated machine, for the subsystems above it: processors, contexts, IRQL, dispatching, waiting, time, DPCs, the gate, and the one way
 * into driver code. Functions here have no gate: they are for the simulator. The exported Ke* routines are in files named after their object and are
 * thin: gate, then one of these.
 *
 * One host thread runs everything. A thread of the simulated machine runs on its own stack until it reaches ke_point (or blocks); there, another processor
 * may move. Whoever calls something marked [moves] must hold no pointer into state that another context may change, and must re-read it afterwards.
 */
#ifndef NTSIM_KE_H
#define NTSIM_KE_H

#include "base/assert.h"
#include "base/list.h"
#include "ddi/ddi.h"
#include "event/event.h"
#include "host/host.h"
#include "ke/cpu.h"
#include "ke/object_types.h"

#include <stdnoreturn.h>
#include <wdm.h>

struct image;
struct ps_process;

#define KE_PROCESSORS_MAX 32

/* --- time: 100 ns ticks since 1601; starts at a fixed date -------------------------------------------------------------------------- */
uint64_t ke_now(void);
/* System time when the machine started. */
uint64_t ke_start_time(void);
/* Time passes while the current context works (stall, polling): [moves] due timers are delivered when IRQL lets them. */
void ke_time_pass(uint64_t ticks_100ns);

/* --- threads ---------------------------------------------------------------------------------------------------------------------------- */

enum ke_thread_state { KE_READY, KE_RUNNING, KE_WAITING, KE_TERMINATED };

struct ke_wait_block {
    struct list link; /* in the waiters of the object, oldest first */
    struct ke_thread *thread;
    void *object; /* begins with a DISPATCHER_HEADER, in driver memory perhaps */
    uint64_t stamp; /* of that memory; 0: not taken, the wait has no time-out */
    uint16_t index;
};

/* What a thread is doing in driver code, innermost first; lives on the stack of the call (see ke_call). */
struct ke_activation {
    struct ke_activation *outer;
    const struct ke_call *call;
    struct image *image; /* whose code; NULL for code outside every image */
    uintptr_t routine;
    KIRQL entry_irql;
    uint8_t locks_held;
    uint32_t attached; /* as on entry */
    uint64_t serial;   /* no other has had it */
};

/* The exported routine that the thread is in, innermost first; on the stack of the routine. */
struct ke_gate {
    struct ke_gate *outer;
    enum ddi id;
    uintptr_t site; /* where the driver (or application) called from */
    const void *object;
    bool left; /* its work is done: only control has yet to go back */
};

/* KTHREAD. Waitable: begins with the documented header. */
struct ke_thread {
    DISPATCHER_HEADER header;
    uint32_t id; /* object id */
    uint8_t state; /* enum ke_thread_state */
    uint8_t priority;
    KPROCESSOR_MODE wait_mode;
    bool alertable;
    bool system;            /* created by the system or a driver, no user part */
    bool idle;
    bool terminating;
    uint8_t unknown;        /* nesting of what is not known to commute with other contexts' steps (ke/footprint.h) */
    uint64_t affinity;
    struct list ready_link; /* in the ready queue */
    struct list all_link;   /* in ke_threads() */
    uint8_t cpu;            /* where it runs, or ran last */
    KIRQL saved_irql;
    NTSTATUS wait_status;
    uint16_t wait_count;
    uint8_t wait_all;
    struct ke_wait_block *wait_blocks; /* wait_count of them */
    KIRQL wait_irql; /* at which it waits: an APC that this holds back does not break the wait */
    struct ke_due *wait_timeout;
    struct list apcs;             /* struct ke_apc, special kernel APCs to run */
    struct list user_apcs;        /* struct ke_user_apc, for alertable waits in user mode */
    bool user_apc_pending;        /* the wait was alerted: they run on the way back to the application */
    int16_t kernel_apc_disable;   /* critical regions entered, negative as in NT */
    int16_t special_apc_disable;  /* guarded regions */
    struct ke_activation *activation;
    struct ke_gate *gate;
    struct ps_process *process; /* whose memory and handles it sees: while it is attached, another's */
    struct ps_process *home;    /* while it is attached (ps/attach.c): its own */
    uint32_t attached;          /* how often */
    void *attach_state;         /* the KAPC_STATE of the newest; NULL: KeAttachProcess */
    struct host_fiber fiber;
    uintptr_t stack_low_seen; /* lowest stack pointer seen since it was created, or since a snapshot (ke/stacks.c) */
    uintptr_t user_low_seen;  /* user threads: lowest pointer into the user stack seen */
    void (*start)(void *);
    void *start_context;
    uintptr_t start_routine; /* driver's routine, for views; 0 if ours */
    NTSTATUS exit_status;
    uint32_t last_error; /* win32 */
    void *user;          /* ps: user-mode part; NULL for system threads */
    void *seh;           /* innermost __try frame (ke/seh.c) */
    void *seh_caught;    /* the frame whose filter runs, or ran last */
    struct list mutexes; /* that it owns (objects.c) */
    struct ke_sleeping *sleeping; /* locks that it holds and could sleep for (ke/lock_order.h) */
    uint16_t sleeping_count, sleeping_room;
    struct list irps;    /* io: IRPs issued by this thread */
    void *owner;         /* ps: the thread object that contains this */
    void *strand;        /* verify: the context that it runs in, for data races */
    const char *label;   /* what it is, for people: "system worker", "DriverEntry" ... */
    uint64_t wait_since;
    uintptr_t last_return; /* site of the exported routine that returned last: names a return into a vanished image */
    enum ddi last_routine;
    bool in_kernel;           /* user threads: inside a system call, or not yet in user mode */
    void *kernel_floor;       /* user threads: below this the kernel stack is unused while the application runs on its own stack */
    uintptr_t created_by;     /* driver code that created the thread, for reports */
    uint64_t created_at;
    uint32_t created_context;
    void *exception;          /* what the current handler handles (fault.c) */
    uint32_t spin_reads;
    uintptr_t spin_address;
};

static inline struct ke_thread *ke_current(void)
{
    return (*ke_moving)->current;
}

/* The process that the thread belongs to, attached or not. */
static inline struct ps_process *ke_home(const struct ke_thread *thread)
{
    return thread->attached ? thread->home : thread->process;
}

uint32_t ke_cpu_number(void);
uint32_t ke_cpu_count(void);
struct list *ke_threads(void); /* of all_link, in order of creation */

/*
 * Creates a thread that is ready to run `start(context)` at PASSIVE_LEVEL. `thread` is zeroed memory of the caller (ps embeds it in an object). The kernel
 * stack is the kernel's. When `start` returns the thread ends with exit status 0. ke_thread_started makes it ready.
 */
void ke_thread_init(struct ke_thread *thread, void (*start)(void *), void *context, const char *label);
/* Gives the old one; nothing happens when `priority` is none. */
KPRIORITY ke_thread_set_priority(struct ke_thread *thread, KPRIORITY priority);
void ke_thread_ready(struct ke_thread *thread); /* [moves] not by itself: a higher priority takes over at the next gate or lowering */
/* Ends the current thread: runs the hook that ps registered (IRPs, handles), signals the thread object. */
noreturn void ke_thread_exit(NTSTATUS status);
void ke_on_thread_exit(void (*hook)(struct ke_thread *thread));   /* registered by machine at boot */
void ke_on_thread_gone(void (*hook)(struct ke_thread *thread));   /* after it left its stack: drop the reference that a running thread holds */

/* --- IRQL ------------------------------------------------------------------------------------------------------------------------------- */
static inline KIRQL ke_irql(void)
{
    return (*ke_moving)->irql;
}
KIRQL ke_raise(KIRQL irql);  /* returns the old one */
void ke_lower(KIRQL irql);   /* [moves] drains DPCs below DISPATCH_LEVEL, delivers APCs below APC_LEVEL */

/* --- dispatcher objects ------------------------------------------------------------------------------------------------------------------ */
void ke_event_init(PRKEVENT event, EVENT_TYPE type, BOOLEAN signalled);
LONG ke_event_set(PRKEVENT event);
LONG ke_event_reset(PRKEVENT event);
void ke_semaphore_init(PRKSEMAPHORE semaphore, LONG count, LONG limit);
LONG ke_semaphore_release(PRKSEMAPHORE semaphore, LONG adjustment);
void ke_mutex_init(PRKMUTEX mutex);
/* STATUS_MUTANT_NOT_OWNED when the current thread does not own it. */
NTSTATUS ke_mutex_release(PRKMUTEX mutex, LONG *previous);
/* [moves] Timeout as KeWaitForSingleObject; NULL waits for ever. */
NTSTATUS ke_wait_one(void *object, KPROCESSOR_MODE mode, BOOLEAN alertable, PLARGE_INTEGER timeout);
NTSTATUS ke_wait_many(ULONG count, void *objects[], WAIT_TYPE type, KPROCESSOR_MODE mode, BOOLEAN alertable, PLARGE_INTEGER timeout);
NTSTATUS ke_delay(KPROCESSOR_MODE mode, BOOLEAN alertable, PLARGE_INTEGER interval); /* [moves] */
/* Marks a header as signalled and lets its waiters through (threads, processes: state stays signalled). */
void ke_signal(DISPATCHER_HEADER *header);

/* --- timers, DPCs, APCs ------------------------------------------------------------------------------------------------------------------ */
void ke_timer_init(PKTIMER timer, TIMER_TYPE type);
BOOLEAN ke_timer_set(PKTIMER timer, LARGE_INTEGER due, LONG period_ms, PKDPC dpc);
BOOLEAN ke_timer_cancel(PKTIMER timer);
void ke_dpc_init(PRKDPC dpc, PKDEFERRED_ROUTINE routine, PVOID context);
BOOLEAN ke_dpc_queue(PRKDPC dpc, PVOID argument1, PVOID argument2);
BOOLEAN ke_dpc_remove(PRKDPC dpc);
void ke_dpc_flush(void); /* [moves] until every DPC queued so far on any processor has run; PASSIVE_LEVEL */

/* A deadline of the simulator itself (wait timeouts, device latency, IoTimer): `fire` runs at DISPATCH_LEVEL on some processor; where `irql` is CLOCK_LEVEL, at that. */
struct ke_due {
    uint64_t time_100ns, sequence;
    void (*fire)(struct ke_due *due);
    void *context;
    uint32_t ticket;     /* its place in the heap of deadlines; 0: not armed */
    bool background;     /* does not keep the machine busy: periodic housekeeping of ours */
    bool has_line;       /* a device's: it may raise `line`, so the search may choose that it happens earlier */
    uint8_t irql, line;  /* set before arming, not while armed */
};
void ke_due_arm(struct ke_due *due, uint64_t time_100ns);
void ke_due_disarm(struct ke_due *due);

/* A special kernel APC of the simulator: runs in the thread at APC_LEVEL, breaking into waits, held back at APC_LEVEL and in guarded regions. */
struct ke_apc {
    struct list link;
    void (*run)(struct ke_apc *apc);
};
void ke_apc_queue(struct ke_thread *thread, struct ke_apc *apc);

/* A user APC: routine(argument, ...) runs in the application. [moves] not by itself */
typedef void ke_user_apc_routine(void *argument1, void *argument2, void *argument3);
struct ke_user_apc {
    struct list link;
    ke_user_apc_routine *routine;
    void *argument[3];
};
void ke_user_apc_queue(struct ke_thread *thread, ke_user_apc_routine *routine, void *argument1, void *argument2, void *argument3);
/* Whether an alertable wait ends at once; notes that the APCs are due. */
bool ke_user_apc_waiting(struct ke_thread *thread);
void ke_user_apc_deliver(struct ke_thread *thread);

/* --- spin locks -------------------------------------------------------------------------------------------------------------------------- */
/* A lock of the simulator's own (cancel lock, device queues): same rules, same scheduling, never in driver memory. IRQL is raised to DISPATCH_LEVEL. */
KIRQL ke_lock(KSPIN_LOCK *lock);           /* [moves] */
void ke_unlock(KSPIN_LOCK *lock, KIRQL irql); /* [moves] */

/* --- the gate (design 4.3) ----------------------------------------------------------------------------------------------------------------- */
/*
 * First line of every exported routine: ddi_enter(KeSetEvent, Event). Checks IRQL against the row, emits EV_CALL with the call site, is a scheduling point if
 * the row says so, and leaves by itself at the end of the scope (cleanup attribute), where rows flagged WAKES let others run before control returns.
 */
void ke_gate_enter(struct ke_gate *gate);
void ke_gate_leave(struct ke_gate *gate);
/* The site lies within the call: what is behind a call that does not come back is another line, or another routine. */
#define ddi_enter(routine, about)                                                                                                                            \
    struct ke_gate gate_ __attribute__((cleanup(ke_gate_leave))) = {.id = DDI_##routine, .site = (uintptr_t)__builtin_return_address(0) - 1, .object = (about)}; \
    ke_gate_enter(&gate_)
/* For paths of a modelled routine that are not: stops the run with outcome `not modelled`, naming the routine and what is missing. */
noreturn void ke_not_modelled(const char *what);
/* The same, for what a driver does by itself at the site, without a routine. */
noreturn void ke_not_modelled_at(uintptr_t site, const char *what);

/* A scheduling point that is not a gate (between two steps of a routine). [moves] */
void ke_point(void);
/*
 * A routine of a driver's is out of its queue and not yet called: who cancels, frees or unloads now on another processor is told that nothing is queued. Even a
 * routine that calls nothing can so be late. [moves]
 */
void ke_point_before(uint32_t object);

/* --- the one way into driver code (design 4.4) --------------------------------------------------------------------------------------------- */
enum ke_routine {
    KE_DRIVER_ENTRY, KE_DRIVER_UNLOAD, KE_REINITIALIZE, KE_ADD_DEVICE, KE_DISPATCH, KE_COMPLETION, KE_CANCEL, KE_START_IO, KE_DPC, KE_TIMER_DPC, KE_ISR,
    KE_SYNCHRONIZE, KE_WORK_ITEM, KE_THREAD, KE_IO_TIMER, KE_CALLBACK, KE_CSQ, KE_NOTIFY, KE_BUGCHECK_CALLBACK, KE_ROUTINE_KINDS
};
struct ke_call {
    enum ke_routine kind;
    const void *routine; /* code address in the driver */
    uint32_t generation; /* id of the image when the pointer was handed to us (ke_generation); 0: not known, the image now there counts */
    const void *holder;  /* the object that holds the pointer: timer, IRP, device... */
    const char *holder_kind; /* "timer", "work item", ...: for reports */
    uintptr_t armed_by;  /* code address of who armed it, 0 unknown */
    uint64_t armed_at;
    uint32_t armed_context; /* thread id */
    uintptr_t argument[8];
};
/*
 * [moves] Calls the driver and returns what it returned (callers cast to NTSTATUS or BOOLEAN). A routine of a vanished image is the bug check that NT would
 * raise (0xCE, 0xD4). On return IRQL, spin locks, critical regions and the cancel lock must be as on entry.
 */
uintptr_t ke_call(const struct ke_call *call);
/* The call of a driver that the current thread is in: a number that no other has. 0: none. */
uint64_t ke_call_serial(void);
/* Whether that call has not returned yet. */
bool ke_call_lasts(uint64_t serial);
/* Image generation of a routine, to be kept where the pointer is kept. */
uint32_t ke_generation(const void *routine);
/* Where the driver is that called us: site of the innermost gate (0 if none). */
static inline uintptr_t ke_call_site(void)
{
    const struct ke_cpu *cpu = *ke_moving;
    return cpu && cpu->current->gate ? cpu->current->gate->site : 0;
}
/* The image that called the innermost gate, or whose routine is running; NULL. */
struct image *ke_caller_image(void);

/* --- the end of a run -------------------------------------------------------------------------------------------------------------------------- */
noreturn void ke_bugcheck(ULONG code, ULONG_PTR p1, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4);
/* Same, with the culprit and the object told: */
struct ke_blame {
    uintptr_t pc;            /* driver code at fault; 0: the innermost call site */
    uintptr_t routine;       /* the routine that should not have run */
    const char *object_kind; /* what still pointed to it */
    const void *object;
    uint32_t object_id;
    uintptr_t armed_by;
    uint64_t armed_at;
    uint32_t armed_context;
    const char *armed_what;  /* "freed by"; NULL: "armed by" */
    uint32_t gone_image;     /* id of the image that was called although it is gone; 0 */
    const char *sentence;    /* one more clause in plain words, or NULL */
};
/* A clause for `sentence`; it stays until the next one is made. */
const char *ke_sentence(const char *format, ...) __attribute__((format(printf, 1, 2)));
noreturn void ke_bugcheck_blame(ULONG code, ULONG_PTR p1, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4, const struct ke_blame *blame);
/* A broken rule as a finding: noted in the report; the run goes on. */
void ke_finding(const char *rule, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Of another place than that where the system was called. */
void ke_finding_at(uintptr_t site, const char *rule, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Where the spin lock was taken that the driver's routine now running took last and still holds; 0: it holds none. */
uintptr_t ke_lock_kept(void);
/* A finding when the spin lock is held while `routine`, which may take locks and call other drivers, is called. */
void ke_finding_lock_kept(const char *routine);
/* A finding when an object of the kernel's (an event, ...) is put where it may be paged out. */
void ke_finding_paged(const void *object, const char *kind);
/* Of two places in code. */
void ke_finding_between(const char *rule, uintptr_t site, uintptr_t other_site, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* --- object ids: small numbers in order of creation, per kind letter; labels like "E3" in schedules and traces ------------------------------------ */
enum ke_label { LABEL_NONE, LABEL_THREAD, LABEL_EVENT, LABEL_TIMER, LABEL_DPC, LABEL_SEMAPHORE, LABEL_MUTEX, LABEL_LOCK, LABEL_IRP, LABEL_DEVICE, LABEL_DRIVER,
                LABEL_FILE, LABEL_OBJECT, LABEL_POOL, LABEL_WORK, LABEL_OTHER };
/* A new id for the object at this address (an earlier one of the address is forgotten). */
uint32_t ke_label_new(const void *object, enum ke_label kind);
/* The id of the object, made now if it has none. id >> 24 is the kind, the rest counts from 1. */
uint32_t ke_label_of(const void *object, enum ke_label kind);
uint32_t ke_label_find(const void *object); /* 0: none */
void ke_label_drop(const void *object);

#endif
