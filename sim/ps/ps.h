/*
 * Processes and threads as objects; entering the kernel from an application.
 */
#ifndef NTSIM_PS_H
#define NTSIM_PS_H

#include "ob/ob.h"

struct image_file;

/* EPROCESS. Waitable: begins with the documented header; signalled when it has ended. */
struct ps_process {
    DISPATCHER_HEADER header;
    uint32_t pid;
    char name[32];
    char file_name[15]; /* the beginning of it, for drivers */
    struct ob_table *handles;
    struct list link, threads; /* struct ps_thread.link */
    struct image_file *module; /* application; NULL: System */
    uint32_t exit_code;
    bool exiting, exited;
    void *win32;       /* win32's per-process state */
    uint32_t running_threads;
    uint32_t parent_pid;
    uint64_t created_at, exited_at;
    char *image_name, *command_line; /* UTF-8, for drivers that hear of processes; NULL: not known */
    bool introduced;                 /* drivers have heard of it */
};

/* ETHREAD: the object; the kernel's part first. */
struct ps_thread {
    struct ke_thread ke;
    struct list link;
    uint32_t tid;
    uint8_t *user_stack;       /* lowest address; NULL for system threads */
    size_t user_stack_size;
    void *kernel_stack_top;    /* where system calls run while the user part is on its own stack */
    uintptr_t (*user_start)(void *);
    void *user_argument;
    KPROCESSOR_MODE previous_mode;
    uint64_t created_at, system_calls;
    KEVENT *resume;            /* made suspended: what it waits for; an object of the thread's, or NULL */
    int8_t relative_priority;  /* SetThreadPriority */
    DEVICE_OBJECT *device_to_verify; /* IoSetHardErrorOrVerifyDevice */
    bool hard_errors_off;      /* IoSetThreadHardErrorMode */
    struct ke_apc end_apc;     /* breaks into a wait when the thread is to end */
    struct ke_call driver;     /* PsCreateSystemThread: the driver's routine and who started it */
};

void ps_boot(void);
POBJECT_TYPE ps_process_type(void);
POBJECT_TYPE ps_thread_type(void);
/* io registers how the IRPs of a thread that ends are cancelled and waited for. */
void ps_on_irps_end(void (*hook)(struct ke_thread *thread));
/* Machine or win32 registers what else goes when a process has closed its handles (its win32 state). */
void ps_on_process_end(void (*hook)(struct ps_process *process));
extern struct ps_process **ps_system; /* set at boot */
static inline struct ps_process *ps_system_process(void)
{
    return *ps_system;
}
/* DPCs and idle processors belong to no process of ours: the System process stands in, as NT's idle process would. */
static inline struct ps_process *ps_current_process(void)
{
    struct ps_process *process = ke_current()->process;
    return process ? process : *ps_system;
}
static inline struct ps_thread *ps_current_thread(void)
{
    return ke_current()->owner;
}
struct list *ps_processes(void);
/* Notify routines of the image that are still registered: "process notify routine", ... */
void ps_notify_visit(uint32_t image, void (*visit)(void *context, const char *kind, uintptr_t registered_by), void *context);

struct ps_process *ps_process_create(const char *name, struct image_file *module);
/* What drivers are told of it, in UTF-8; before its first thread is made. */
void ps_process_describe(struct ps_process *process, const char *image_name, const char *command_line);
/* [moves] Drivers hear of the process, once, before its first thread; one of them may refuse it. ps_user_thread does it if nobody has. */
NTSTATUS ps_process_introduce(struct ps_process *process);
/* A thread in the System process (or another): runs routine(context) in kernel mode; ready at once. The object comes with a reference for the caller (OB_BY_CREATE). */
struct ps_thread *ps_system_thread(struct ps_process *process, void (*start)(void *), void *context, const char *label);
/* A user-mode thread: user_start(argument) runs on a user stack of the process. */
struct ps_thread *ps_user_thread(struct ps_process *process, uintptr_t (*user_start)(void *), void *argument, size_t stack_size, const char *label);
/* Before a machine is thrown away for a snapshot: how much of user stacks was used is remembered. */
void ps_stacks_used(void);
/* Before a snapshot: the same, and the count begins anew. */
void ps_stacks_snapshot(void);
/* Ends the current thread (its IRPs are cancelled and waited for); the last one ends the process. */
noreturn void ps_thread_end(uint32_t exit_code);
/* A process that got no thread: closes and gives back what it has, and drops the caller's reference. */
void ps_process_abandon(struct ps_process *process);
/* TerminateProcess: its threads are asked to end, but for the calling one. Nothing if it is on its way out already. */
void ps_process_terminate(struct ps_process *process, uint32_t exit_code);
/* ExitProcess: other threads are ended when they next reach the kernel or wake from a user-mode wait; then handles are closed in this process's context. */
noreturn void ps_process_exit(uint32_t exit_code);

/*
 * A system call: runs fn(arguments) on the kernel stack of the current user thread, at PASSIVE_LEVEL, previous mode UserMode. For system threads: directly.
 */
uintptr_t ps_syscall(uintptr_t (*fn)(void *), void *arguments, uintptr_t site);
/* Whether the code now running was asked for by user mode: system threads are KernelMode, and so is what a Zw routine does for a driver. */
KPROCESSOR_MODE ps_previous_mode(void);
KPROCESSOR_MODE ps_set_previous_mode(KPROCESSOR_MODE mode); /* returns the old one; for Zw routines around a call that another driver will see */
/* Asks a thread to end: at its next way in or out of the kernel, or out of a user-mode wait. */
void ps_thread_ask_to_end(struct ps_thread *thread, uint32_t exit_code);

/* [moves] An image is in memory and nothing of it has run: a driver's (no process) or a program's. */
void ps_notify_image(const char *name, const struct ps_process *process, uintptr_t base, size_t size);

#endif
