/*
 * !handle.
 */
#include "lab/look.h"

#include "ob/inspect.h"

#include <strings.h>

enum { OBJECT_TOO = 2 };

struct handle_print {
    struct lab_call *call;
    uint64_t handle; /* 0: all */
    uint32_t flags;
    const char *process; /* name or number; NULL: all */
    const struct ps_process *last;
    bool begun;
    unsigned shown, others;
};

static bool is_process(const struct handle_print *print, const struct ps_process *process)
{
    uint64_t pid;
    if (!print->process)
        return true;
    if (process && strcasecmp(print->process, process->name) == 0)
        return true;
    return lab_number(print->process, &pid) && (process ? process->pid : 4) == pid;
}

static void count_handle(void *context, const struct ob_handle_info *handle)
{
    struct handle_print *print = context;
    print->others += handle->process == print->last;
}

static void begin_process(struct handle_print *print, const struct ps_process *process)
{
    struct handle_print count = {.last = process};
    print->begun = true;
    print->last = process;
    ob_handles_visit(count_handle, &count);
    lab_print(print->call, "PROCESS %s  Cid: %04x  Image: %s\n    Handle table with %u entries in use\n", lab_at(process), process ? process->pid : 4, process ? process->name : "System",
              count.others);
}

static void print_handle(void *context, const struct ob_handle_info *handle)
{
    struct handle_print *print = context;
    uint64_t value = (uint64_t)(uintptr_t)handle->handle;
    if ((print->handle && (value & ~3u) != (print->handle & ~3u)) || !is_process(print, handle->process))
        return;
    if (!print->begun || handle->process != print->last)
        begin_process(print, handle->process);
    print->shown++;
    lab_print(print->call, "%04llx: Object: %s  GrantedAccess: %08x  %s %s\n      opened by %s at %s\n", (unsigned long long)value, lab_at(handle->body), (unsigned)handle->granted,
              ob_type_name(ob_type_of(handle->body)), lab_id(ke_label_find(handle->body)), lab_site(handle->opened_by), lab_time(handle->opened_at));
    if (print->flags & OBJECT_TOO)
        lab_object_block(print->call, handle->body, "      ");
}

void lab_handle(struct lab_call *call)
{
    struct handle_print print = {.call = call, .process = lab_word(call, 2)};
    const char *word = lab_word(call, 0);
    if (word && !lab_number(word, &print.handle))
        lab_fail(call, "%s is no handle", word);
    if (call->failed || !lab_flags(call, 1, 1, &print.flags))
        return;
    ob_handles_visit(print_handle, &print);
    if (!print.shown && print.process)
        lab_fail(call, "process %s has no %s", print.process, print.handle ? "such handle" : "handle, or does not exist");
    else if (!print.shown && print.handle)
        lab_fail(call, "there is no handle %s in any process", word);
    else if (!print.shown)
        lab_print(call, "No handle is open.\n");
}
