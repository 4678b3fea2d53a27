/*
 * The public questions to a report.
 */
#include "report/report.h"
#include <ntsim/ntsim.h>

#include <stdlib.h>
#include <string.h>

enum ntsim_outcome ntsim_report_outcome(const struct ntsim_report *report)
{
    return report->outcome;
}

uint32_t ntsim_report_bugcheck(const struct ntsim_report *report)
{
    return report->outcome == NTSIM_BUGCHECK ? report->end.code : 0;
}

uint64_t ntsim_report_parameter(const struct ntsim_report *report, unsigned index)
{
    return index < 4 ? report->end.parameter[index] : 0;
}

enum ntsim_verdict ntsim_report_verdict(const struct ntsim_report *report, const char *driver)
{
    for (size_t i = 0; i < report->driver_count; i++)
        if (strcmp(report->drivers[i].name, driver) == 0)
            return report->drivers[i].verdict;
    return NTSIM_UNLOADED;
}

uint64_t ntsim_report_trace_hash(const struct ntsim_report *report)
{
    return report->trace_hash;
}

bool ntsim_report_as_expected(const struct ntsim_report *report)
{
    return report_as_expected(report);
}

bool ntsim_report_clean(const struct ntsim_report *report)
{
    return report_clean(report);
}

int ntsim_report_exit_code(const struct ntsim_report *report)
{
    if (report->outcome == NTSIM_NOT_MODELLED || report->outcome == NTSIM_BROKEN)
        return 4;
    if (report->outcome == NTSIM_INCONCLUSIVE)
        return 3;
    if (report->diverged[0])
        return report_clean(report) || (!report->near.found && report_as_expected(report)) ? 3 : 1;
    return report_as_expected(report) ? 0 : 1;
}

const char *ntsim_report_replay(const struct ntsim_report *report)
{
    return report->replay.bytes ? report->replay.bytes : "";
}

const char *ntsim_report_schedule(const struct ntsim_report *report)
{
    return report->schedule;
}

const char *ntsim_report_diverged(const struct ntsim_report *report)
{
    return report->diverged[0] ? report->diverged : NULL;
}

bool ntsim_report_driver_changed(const struct ntsim_report *report)
{
    return report->driver_changed;
}

const char *ntsim_report_events(const struct ntsim_report *report)
{
    return report->events.bytes;
}

void ntsim_report_print(const struct ntsim_report *report, FILE *out)
{
    report_print(report, out);
}

char *ntsim_report_text(const struct ntsim_report *report)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    report_print(report, out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

char *ntsim_report_json(const struct ntsim_report *report)
{
    return report_json(report);
}

char *ntsim_report_junit(const struct ntsim_report *report)
{
    return report_junit(report);
}

char *ntsim_report_sarif(const struct ntsim_report *report)
{
    return report_sarif(report, ntsim_version());
}

void ntsim_report_free(struct ntsim_report *report)
{
    if (!report)
        return;
    text_free(&report->replay);
    text_free(&report->story);
    text_free(&report->events);
    for (size_t i = 0; i < report->view_count; i++)
        text_free(&report->views[i].text);
    free(report->views);
    text_free(&report->timeline);
    free(report->schedule);
    report_stages_free(report->search.stages, report->search.stage_count);
    coverage_free(&report->search.coverage);
    free(report);
}

const char *ntsim_outcome_name(enum ntsim_outcome outcome)
{
    return report_outcome_name(outcome);
}

const char *ntsim_verdict_name(enum ntsim_verdict verdict)
{
    return report_verdict_name(verdict);
}

const char *ntsim_version(void)
{
    return "0.1.0";
}
