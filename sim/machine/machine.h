/*
 * One simulated computer: what it is made of, in boot order, and one session on it: start the drivers, run the body or the application, stop the drivers, wait until
 * nothing is due.
 */
#ifndef NTSIM_MACHINE_H
#define NTSIM_MACHINE_H

#include "image/image.h"
#include "ke/end.h"
#include "verify/verify.h"
#include <ntsim/device.h>

#define MACHINE_DRIVERS_MAX 32
#define MACHINE_DEVICES_MAX 24
#define MACHINE_PROGRAMS_MAX 16

struct machine_setup {
    uint32_t processors;
    uint64_t step_limit;
    struct image_file *drivers[MACHINE_DRIVERS_MAX]; /* in order of start */
    size_t driver_count;
    struct ntsim_device devices[MACHINE_DEVICES_MAX]; /* good ones, in order of slots; copies, for a module's data may go back */
    size_t device_count;
    struct image_file *programs[MACHINE_PROGRAMS_MAX]; /* that a process may start */
    size_t program_count;
    bool manual;                    /* installed, not started */
    bool faults;                    /* whether an allocation of a driver's fails is a choice */
    struct verify_settings verify;
    bool trace_references;          /* the simulator's own too (ob_trace_all) */
    struct image_file *program;     /* application or scenario module; NULL: none */
    int (*body)(void);              /* scenario's; NULL: the application's own main */
    int argc;
    const char *const *argv;        /* the program's name first */
    /* Text that the application or a driver prints, in order: kind 'c' console, 'd' debugger. The host's. */
    void (*on_text)(void *context, char kind, const char *text, size_t size);
    size_t (*on_input)(void *context, uint64_t position, char *buffer, size_t room);
    void *context;
};

/* Boots a fresh machine; nothing has moved yet. False: no memory for it (the address range is taken). */
bool machine_boot(const struct machine_setup *setup);
/* Runs until the end, or until the body says that the search begins here (machine_paused). */
void machine_run(void);
bool machine_paused(void);

struct machine_snapshot;
struct machine_snapshot *machine_snapshot_take(void);
void machine_snapshot_restore(const struct machine_snapshot *snapshot);
void machine_snapshot_free(struct machine_snapshot *snapshot);

/* What the session noted, readable after the run. */
struct machine_driver {
    char name[64];
    bool start_tried, stop_tried;
    uint32_t start_error, stop_error; /* Win32 */
    NTSTATUS start_status;
};
struct machine_session {
    struct machine_driver drivers[MACHINE_DRIVERS_MAX];
    size_t driver_count;
    bool program_started, program_ended;
    uint32_t exit_code;
    bool body_returned;
    bool crashed;          /* the application ended by an unhandled exception */
    uint32_t crash_code;
    uintptr_t crash_pc;
};
const struct machine_session *machine_session(void);

#endif
