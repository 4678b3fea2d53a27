/*
 * What only sim/scm knows.
 */
#ifndef NTSIM_SCM_PRIVATE_H
#define NTSIM_SCM_PRIVATE_H

#include "scm/disk.h"
#include "scm/scm.h"

#include "ke/ke.h"

struct cm_key;
struct ps_process;
struct ps_thread;

#define SCM_NAME_MAX 256

/* One installed service. What it is like is in its registry key; what it does is asked of the I/O manager. */
struct scm_service {
    struct list link;
    char name[SCM_NAME_MAX]; /* as given */
    uint32_t handles;        /* open ones of applications */
    bool marked;             /* for deletion: goes when it is stopped and no handle is left */
    bool without_key;        /* its key was never made: it goes without touching the registry */
    uint32_t exit_code;      /* Win32 error of the last start */
};

struct scm_state {
    struct list files;    /* struct scm_file.link, in order of creation */
    struct list services; /* struct scm_service.link, in order of creation */
    struct ps_process *process; /* services.exe (controller.c); NULL: nobody asked for it yet */
    struct ps_thread *thread;
    struct list jobs; /* struct scm_job.link, in order of asking */
    uint32_t job_count; /* queued, or being done */
    KSEMAPHORE queued;
};
extern struct scm_state *scm;

/* --- controller.c --- */
void scm_controller_boot(void);
/* [moves] What writes the database: run(argument), by the service controller's thread where a driver listens. Its value. */
uint32_t scm_serve(uint32_t (*run)(void *argument), void *argument);
/* --- database.c: Win32 errors; [moves], inside scm_serve only */
uint32_t scm_database_create(const struct scm_config *config);
uint32_t scm_database_change(const struct scm_config *config);
uint32_t scm_database_mark(const char *name);
void scm_database_delete(const char *name);

#endif
