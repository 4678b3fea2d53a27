/*
 * What went wrong in a run, one SARIF result each: how it ended, what became of each driver, what was left behind, which rules were broken.
 */
#include "report/sarif.h"

#include "base/bugcheck.h"

#include <string.h>

/* 3.27.14: the calls that led there, innermost first. */
static void add_stack(const struct ntsim_report *report, json_t *result)
{
    json_t *frames = json_array(), *stacks = json_array(), *stack = json_object();
    for (unsigned i = 0; i < report->end.call_count; i++) {
        json_t *location = sarif_location(&report->calls[i]), *frame = json_object();
        if (location)
            put(frame, "location", location);
        append(frames, frame);
    }
    put(stack, "frames", frames);
    append(stacks, stack);
    if (report->end.call_count)
        json_object_set(result, "stacks", stacks);
    json_decref(stacks);
}

static void add_bugcheck(struct sarif *sarif)
{
    const struct ntsim_report *report = sarif->report;
    const struct bugcheck_text *known = bugcheck_text(report->end.code);
    char id[32], sentence[160], text[2048];
    struct sarif_related related[] = {{&report->vanished_routine, "the routine that ran"}, {&report->armed_by, "armed here"}, {NULL, NULL}};
    snprintf(id, sizeof id, "bugcheck-0x%X", report->end.code);
    snprintf(sentence, sizeof sentence, "Bug check 0x%X, %s.", report->end.code, known ? known->name : "a code of the driver's own");
    snprintf(text, sizeof text, "STOP 0x%08X %s in %s%s%s.", report->end.code, known ? known->name : "", report->culprit.where[0] ? report->culprit.where : "no driver",
             report->end.text[0] ? ": " : "", report->end.text);
    add_stack(report, sarif_add(sarif, (struct sarif_rule){id, sentence}, &report->culprit, text, related));
}

/* What stopped ntsim is told of ntsim, not of the driver. */
static void add_notification(struct sarif *sarif)
{
    json_t *object = json_object(), *message = json_object();
    put(message, "text", string(sarif->report->end.text));
    put(object, "level", json_string("error"));
    put(object, "message", message);
    append(sarif->notifications, object);
}

static void add_outcome(struct sarif *sarif)
{
    static const struct sarif_rule rules[] = {[NTSIM_RULE] = {"rule", "A rule was broken."},
                                              [NTSIM_CHECK] = {"check", "A check of the scenario failed."},
                                              [NTSIM_DEADLOCK] = {"deadlock", "Nothing can move any more."},
                                              [NTSIM_HANG] = {"hang", "A loop does not end."},
                                              [NTSIM_STORM] = {"interrupt-storm", "An interrupt is acknowledged by nobody."}};
    const struct ntsim_report *report = sarif->report;
    switch (report->outcome) {
    case NTSIM_QUIET:
        break;
    case NTSIM_BUGCHECK:
        add_bugcheck(sarif);
        break;
    case NTSIM_NOT_MODELLED:
    case NTSIM_BROKEN:
    case NTSIM_INCONCLUSIVE:
        add_notification(sarif);
        break;
    default:
        if (!report->session.crashed)
            add_stack(report, sarif_add(sarif, rules[report->outcome], &report->culprit, report->end.text, NULL));
        break;
    }
    if (report->session.crashed)
        sarif_add(sarif, (struct sarif_rule){"application-crash", "The application ended by an exception."}, &report->crash, "The application crashed.", NULL);
}

/* Where the first of those who hold it took hold; the others are related. */
static void add_held(struct sarif *sarif, const struct report_driver *driver, struct sarif_rule rule, const char *what)
{
    static const struct report_place nowhere;
    struct sarif_related related[REPORT_HOLDERS_MAX + 1] = {0};
    char text[512];
    size_t count = 0;
    int used = snprintf(text, sizeof text, "Driver %s %s", driver->name, what);
    for (size_t i = 0; i < driver->holder_count; i++) {
        const struct io_holder *holder = &driver->holders[i].holder;
        if ((size_t)used < sizeof text)
            used += snprintf(text + used, sizeof text - (size_t)used, "%s %s%s%s", i ? "," : "; held by:", holder->kind, holder->object[0] ? " " : "", holder->object);
        if (i)
            related[count++] = (struct sarif_related){&driver->holders[i].where, "held from here too"};
    }
    sarif_add(sarif, rule, driver->holder_count ? &driver->holders[0].where : &nowhere, text, related);
}

static void add_leaks(struct sarif *sarif, const struct report_driver *driver)
{
    for (size_t i = 0; i < driver->leak_count; i++) {
        const struct io_leak *leak = &driver->leaks[i].leak;
        char text[512];
        snprintf(text, sizeof text, "Driver %s has left and not given back: %s %s (%zu times).", driver->name, leak->kind, leak->object, leak->count);
        sarif_add(sarif, (struct sarif_rule){"leak", "A driver left something behind."}, &driver->leaks[i].where, text, NULL);
    }
}

static void add_driver(struct sarif *sarif, const struct report_driver *driver)
{
    bool ended = sarif->report->outcome == NTSIM_QUIET; /* else the run's end is why it is still there */
    if (driver->start_tried && driver->start_error)
        add_held(sarif, driver, (struct sarif_rule){"start-failed", "A driver did not start."}, "did not start");
    if (ended && driver->verdict == NTSIM_WEDGED)
        add_held(sarif, driver, (struct sarif_rule){"wedged", "A driver was asked to stop, and its image never leaves."}, "never leaves");
    if (ended && driver->verdict == NTSIM_REFUSED)
        add_held(sarif, driver, (struct sarif_rule){"stop-refused", "A driver could not be stopped."}, "refused to stop");
    if (ended && driver->verdict == NTSIM_PENDING)
        add_held(sarif, driver, (struct sarif_rule){"never-stopped", "A driver was still loaded at the end."}, "was still in memory when the run ended");
    add_leaks(sarif, driver);
}

/* "data race" is no id; "data-race" is. */
static void add_finding(struct sarif *sarif, unsigned i)
{
    const struct ntsim_report *report = sarif->report;
    struct sarif_related related[] = {{&report->other_findings[i], "and, earlier, here"}, {NULL, NULL}};
    char id[sizeof report->end.findings[i].rule], sentence[64];
    snprintf(id, sizeof id, "%s", report->end.findings[i].rule);
    for (char *at = id; *at; at++)
        *at = *at == ' ' ? '-' : *at;
    snprintf(sentence, sizeof sentence, "Rule: %s.", report->end.findings[i].rule);
    sarif_add(sarif, (struct sarif_rule){id, sentence}, &report->findings[i], report->end.findings[i].text, related);
}

void sarif_add_results(struct sarif *sarif)
{
    add_outcome(sarif);
    for (size_t i = 0; i < sarif->report->driver_count; i++)
        add_driver(sarif, &sarif->report->drivers[i]);
    for (unsigned i = 0; i < sarif->report->end.finding_count; i++)
        add_finding(sarif, i);
}
