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
    POBJECT_TYPE section_type; /* NULL: nobody asked for a section yet */
    struct list views;         /* struct view.link (view.c), in order of mapping */
    struct ps_notify_list process_notify, thread_notify, image_notify;
    struct _KUSER_SHARED_DATA *shared_data;
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
/* --- shared_data.c --- */
void ps_told_boot(void);
/* --- syscall.c --- */
void ps_user_thread_start(void *thread);
/* --- attach.c --- */
/* Bug check 0x5 when the thread is attached: it is about to end. */
void ps_check_not_attached(const struct ke_thread *thread);
/* --- section.c --- */
struct ps_section {
    uint8_t *pages;      /* in ARENA_USER; NULL: physical addresses are its offsets */
    uint64_t size;       /* bytes, whole pages */
    unsigned rights;     /* enum ps_page_right */
};
enum ps_page_right { PS_PAGE_READ = 1, PS_PAGE_WRITE = 2, PS_PAGE_EXECUTE = 4, PS_PAGE_COPY = 8 };
/* What a PAGE_... value allows; 0: there is no such value. */
unsigned ps_page_rights(ULONG protection);
POBJECT_TYPE ps_section_type(void);
/* --- view.c --- */
void ps_views_boot(void);
/* ZwCreateProcess' part: what the parent mapped with ViewShare. */
void ps_views_inherit(const struct ps_process *parent, struct ps_process *child);
void ps_views_release(struct ps_process *process);
/* --- notify.c --- */
NTSTATUS ps_notify_created(const struct ps_process *process); /* the first failure that a routine asked for, or success */
void ps_notify_ended(const struct ps_process *process);
void ps_notify_thread(const struct ps_thread *thread, bool created);

#endif
