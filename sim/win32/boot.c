/*
 * The subsystem's state, what the machine registers, and the beginning of a process: its module becomes its memory, its arguments lie in its heap, its main
 * thread runs the program and then ExitProcess.
 */
#include "win32/private.h"

#include "crt/module.h"
#include "image/image.h"
#include "ke/fault.h"

#include <stdio.h>
#include <string.h>

struct win32_state *win32;

static void process_end(struct ps_process *process)
{
    struct win32_process *state = process->win32;
    if (!state)
        return;
    win32_heaps_free(state);
    if (win32->seen_process == process)
        win32->seen_process = NULL;
    process->win32 = NULL;
    sim_free(state, sizeof *state);
}

static void crashed(const struct ke_fault *fault)
{
    win32_unhandled_exception(fault);
}

void win32_boot(void)
{
    win32 = sim_alloc(sizeof *win32);
    win32->event_type = win32_type("ExEventObjectType", "Event");
    win32->mutex_type = win32_type("ExMutantObjectType", "Mutant");
    win32->semaphore_type = win32_type("ExSemaphoreObjectType", "Semaphore");
    static const struct ob_type_ops disk_file = {.name = "DiskFile"};
    win32->file_type = ob_type_create(&disk_file);
    win32_services_boot();
    ps_on_process_end(process_end);
    io_set_user_apc(win32_queue_completion);
    ke_on_user_fault(crashed);
}

void win32_on_console_text(void (*hook)(void *context, const char *text, size_t size), void *context)
{
    win32->console_text = hook;
    win32->console_text_context = context;
}

void win32_on_console_input(size_t (*hook)(void *context, uint64_t position, char *buffer, size_t room), void *context)
{
    win32->console_input = hook;
    win32->console_input_context = context;
}

void win32_on_debug_text(void (*hook)(void *context, const char *text, size_t size), void *context)
{
    win32->debug_text = hook;
    win32->debug_text_context = context;
}

void win32_on_crash(void (*hook)(void *context, const struct ps_process *process, const struct ke_fault *fault), void *context)
{
    win32->crash = hook;
    win32->crash_context = context;
}

/* --- the beginning of a process ----------------------------------------------------------------------------------------------------------------- */

static char *narrow_copy(struct ps_process *process, const char *text)
{
    struct win32_process *state = process->win32;
    size_t size = strlen(text) + 1;
    char *copy = win32_heap_alloc(process, state->heap, size);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

static WCHAR *wide_copy(struct ps_process *process, const char *text)
{
    struct win32_process *state = process->win32;
    bool broken;
    size_t bytes = strlen(text), chars = rtl_utf8_to_utf16(text, bytes, NULL, 0, &broken);
    WCHAR *copy = win32_heap_alloc(process, state->heap, (chars + 1) * sizeof *copy);
    if (!copy)
        return NULL;
    rtl_utf8_to_utf16(text, bytes, copy, chars, &broken);
    copy[chars] = 0;
    return copy;
}

static bool give_arguments(struct ps_process *process, int argc, const char *const *argv)
{
    struct win32_process *state = process->win32;
    state->argc = argc;
    state->argv = win32_heap_alloc(process, state->heap, ((size_t)argc + 1) * sizeof *state->argv);
    state->wargv = win32_heap_alloc(process, state->heap, ((size_t)argc + 1) * sizeof *state->wargv);
    if (!state->argv || !state->wargv)
        return false;
    for (int i = 0; i < argc; i++) {
        state->argv[i] = narrow_copy(process, argv[i]);
        state->wargv[i] = wide_copy(process, argv[i]);
        if (!state->argv[i] || !state->wargv[i])
            return false;
    }
    state->argv[argc] = NULL;
    state->wargv[argc] = NULL;
    return true;
}

/* Arguments with blanks are quoted, as a shell would have them. */
static bool give_command_line(struct ps_process *process, int argc, const char *const *argv)
{
    struct win32_process *state = process->win32;
    char line[2048];
    size_t at = 0;
    for (int i = 0; i < argc && at < sizeof line; i++) {
        const char *quote = !*argv[i] || strpbrk(argv[i], " \t") ? "\"" : "";
        at += (size_t)snprintf(line + at, sizeof line - at, "%s%s%s%s", i ? " " : "", quote, argv[i], quote);
    }
    state->command_line = narrow_copy(process, line);
    state->command_line_wide = wide_copy(process, line);
    return state->command_line && state->command_line_wide;
}

static bool adopt_module(struct ps_process *process, struct image_file *file)
{
    image_load(file);
    for (size_t i = 0; i < file->segment_count; i++) {
        const struct host_segment *segment = &file->segments[i];
        bool writable = segment->access == HOST_READ_WRITE;
        struct mm_region *region = writable ? mm_user_adopt(process, segment->start, segment->size) : mm_user_constant(process, segment->start, segment->size);
        if (!region)
            return false;
    }
    return true;
}

/* A module's data lies at one place, so it can be one living process's only. */
static bool module_is_free(const struct image_file *file)
{
    list_each(node, ps_processes())
    {
        const struct ps_process *process = list_of(node, struct ps_process, link);
        if (process->module == file && !process->exited)
            return false;
    }
    return true;
}

/* In user mode: the application itself. */
static uintptr_t run_program(void *argument)
{
    const struct win32_process *state = argument;
    int (*entry)(int, char **, WCHAR **) = (int (*)(int, char **, WCHAR **))state->entry;
    int code = state->body ? state->body() : entry(state->argc, state->argv, state->wargv);
    uint32_t exit_code = (uint32_t)code;
    ps_syscall(win32_exit_call, &exit_code, 0);
    return 0;
}

struct ps_process *win32_process_start(const struct win32_program *program)
{
    const char *const just_name[] = {program->name, NULL};
    int argc = program->argv ? program->argc : 1;
    const char *const *argv = program->argv ? program->argv : just_name;
    if (!module_is_free(program->module))
        return NULL;
    struct ps_process *process = ps_process_create(program->name, program->module);
    struct win32_process *state = sim_alloc(sizeof *state);
    process->win32 = state;
    list_init(&state->heaps);
    snprintf(state->program, sizeof state->program, "%s%s", program->name, strchr(program->name, '.') ? "" : ".exe");
    state->entry = program->module->descriptor->entry;
    state->body = program->body;
    state->heap = win32_heap_new(process);
    if (!state->heap || !adopt_module(process, program->module) || !give_arguments(process, argc, argv) || !give_command_line(process, argc, argv))
        return NULL;
    struct ps_thread *thread = ps_user_thread(process, run_program, state, 0, "main");
    if (!thread)
        return NULL;
    ob_dereference(thread, OB_BY_CREATE);
    return process;
}

/* Called by ke in the context of the thread that faulted, on whatever stack it was. */
noreturn void win32_unhandled_exception(const struct ke_fault *fault)
{
    struct ps_process *process = ps_current_process();
    uint32_t code = (uint32_t)fault->code;
    if (win32->crash)
        win32->crash(win32->crash_context, process, fault);
    ps_syscall(win32_exit_call, &code, fault->pc);
    sim_assert(!"a process survived its end");
    __builtin_unreachable();
}
