/*
 * The report as JSON ("format": 1). Host figures would stand apart under "host"; there are none here, so equal runs give equal bytes.
 */
#include "base/bugcheck.h"
#include "base/status.h"
#include "report/report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *hex(uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "0x%llx", (unsigned long long)value);
    return json_string(text);
}

static json_t *string(const char *raw)
{
    char *text = text_as_utf8(raw);
    json_t *value = json_string(text);
    free(text);
    return value;
}

static json_t *text_or_null(const char *text)
{
    return text && text[0] ? string(text) : json_null();
}

static json_t *place(const struct report_place *place)
{
    if (!place->where[0])
        return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "where", string(place->where));
    json_object_set_new(object, "driver", text_or_null(place->driver));
    json_object_set_new(object, "routine", text_or_null(place->routine));
    json_object_set_new(object, "file", text_or_null(report_base_name(place->file)));
    json_object_set_new(object, "line", json_integer(place->line));
    return object;
}

static json_t *bugcheck(const struct ntsim_report *report)
{
    if (report->outcome != NTSIM_BUGCHECK)
        return json_null();
    const struct ke_end *end = &report->end;
    json_t *object = json_object(), *parameters = json_array();
    for (int i = 0; i < 4; i++)
        json_array_append_new(parameters, hex(image_simulated(end->parameter[i])));
    json_object_set_new(object, "code", json_integer(end->code));
    json_object_set_new(object, "name", text_or_null(bugcheck_text(end->code) ? bugcheck_text(end->code)->name : NULL));
    json_object_set_new(object, "parameters", parameters);
    json_object_set_new(object, "driver", text_or_null(report->culprit_driver));
    json_object_set_new(object, "routine", place(report->vanished_routine.where[0] ? &report->vanished_routine : &report->culprit));
    json_object_set_new(object, "culprit", place(&report->culprit));
    json_object_set_new(object, "object", text_or_null(end->blame.object_kind));
    json_object_set_new(object, "armed_by", place(&report->armed_by));
    json_object_set_new(object, "why", text_or_null(end->blame.sentence));
    json_object_set_new(object, "irql", json_integer(end->irql));
    json_object_set_new(object, "processor", json_integer(end->cpu));
    return object;
}

static json_t *holders(const struct report_driver *driver)
{
    json_t *array = json_array();
    for (size_t i = 0; i < driver->holder_count; i++) {
        const struct io_holder *holder = &driver->holders[i].holder;
        json_t *object = json_object();
        json_object_set_new(object, "kind", json_string(holder->kind));
        json_object_set_new(object, "object", text_or_null(holder->object));
        json_object_set_new(object, "count", json_integer(holder->count));
        json_object_set_new(object, "holder", text_or_null(holder->holder));
        json_object_set_new(object, "where", place(&driver->holders[i].where));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *leaks(const struct report_driver *driver)
{
    json_t *array = json_array();
    for (size_t i = 0; i < driver->leak_count; i++) {
        const struct io_leak *leak = &driver->leaks[i].leak;
        json_t *object = json_object();
        json_object_set_new(object, "kind", json_string(leak->kind));
        json_object_set_new(object, "object", text_or_null(leak->object));
        json_object_set_new(object, "bytes", json_integer((json_int_t)leak->bytes));
        json_object_set_new(object, "count", json_integer((json_int_t)leak->count));
        json_object_set_new(object, "where", place(&driver->leaks[i].where));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *verdicts(const struct ntsim_report *report)
{
    json_t *object = json_object();
    for (size_t i = 0; i < report->driver_count; i++) {
        const struct report_driver *driver = &report->drivers[i];
        json_t *verdict = json_object();
        json_object_set_new(verdict, "verdict", json_string(report_verdict_name(driver->verdict)));
        json_object_set_new(verdict, "status", driver->verdict == NTSIM_REFUSED ? text_or_null(status_name((uint32_t)driver->info.stop_status)) : json_null());
        json_object_set_new(verdict, "start_error", json_integer(driver->start_error));
        json_object_set_new(verdict, "stop_error", json_integer(driver->stop_error));
        json_object_set_new(verdict, "holders", holders(driver));
        json_object_set_new(verdict, "leaks", leaks(driver));
        char *name = text_as_utf8(driver->name);
        json_object_set_new(object, name, verdict);
        free(name);
    }
    return object;
}

static json_t *findings(const struct ntsim_report *report)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < report->end.finding_count; i++) {
        json_t *object = json_object();
        json_object_set_new(object, "rule", json_string(report->end.findings[i].rule));
        json_object_set_new(object, "text", string(report->end.findings[i].text));
        json_object_set_new(object, "where", place(&report->findings[i]));
        if (report->other_findings[i].where[0])
            json_object_set_new(object, "other", place(&report->other_findings[i]));
        json_array_append_new(array, object);
    }
    return array;
}

/* What a search adds; `outcome` then is the search's, and how the shown run ended stands under `failure`. */
static void add_search(json_t *root, const struct ntsim_report *report)
{
    const struct report_search *search = &report->search;
    json_t *host = json_object();
    json_object_set_new(root, "failure", search->found ? json_string(report_outcome_name(report->outcome)) : json_null());
    json_object_set_new(root, "outcome", json_string(search->found ? "found" : search->repeatable && !search->cut_runs ? "clean" : "inconclusive"));
    json_object_set_new(root, "strategy", text_or_null(search->strategy));
    json_object_set_new(root, "schedules", json_integer((json_int_t)search->schedules));
    json_object_set_new(root, "first_failure", search->found ? json_integer((json_int_t)search->first_failure) : json_null());
    json_object_set_new(root, "bound", search->bound >= 0 ? json_integer(search->bound) : json_null());
    json_object_set_new(root, "complete", json_boolean(search->complete));
    json_object_set_new(root, "claim", json_string(search->claim));
    json_object_set_new(root, "deviations", search->found ? json_integer((json_int_t)search->deviations) : json_null());
    json_object_set_new(root, "rate", json_real(search->seconds > 0 ? (double)search->schedules / search->seconds : 0));
    json_object_set_new(host, "seconds", json_real(search->seconds));
    json_object_set_new(root, "host", host);
}

static json_t *near_search(const struct report_near *near)
{
    json_t *object = json_object();
    json_object_set_new(object, "found", json_boolean(near->found));
    json_object_set_new(object, "runs", json_integer((json_int_t)near->runs));
    json_object_set_new(object, "deviations", json_integer((json_int_t)near->given));
    json_object_set_new(object, "lost", json_integer((json_int_t)near->lost));
    return object;
}

static json_t *views(const struct ntsim_report *report)
{
    json_t *array = json_array();
    for (size_t i = 0; i < report->view_count; i++) {
        json_t *object = json_object();
        json_object_set_new(object, "command", string(report->views[i].command));
        json_object_set_new(object, "text", string(report->views[i].text.bytes ? report->views[i].text.bytes : ""));
        json_array_append_new(array, object);
    }
    return array;
}

char *report_json(const struct ntsim_report *report)
{
    json_t *root = json_object();
    json_object_set_new(root, "format", json_integer(1));
    json_object_set_new(root, "scenario", text_or_null(report->scenario));
    json_object_set_new(root, "outcome", json_string(report_outcome_name(report->outcome)));
    json_object_set_new(root, "as_expected", json_boolean(report_as_expected(report)));
    json_object_set_new(root, "text", text_or_null(report->end.text));
    json_object_set_new(root, "bugcheck", bugcheck(report));
    json_object_set_new(root, "verdict", verdicts(report));
    json_object_set_new(root, "findings", findings(report));
    json_object_set_new(root, "processors", json_integer(report->processors));
    json_object_set_new(root, "time_100ns", json_integer((json_int_t)(report->end_time - report->start_time)));
    json_object_set_new(root, "steps", json_integer((json_int_t)report->steps));
    json_object_set_new(root, "trace_hash", hex(report->trace_hash));
    json_object_set_new(root, "schedule", text_or_null(report->schedule));
    json_object_set_new(root, "diverged", text_or_null(report->diverged));
    json_object_set_new(root, "driver_changed", json_boolean(report->driver_changed));
    if (report->near.searched)
        json_object_set_new(root, "searched_around", near_search(&report->near));
    json_object_set_new(root, "replay", text_or_null(report->replay));
    if (report->view_count)
        json_object_set_new(root, "views", views(report));
    if (report->search.searched)
        add_search(root, report);
    char *json = json_dumps(root, JSON_INDENT(2));
    struct text text = {0};
    text_add_bytes(&text, json ? json : "", json ? strlen(json) : 0);
    text_add(&text, "\n");
    free(json);
    json_decref(root);
    return text.bytes;
}
