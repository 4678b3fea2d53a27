/*
 * The table of the views, and how a command finds its row.
 */
#include "lab/look.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

static const struct lab_view views[] = {
    {"!analyze", "[-v]", "what went wrong: the bug check in words, who did it, who armed it, the probable cause", 0, 1, lab_analyze},
    {"!devhandles", "DEVICE", "every open handle on the device, by process", 1, 1, lab_devhandles},
    {"!devobj", "DEVICE", "a device object: counts, flags, attachments, its queue", 1, 1, lab_devobj},
    {"!devstack", "DEVICE", "the device stack, top first", 1, 1, lab_devstack},
    {"!dpcs", "[PROCESSOR]", "the DPC queues", 0, 1, lab_dpcs},
    {"!drvobj", "DRIVER [FLAGS]", "a driver object: 1 its devices (default), 2 its routines, 4 each device in detail", 1, 2, lab_drvobj},
    {"!handle", "[HANDLE|0 [FLAGS [PROCESS]]]", "handle tables; flags: 2 the object too", 0, 3, lab_handle},
    {"!idt", "[-a|VECTOR]", "connected interrupts by vector, in the order in which their routines are asked", 0, 1, lab_idt},
    {"!irp", "IRP [DETAIL]", "an IRP with its stack locations and completion routines", 1, 2, lab_irp},
    {"!irpfind", "[-v] [device|fileobject|thread|driver WHICH]", "the IRPs that exist", 0, 3, lab_irpfind},
    {"!irql", "[PROCESSOR]", "the IRQL of a processor", 0, 1, lab_irql_view},
    {"!locks", "[RESOURCE]", "ERESOURCEs: owners and waiters", 0, 1, lab_locks},
    {"!object", "OBJECT", "an object's counts, who holds it, its name; the contents of a directory", 1, 1, lab_object_view},
    {"!obtrace", "OBJECT", "references and drops in order, paired, with call sites", 1, 1, lab_obtrace},
    {"!pci", "[-v]", "the cards on the PCI bus", 0, 1, lab_pci},
    {"!pool", "ADDRESS", "the pool page around an address: blocks, tags, owners", 1, 1, lab_pool},
    {"!poolused", "[TAG]", "pool by tag", 0, 1, lab_poolused},
    {"!running", "[-i] [-t]", "what each processor runs (-i: idle ones too, -t: with stacks)", 0, 2, lab_running},
    {"!stacks", "[FILTER]", "every thread with its state and its stack", 0, 1, lab_stacks},
    {"!timer", "", "the timers that are set, by due time", 0, 0, lab_timer},
};
#define VIEWS (sizeof views / sizeof *views)

size_t lab_views(const struct lab_view **list)
{
    *list = views;
    return VIEWS;
}

static bool wrong(char *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool wrong(char *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, LAB_ERROR_SIZE, format, arguments);
    va_end(arguments);
    return false;
}

/* With or without the mark. */
static const struct lab_view *view_named(const char *name)
{
    for (size_t i = 0; i < VIEWS; i++)
        if (strcasecmp(views[i].name + (name[0] != '!'), name) == 0)
            return &views[i];
    return NULL;
}

/* NULL: *error says why. */
static const struct lab_view *parse(struct lab_call *call, const char *command, char *error)
{
    if (strlen(command) >= sizeof call->line)
        return wrong(error, "a view's command has at most %zu characters", sizeof call->line - 1), NULL;
    strcpy(call->line, command);
    char *rest, *name = strtok_r(call->line, " \t", &rest);
    const struct lab_view *view = name ? view_named(name) : NULL;
    if (!view)
        return wrong(error, "there is no view %.64s (ntsim views lists them)", name ? name : "without a name"), NULL;
    for (char *word; (word = strtok_r(NULL, " \t", &rest)); call->count++) {
        if (call->count == view->most)
            return wrong(error, "%s takes %s, and nothing behind it", view->name, view->most ? view->arguments : "no argument"), NULL;
        call->words[call->count] = word;
    }
    if (call->count < view->least)
        return wrong(error, "%s needs an argument: %s", view->name, view->arguments), NULL;
    return view;
}

bool lab_check(const char *command, char error[LAB_ERROR_SIZE])
{
    struct lab_call call = {.error = error};
    return parse(&call, command, error) != NULL;
}

bool lab_show(const char *command, struct text *out, char error[LAB_ERROR_SIZE])
{
    struct lab_call call = {.error = error, .out = out};
    const struct lab_view *view = parse(&call, command, error);
    size_t before = out->used;
    if (!view)
        return false;
    view->show(&call);
    if (call.failed) {
        out->used = before;
        if (out->bytes)
            out->bytes[before] = 0;
    }
    return !call.failed;
}

void lab_fail(struct lab_call *call, const char *format, ...)
{
    va_list arguments;
    if (call->failed)
        return;
    va_start(arguments, format);
    vsnprintf(call->error, LAB_ERROR_SIZE, format, arguments);
    va_end(arguments);
    call->failed = true;
}

enum ev_kind lab_event_named(const char *name)
{
    int kind = 0;
    while (kind < EV_KINDS && strcasecmp(event_name((enum ev_kind)kind), name) != 0)
        kind++;
    return (enum ev_kind)kind;
}
