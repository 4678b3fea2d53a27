/*
 * The session: a thread of the System process that does what an operator would - start the services, start the program, stop the services when it is done.
 */
#include "machine/session.h"

#include "arena/arena.h"
#include "base/assert.h"
#include "io/io.h"
#include "ke/fault.h"
#include "ps/ps.h"
#include "rtl/rtl.h"
#include "scm/scm.h"
#include "win32/win32.h"

#include <stdio.h>
#include <string.h>

/* In the arena; the setup is the host's and outlives the machine. */
struct session_state {
    const struct machine_setup *setup;
    struct machine_session notes;
    struct ps_process *process;
    bool paused;
    KEVENT body_returned, never;
};
static struct session_state *session;

const struct machine_session *machine_session(void)
{
    return &session->notes;
}

bool machine_paused(void)
{
    return session->paused && !ke_end()->decided;
}

static void on_console(void *context, const char *text, size_t size)
{
    const struct machine_setup *setup = context;
    if (setup->on_text)
        setup->on_text(setup->context, 'c', text, size);
}

static void on_debugger(void *context, const char *text, size_t size)
{
    const struct machine_setup *setup = context;
    if (setup->on_text)
        setup->on_text(setup->context, 'd', text, size);
}

static void on_driver_text(const char *text)
{
    const struct machine_setup *setup = session->setup;
    if (setup->on_text)
        setup->on_text(setup->context, 'd', text, strlen(text));
}

static size_t on_input(void *context, uint64_t position, char *buffer, size_t room)
{
    const struct machine_setup *setup = context;
    return setup->on_input ? setup->on_input(setup->context, position, buffer, room) : 0;
}

static void on_crash(void *context, const struct ps_process *process, const struct ke_fault *fault)
{
    (void)context;
    (void)process;
    session->notes.crashed = true;
    session->notes.crash_code = (uint32_t)fault->code;
    session->notes.crash_pc = fault->pc;
}

static void check_failed(void *context, const char *expression, const char *file, int line)
{
    (void)context;
    const char *slash = strrchr(file, '/');
    ke_end_run(KE_CHECK, "%s is false (%s:%d)", expression, slash ? slash + 1 : file, line);
}

static void settle(void *context)
{
    (void)context;
    ke_settle();
}

static void search_here(void *context)
{
    (void)context;
    session->paused = true;
    ke_pause();
    session->paused = false;
}

static void start_drivers(const struct machine_setup *setup)
{
    struct machine_session *notes = &session->notes;
    for (size_t i = 0; i < setup->driver_count; i++) {
        struct machine_driver *driver = &notes->drivers[notes->driver_count++];
        snprintf(driver->name, sizeof driver->name, "%s", setup->drivers[i]->name);
        if (setup->manual)
            continue;
        driver->start_tried = true;
        driver->start_error = scm_start(driver->name);
    }
}

/* The process stays, with its handles, until the verdict is there: a body that leaves one open is just what is to be seen. */
static uintptr_t after_body(void *argument)
{
    session->notes.exit_code = (uint32_t)(intptr_t)argument;
    if (argument)
        ke_end_run(KE_CHECK, "the body returned %d", (int)(intptr_t)argument);
    ke_event_set(&session->body_returned);
    ke_wait_one(&session->never, KernelMode, FALSE, NULL);
    return 0;
}

static int run_body(void)
{
    int result = session->setup->body();
    ps_syscall(after_body, (void *)(intptr_t)result, 0);
    return result;
}

static void run_program(const struct machine_setup *setup)
{
    struct win32_program program = {.name = setup->argc ? setup->argv[0] : setup->program->name, .module = setup->program, .argc = setup->argc, .argv = setup->argv,
                                    .body = setup->body ? run_body : NULL};
    session->process = win32_process_start(&program);
    sim_assert(session->process);
    session->notes.program_started = true;
    void *ends[] = {session->process, &session->body_returned};
    ke_wait_many(2, ends, WaitAny, KernelMode, FALSE, NULL);
    session->notes.body_returned = session->body_returned.Header.SignalState != 0;
    session->notes.program_ended = session->process->exited;
    if (session->notes.program_ended)
        session->notes.exit_code = session->process->exit_code;
}

/* A driver that is gone already, or whose start failed, needs no stop. */
static void stop_drivers(void)
{
    struct machine_session *notes = &session->notes;
    for (size_t i = notes->driver_count; i-- > 0;) {
        struct machine_driver *driver = &notes->drivers[i];
        struct io_driver_info info;
        if (!io_driver_find(driver->name, &info) || info.state != IO_LOADED)
            continue;
        driver->stop_tried = true;
        driver->stop_error = scm_stop(driver->name);
    }
}

static void run_session(void *context)
{
    const struct machine_setup *setup = context;
    start_drivers(setup);
    search_here(NULL); /* the common beginning, unless the body says that it is longer */
    if (setup->program)
        run_program(setup);
    stop_drivers();
    ke_session_over();
}

void session_boot(const struct machine_setup *setup)
{
    session = sim_alloc(sizeof *session);
    session->setup = setup;
    ke_event_init(&session->body_returned, NotificationEvent, FALSE);
    ke_event_init(&session->never, NotificationEvent, FALSE);
    for (size_t i = 0; i < setup->driver_count; i++)
        scm_add_image(setup->drivers[i]);
    for (size_t i = 0; i < setup->program_count; i++)
        win32_add_program(setup->programs[i]);
    win32_on_console_text(on_console, (void *)setup);
    win32_on_debug_text(on_debugger, (void *)setup);
    win32_on_console_input(on_input, (void *)setup);
    win32_on_crash(on_crash, NULL);
    rtl_on_debug_text(on_driver_text);
    win32_on_scenario(&(struct win32_scenario_hooks){check_failed, settle, search_here, NULL});
    ps_system_thread(ps_system_process(), run_session, (void *)setup, "session");
}
