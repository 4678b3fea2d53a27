#include "api/views.h"

#include "api/run.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STACK_SIZE (1024 * 1024)

/* "0.5", "0.5s", "0.5 s" */
static bool take_time(struct views *views)
{
    char *end;
    double seconds = strtod(views->at, &end);
    if (end == views->at || seconds < 0 || seconds > 1e9)
        return false;
    end += strspn(end, " ");
    end += *end == 's';
    views->kind = EV_KINDS;
    views->time_100ns = (uint64_t)(seconds * 1e7 + 0.5);
    return *end == 0;
}

static bool take_moment(struct views *views)
{
    if (!views->at)
        return true;
    views->kind = lab_event_named(views->at);
    if (views->kind != EV_KINDS || take_time(views))
        return true;
    return api_fail("the views cannot be shown at %s: it is no time in seconds (0.5) and no event (IMAGE_FREE, UNLOAD, BUGCHECK, ...)", views->at);
}

bool views_prepare(struct views *views, const struct ntsim_options *options, struct ntsim_report *report)
{
    *views = (struct views){.commands = options->views, .report = report, .at = options->view_at};
    size_t n = 0;
    for (; views->commands && views->commands[n]; n++)
        if (!lab_check(views->commands[n], views->error))
            return api_fail("%s", views->error);
    if (views->at && !n)
        return api_fail("there is a moment for views (%s), but no view", views->at);
    if (n)
        report->views = host_take(n, sizeof *report->views);
    return take_moment(views);
}

bool views_trace_references(const struct views *views)
{
    for (const char *const *command = views->commands; command && *command; command++)
        if (strncasecmp(*command + (**command == '!'), "obtrace", 7) == 0)
            return true;
    return false;
}

static void show_all(struct views *views)
{
    struct ntsim_report *report = views->report;
    views->shown = true;
    for (const char *const *command = views->commands; command && *command; command++) {
        struct report_view *view = &report->views[report->view_count++];
        snprintf(view->command, sizeof view->command, "%s", *command);
        if (!lab_show(*command, &view->text, views->error))
            return;
    }
}

static uintptr_t show_there(void *context)
{
    show_all(context);
    return 0;
}

static bool is_moment(const struct views *views, const struct event *event)
{
    if (views->kind != EV_KINDS)
        return event->kind == views->kind;
    return event->time_100ns >= ke_start_time() + views->time_100ns;
}

/* They only read, so the run goes on as if nobody had looked. */
static void on_event(void *context, const struct event *event)
{
    struct views *views = context;
    if (views->shown || !is_moment(views, event))
        return;
    snprintf(views->report->views_at, sizeof views->report->views_at, "at %.64s", event_name((enum ev_kind)event->kind));
    views->report->views_time = event->time_100ns;
    host_call_on((char *)views->stack + STACK_SIZE, show_there, views);
}

void views_listen(struct views *views)
{
    if (!views->commands || !views->at)
        return;
    views->stack = host_resize(NULL, STACK_SIZE);
    event_listen(on_event, views);
}

bool views_finish(struct views *views)
{
    if (views->stack)
        event_unlisten(on_event, views);
    free(views->stack);
    views->stack = NULL;
    if (!views->shown && views->commands) {
        snprintf(views->report->views_at, sizeof views->report->views_at, views->at ? "at the end, for %.64s never came" : "at the end%s", views->at ? views->at : "");
        views->report->views_time = ke_now();
        show_all(views);
    }
    return !views->error[0] || api_fail("%s", views->error);
}

int ntsim_report_view(const struct ntsim_report *report, const char *command, FILE *out)
{
    for (size_t i = 0; i < report->view_count; i++) {
        const struct report_view *view = &report->views[i];
        if (strcmp(view->command, command) != 0)
            continue;
        fwrite(view->text.bytes ? view->text.bytes : "", 1, view->text.used, out);
        return 0;
    }
    api_fail("the run was not asked for the view %.100s", command);
    return 2;
}

const char *ntsim_view_name(size_t index)
{
    const struct lab_view *list;
    return index < lab_views(&list) ? list[index].name : NULL;
}

const char *ntsim_view_help(const char *name, const char **arguments)
{
    const struct lab_view *list;
    size_t n = lab_views(&list);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i].name, name) != 0)
            continue;
        *arguments = list[i].arguments;
        return list[i].help;
    }
    return NULL;
}
