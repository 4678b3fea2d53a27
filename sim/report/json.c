/*
 * The report as JSON ("format": 1). Host figures would stand apart under "host"; there are none here, so equal runs give equal bytes.
 */
#include "base/bugcheck.h"
#include "base/status.h"
#include "report/shard.h"

#include <string.h>

static json_t *hex(uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "0x%llx", (unsigned long long)value);
    return json_string(text);
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
    put(object, "where", string(place->where));
    put(object, "driver", text_or_null(place->driver));
    put(object, "routine", text_or_null(place->routine));
    put(object, "file", text_or_null(report_base_name(place->file)));
    put(object, "line", json_integer(place->line));
    return object;
}

static json_t *bugcheck(const struct ntsim_report *report)
{
    if (report->outcome != NTSIM_BUGCHECK)
        return json_null();
    const struct ke_end *end = &report->end;
    json_t *object = json_object(), *parameters = json_array();
    for (int i = 0; i < 4; i++)
        append(parameters, hex(end->parameter[i]));
    put(object, "code", json_integer(end->code));
    put(object, "name", text_or_null(bugcheck_text(end->code) ? bugcheck_text(end->code)->name : NULL));
    put(object, "parameters", parameters);
    put(object, "driver", text_or_null(report->culprit_driver));
    put(object, "routine", place(report->vanished_routine.where[0] ? &report->vanished_routine : &report->culprit));
    put(object, "culprit", place(&report->culprit));
    put(object, "object", text_or_null(end->blame.object_kind));
    put(object, "armed_by", place(&report->armed_by));
    put(object, "why", text_or_null(end->text));
    put(object, "irql", json_integer(end->irql));
    put(object, "processor", json_integer(end->cpu));
    return object;
}

static json_t *holders(const struct report_driver *driver)
{
    json_t *array = json_array();
    for (size_t i = 0; i < driver->holder_count; i++) {
        const struct io_holder *holder = &driver->holders[i].holder;
        json_t *object = json_object();
        put(object, "kind", json_string(holder->kind));
        put(object, "object", text_or_null(holder->object));
        put(object, "count", json_integer(holder->count));
        put(object, "holder", text_or_null(holder->holder));
        put(object, "where", place(&driver->holders[i].where));
        append(array, object);
    }
    return array;
}

static json_t *leaks(const struct report_driver *driver)
{
    json_t *array = json_array();
    for (size_t i = 0; i < driver->leak_count; i++) {
        const struct io_leak *leak = &driver->leaks[i].leak;
        json_t *object = json_object();
        put(object, "kind", json_string(leak->kind));
        put(object, "object", text_or_null(leak->object));
        put(object, "bytes", json_integer((json_int_t)leak->bytes));
        put(object, "count", json_integer((json_int_t)leak->count));
        put(object, "where", place(&driver->leaks[i].where));
        append(array, object);
    }
    return array;
}

static json_t *verdicts(const struct ntsim_report *report)
{
    json_t *object = json_object();
    for (size_t i = 0; i < report->driver_count; i++) {
        const struct report_driver *driver = &report->drivers[i];
        json_t *verdict = json_object();
        put(verdict, "verdict", json_string(report_verdict_name(driver->verdict)));
        put(verdict, "status", driver->verdict == NTSIM_REFUSED ? text_or_null(status_name((uint32_t)driver->info.stop_status)) : json_null());
        put(verdict, "start_error", json_integer(driver->start_error));
        put(verdict, "stop_error", json_integer(driver->stop_error));
        put(verdict, "holders", holders(driver));
        put(verdict, "leaks", leaks(driver));
        char *name = text_as_utf8(driver->name);
        put(object, name, verdict);
        free(name);
    }
    return object;
}

static json_t *findings(const struct ntsim_report *report)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < report->end.finding_count; i++) {
        json_t *object = json_object();
        put(object, "rule", json_string(report->end.findings[i].rule));
        put(object, "text", string(report->end.findings[i].text));
        put(object, "where", place(&report->findings[i]));
        if (report->other_findings[i].where[0])
            put(object, "other", place(&report->other_findings[i]));
        append(array, object);
    }
    return array;
}

/* Null: the shards went on behind the failure that counts, each in its own way. */
static json_t *coverage(const struct report_search *search)
{
    const struct coverage_figures figures = coverage_figures(&search->coverage);
    if (!search->covered)
        return json_null();
    json_t *object = json_object();
    put(object, "sites", json_integer((json_int_t)figures.sites));
    put(object, "sites_preempted", json_integer((json_int_t)figures.preempted));
    put(object, "pairs", json_integer((json_int_t)figures.pairs));
    put(object, "pairs_possible", json_integer((json_int_t)figures.pairs_possible));
    put(object, "interrupts", json_integer((json_int_t)figures.interrupts));
    put(object, "interrupts_taken", json_integer((json_int_t)figures.taken));
    put(object, "orders", json_integer((json_int_t)figures.orders));
    put(object, "orders_once", json_integer((json_int_t)figures.once));
    put(object, "about", json_boolean(figures.about));
    put(object, "unseen", json_real(figures.unseen));
    put(object, "complete_bound", search->bound >= 0 && search->shards < 2 ? json_integer(search->bound) : json_null());
    return object;
}

/* How the shown run ended stands under `failure`; `outcome` is the search's. What a shard has says nothing about the whole. */
void search_json(json_t *root, const struct report_search *search)
{
    json_t *host = json_object();
    bool part = search->shards > 1;
    put(root, "outcome", json_string(report_search_outcome(search)));
    put(root, "strategy", text_or_null(search->strategy));
    put(root, "schedules", json_integer((json_int_t)search->schedules));
    put(root, "first_failure", search->found ? json_integer((json_int_t)search->first_failure) : json_null());
    put(root, "bound", search->bound >= 0 && !part ? json_integer(search->bound) : json_null());
    put(root, "complete", json_boolean(search->complete && !part));
    put(root, "claim", string(search->claim));
    put(root, "deviations", search->found ? json_integer((json_int_t)search->deviations) : json_null());
    put(root, "coverage", coverage(search));
    put(root, "rate", json_real(search->seconds > 0 ? (double)search->schedules / search->seconds : 0));
    put(host, "seconds", json_real(search->seconds));
    put(root, "host", host);
}

static void add_search(json_t *root, const struct ntsim_report *report)
{
    put(root, "failure", report->search.found ? json_string(report_outcome_name(report->outcome)) : json_null());
    search_json(root, &report->search);
    if (report->search.shards)
        put(root, "shard", shard_json(report));
}

static json_t *near_search(const struct report_near *near)
{
    json_t *object = json_object();
    put(object, "found", json_boolean(near->found));
    put(object, "runs", json_integer((json_int_t)near->runs));
    put(object, "deviations", json_integer((json_int_t)near->given));
    put(object, "lost", json_integer((json_int_t)near->lost));
    return object;
}

static json_t *views(const struct ntsim_report *report)
{
    json_t *array = json_array();
    for (size_t i = 0; i < report->view_count; i++) {
        json_t *object = json_object();
        put(object, "command", string(report->views[i].command));
        put(object, "text", string(report->views[i].text.bytes ? report->views[i].text.bytes : ""));
        append(array, object);
    }
    return array;
}

char *report_json(const struct ntsim_report *report)
{
    json_t *root = json_object();
    put(root, "format", json_integer(1));
    put(root, "scenario", text_or_null(report->scenario));
    put(root, "outcome", json_string(report_outcome_name(report->outcome)));
    put(root, "as_expected", json_boolean(report_as_expected(report)));
    put(root, "text", text_or_null(report->end.text));
    put(root, "bugcheck", bugcheck(report));
    put(root, "verdict", verdicts(report));
    put(root, "findings", findings(report));
    put(root, "processors", json_integer(report->processors));
    put(root, "time_100ns", json_integer((json_int_t)(report->end_time - report->start_time)));
    put(root, "steps", json_integer((json_int_t)report->steps));
    put(root, "trace_hash", hex(report->trace_hash));
    put(root, "schedule", text_or_null(report->schedule));
    put(root, "diverged", text_or_null(report->diverged));
    put(root, "driver_changed", json_boolean(report->driver_changed));
    if (report->near.searched)
        put(root, "searched_around", near_search(&report->near));
    put(root, "replay", text_or_null(report->replay.bytes));
    if (report->view_count)
        put(root, "views", views(report));
    if (report->search.searched)
        add_search(root, report);
    char *json = json_dumps(root, JSON_INDENT(2));
    struct text text = {0};
    if (!json)
        host_out_of_memory();
    text_add_bytes(&text, json, strlen(json));
    text_add(&text, "\n");
    free(json);
    json_decref(root);
    return text.bytes;
}
