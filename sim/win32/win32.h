/*
 * Applications: their processes, and the functions of include/win32 that they call. A function runs in user mode, on the application's own stack, until it
 * asks the kernel for something; that part runs by ps_syscall. Exported functions have Win32's names and are prototyped in include/win32.
 */
#ifndef NTSIM_WIN32_H
#define NTSIM_WIN32_H

#include "ps/ps.h"

struct image_file;
struct ke_fault;

void win32_boot(void); /* after ob, ps, io, scm */

/* --- what the machine is told, and asked. Registered after win32_boot. Text of standard output and error, in order. */
void win32_on_console_text(void (*hook)(void *context, const char *text, size_t size), void *context);
/* Input from byte `position` on, up to the end of a line: how many bytes were put into `buffer`; 0: no more. The position is the machine's, so that a
   restored machine reads the same again. */
void win32_on_console_input(size_t (*hook)(void *context, uint64_t position, char *buffer, size_t room), void *context);
/* OutputDebugString. */
void win32_on_debug_text(void (*hook)(void *context, const char *text, size_t size), void *context);
/* An application is about to end because nothing handled an exception. */
void win32_on_crash(void (*hook)(void *context, const struct ps_process *process, const struct ke_fault *fault), void *context);

/* --- processes */
struct win32_program {
    const char *name;           /* file name; ".exe" may be left out */
    struct image_file *module;  /* its writable data becomes memory of the process */
    int argc;                   /* arguments, the program's name first; NULL: only that */
    const char *const *argv;
    int (*body)(void);          /* a scenario's; NULL: the module's own entry */
    const char *command_line;   /* NULL: made of the arguments */
    NTSTATUS *refused;          /* out, may be NULL: what a driver that hears of processes said */
    bool inherit;               /* it gets the inheritable handles of the process that starts it */
};
/* A program that CreateProcess finds by its name. */
#define WIN32_PROGRAMS_MAX 32
void win32_add_program(struct image_file *file);
/* A process with its main thread ready to run. NULL: no memory, or refused. The process object comes with a reference for the caller (OB_BY_CREATE). */
struct ps_process *win32_process_start(const struct win32_program *program);
/* ke calls it (ke_on_user_fault): the process ends with the exception's code. */
noreturn void win32_unhandled_exception(const struct ke_fault *fault);

/* --- the scenario's calls (include/ntsim/scenario.h); what they mean is the machine's business. They run in the kernel, in the caller's thread. */
struct win32_scenario_hooks {
    void (*check_failed)(void *context, const char *expression, const char *file, int line); /* does not return */
    void (*settle)(void *context);
    void (*search_here)(void *context);
    void *context;
};
void win32_on_scenario(const struct win32_scenario_hooks *hooks);

#endif
