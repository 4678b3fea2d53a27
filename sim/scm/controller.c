/*
 * The process of the service controller. Where drivers listen to the registry, the database is written there, by its one thread, as on Windows: they find that
 * process as the current one, and UserMode as the previous mode. Where nobody listens nobody could tell, and the caller does it itself.
 *
 *   caller: scm_serve -> queued -> waits                    controller: next job -> done -> next job
 */
#include "scm/private.h"

#include "arena/arena.h"
#include "cm/call.h"
#include "ps/ps.h"

struct scm_job {
    struct list link;
    uint32_t (*run)(void *argument);
    void *argument;
    uint32_t error;
    KEVENT done;
};

static void serve(void *context)
{
    (void)context;
    ps_set_previous_mode(UserMode);
    for (;;) {
        ke_wait_one(&scm->queued, KernelMode, FALSE, NULL);
        struct scm_job *job = list_of(scm->jobs.next, struct scm_job, link);
        list_remove(&job->link);
        job->error = job->run(job->argument);
        scm->job_count--;
        ke_event_set(&job->done);
    }
}

static void start(void)
{
    scm->process = ps_process_create("services.exe", NULL);
    scm->process->introduced = true; /* it was there before any driver */
    scm->thread = ps_system_thread(scm->process, serve, NULL, "service controller");
}

void scm_controller_boot(void)
{
    list_init(&scm->jobs);
    ke_semaphore_init(&scm->queued, 0, MAXLONG);
}

uint32_t scm_serve(uint32_t (*run)(void *argument), void *argument)
{
    struct scm_job job = {.run = run, .argument = argument};
    bool self = scm->thread && ps_current_thread() == scm->thread;
    if (self || (!cm_is_watched() && !scm->job_count)) {
        KPROCESSOR_MODE mode = ps_set_previous_mode(UserMode);
        uint32_t error = run(argument);
        ps_set_previous_mode(mode);
        return error;
    }
    if (!scm->process)
        start();
    ke_event_init(&job.done, NotificationEvent, FALSE);
    list_append(&scm->jobs, &job.link);
    scm->job_count++;
    ke_semaphore_release(&scm->queued, 1);
    ke_wait_one(&job.done, KernelMode, FALSE, NULL);
    return job.error;
}
