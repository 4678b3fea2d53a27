/*
 * The beginning of a process: its module becomes its memory, its arguments lie in its heap, its main thread runs the program and then ExitProcess. And the
 * programs that processes are made of.
 */
#include "win32/private.h"

#include "crt/module.h"
#include "image/image.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

void win32_add_program(struct image_file *file)
{
    sim_assert(win32->program_count < WIN32_PROGRAMS_MAX);
    win32->programs[win32->program_count++] = file;
}

struct image_file *win32_program_find(const char *name)
{
    size_t length = strlen(name);
    if (length > 4 && strcasecmp(name + length - 4, ".exe") == 0)
        length -= 4;
    for (uint32_t i = 0; i < win32->program_count; i++)
        if (strlen(win32->programs[i]->name) == length && strncasecmp(win32->programs[i]->name, name, length) == 0)
            return win32->programs[i];
    return NULL;
}

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

static bool give_command_line(struct ps_process *process, const char *line)
{
    struct win32_process *state = process->win32;
    char image_name[128];
    snprintf(image_name, sizeof image_name, "\\??\\C:\\ntsim\\%s", state->program);
    ps_process_describe(process, image_name, line);
    state->command_line = narrow_copy(process, line);
    state->command_line_wide = wide_copy(process, line);
    return state->command_line && state->command_line_wide;
}

/* Arguments with blanks are quoted, as a shell would have them. */
static bool make_command_line(struct ps_process *process, int argc, const char *const *argv)
{
    char line[2048];
    size_t at = 0;
    for (int i = 0; i < argc && at < sizeof line; i++) {
        const char *quote = !*argv[i] || strpbrk(argv[i], " \t") ? "\"" : "";
        at += (size_t)snprintf(line + at, sizeof line - at, "%s%s%s%s", i ? " " : "", quote, argv[i], quote);
    }
    return give_command_line(process, line);
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
bool win32_program_is_free(const struct image_file *file)
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

static struct win32_process *state_new(struct ps_process *process, const struct win32_program *program)
{
    struct win32_process *state = sim_alloc(sizeof *state);
    list_init(&state->heaps);
    snprintf(state->program, sizeof state->program, "%s%s", program->name, strchr(program->name, '.') ? "" : ".exe");
    state->entry = program->module->descriptor->entry;
    state->body = program->body;
    return process->win32 = state;
}

static bool furnish(struct ps_process *process, const struct win32_program *program)
{
    const char *const just_name[] = {program->name, NULL};
    int argc = program->argv ? program->argc : 1;
    const char *const *argv = program->argv ? program->argv : just_name;
    struct win32_process *state = process->win32;
    state->heap = win32_heap_new(process);
    if (!state->heap || !adopt_module(process, program->module) || !give_arguments(process, argc, argv))
        return false;
    return program->command_line ? give_command_line(process, program->command_line) : make_command_line(process, argc, argv);
}

struct ps_process *win32_process_begin(const struct win32_program *program, struct ps_thread **thread)
{
    if (!win32_program_is_free(program->module))
        return NULL;
    struct ps_process *parent = ps_current_process(), *process = ps_process_create(program->name, program->module);
    struct win32_process *state = state_new(process, program);
    if (program->inherit)
        ob_handles_inherit(parent->handles, process->handles);
    NTSTATUS status = furnish(process, program) ? ps_process_introduce(process) : STATUS_NO_MEMORY;
    if (program->refused)
        *program->refused = status;
    if (NT_SUCCESS(status))
        ps_notify_image(process->image_name, process, program->module->start, program->module->end - program->module->start);
    *thread = NT_SUCCESS(status) ? ps_user_thread(process, run_program, state, 0, "main") : NULL;
    if (*thread)
        return process;
    ps_process_abandon(process);
    return NULL;
}

struct ps_process *win32_process_start(const struct win32_program *program)
{
    struct ps_thread *thread;
    struct ps_process *process = win32_process_begin(program, &thread);
    if (process)
        ob_dereference(thread, OB_BY_CREATE);
    return process;
}
