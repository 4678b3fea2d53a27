/*
 * What only sim/ps knows: the list of processes, ids, notify routines.
 */
#ifndef NTSIM_PS_PRIVATE_H
#define NTSIM_PS_PRIVATE_H

#include "ps/ps.h"

#define PS_NOTIFY_MAX 64

struct ps_notify { /* a routine that a driver registered */
    const void *routine;
    uint32_t generation;
    uintptr_t armed_by;
    uint64_t armed_at;
    uint32_t armed_context;
    bool extended; /* process: the Ex form */
};

struct ps_notify_list {
    struct ps_notify *entries; /* PS_NOTIFY_MAX of them, from the first registration on */
    uint32_t used;
};

struct ps_state {
    POBJECT_TYPE process_type, thread_type;
    struct ps_process *system;
    struct list processes; /* struct ps_process.link, in order of creation */
    uint32_t next_id;      /* processes and threads share one number space, as on NT */
    void (*irps_end)(struct ke_thread *thread);
    void (*process_end)(struct ps_process *process);
    struct ps_notify_list process_notify, thread_notify, image_notify;
};
extern struct ps_state *ps;

static inline uint32_t ps_new_id(void)
{
    uint32_t id = ps->next_id;
    ps->next_id += 4;
    return id;
}

/* --- process.c --- */
void ps_process_boot(void);
void ps_process_last_thread_gone(struct ps_process *process, uint32_t exit_code);
/* --- thread.c --- */
void ps_thread_boot(void);
/* A thread object of the process, not yet ready. `system`: no user part. */
struct ps_thread *ps_thread_new(struct ps_process *process, void (*start)(void *), void *context, const char *label);
void ps_thread_go(struct ps_thread *thread);
/* --- syscall.c --- */
void ps_user_thread_start(void *thread);
/* --- notify.c --- */
NTSTATUS ps_notify_created(const struct ps_process *process); /* the first failure that a routine asked for, or success */
void ps_notify_ended(const struct ps_process *process);
void ps_notify_thread(const struct ps_thread *thread, bool created);

#endif
