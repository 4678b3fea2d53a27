/*
 * A report for people: what happened in order, the blue screen, what became of each driver, and on the last line the outcome.
 */
#include "base/bugcheck.h"
#include "base/status.h"
#include "report/report.h"

#include <string.h>

const char *report_outcome_name(enum ntsim_outcome outcome)
{
    static const char *const names[] = {"quiet", "bugcheck", "rule", "check", "deadlock", "hang", "storm", "not modelled", "broken", "inconclusive"};
    return names[outcome];
}

const char *report_verdict_name(enum ntsim_verdict verdict)
{
    static const char *const names[] = {"unloaded", "refused", "pending", "wedged", "crashed later"};
    return names[verdict];
}

static const char *bugcheck_name(const struct ntsim_report *report)
{
    const struct bugcheck_text *text = bugcheck_text(report->end.code);
    return text ? text->name : "(a code of the driver's own)";
}

static const char *const routine_kinds[] = {"DriverEntry", "DriverUnload", "Reinitialize", "AddDevice", "dispatch", "completion", "cancel", "StartIo", "DPC", "timer DPC", "interrupt service",
                                            "SynchCritSection", "work item", "thread", "IoTimer", "callback", "cancel-safe queue", "notification", "bug check callback", "no"};

static void print_blue_screen(const struct ntsim_report *report, FILE *out)
{
    const struct ke_end *end = &report->end;
    const struct bugcheck_text *bugcheck = bugcheck_text(end->code);
    char time[40];
    fprintf(out, "\n*** STOP 0x%08X  %s\n", end->code, bugcheck_name(report));
    for (int i = 0; i < 4; i++)
        fprintf(out, "    %d: 0x%016llX  %s\n", i + 1, (unsigned long long)end->parameter[i],
                bugcheck && bugcheck->parameter[i] ? bugcheck->parameter[i] : "");
    fprintf(out, "    at %s s on processor %u, IRQL %u, thread %u", report_time(report, end->at_100ns, time, sizeof time), end->cpu, end->irql, end->context & 0xFFFFFF);
    if (end->doing < KE_ROUTINE_KINDS)
        fprintf(out, ", in a%s %s routine", strchr("AIi", routine_kinds[end->doing][0]) ? "n" : "", routine_kinds[end->doing]);
    if (end->routine)
        fprintf(out, ", calling %s", ddi_rows[end->routine].name);
    fprintf(out, "\n");
}

/* An image that is gone was called. */
static bool ran_too_late(const struct ntsim_report *report)
{
    return report->end.code == 0xCE || report->end.code == 0xD4;
}

static void print_blame(const struct ntsim_report *report, FILE *out)
{
    const struct ke_blame *blame = &report->end.blame;
    char time[40];
    if (report->culprit.where[0])
        fprintf(out, "    culprit: %s\n", report->culprit.where);
    if (report->outcome == NTSIM_BUGCHECK && report->end.text[0])
        fprintf(out, "    why: %s\n", report->end.text);
    if (blame->object_kind)
        fprintf(out, blame->object_id ? "    %s: %s %u\n" : "    %s: %s\n", ran_too_late(report) ? "still pointed to by" : "object", blame->object_kind, blame->object_id & 0xFFFFFF);
    if (report->vanished_routine.where[0] && strcmp(report->vanished_routine.where, report->culprit.where) != 0)
        fprintf(out, "    routine: %s\n", report->vanished_routine.where);
    if (report->armed_by.where[0])
        fprintf(out, blame->armed_context ? "    %s: %s at %s s, thread %u\n" : "    %s: %s at %s s\n", blame->armed_what ? blame->armed_what : "armed by", report->armed_by.where,
                report_time(report, blame->armed_at, time, sizeof time), blame->armed_context & 0xFFFFFF);
    for (unsigned i = 0; i < report->end.call_count; i++)
        fprintf(out, "    %s %s\n", i ? "     " : "stack", report->calls[i].where);
}

static const char *status_text(uint32_t status)
{
    const char *name = status_name(status);
    return name ? name : "an unknown status";
}

static void print_verdict_sentence(const struct ntsim_report *report, const struct report_driver *driver, FILE *out)
{
    char asked[40], gone[40];
    switch (driver->verdict) {
    case NTSIM_UNLOADED:
        if (!driver->loaded)
            fprintf(out, "never loaded");
        else
            fprintf(out, "unloaded, image gone at %s s", report_time(report, driver->info.gone_at, gone, sizeof gone));
        break;
    case NTSIM_REFUSED:
        fprintf(out, "refused to stop: %s (Win32 error %u)", status_text((uint32_t)driver->info.stop_status), driver->stop_error);
        break;
    case NTSIM_PENDING:
        fprintf(out, "still in memory when the run ended");
        break;
    case NTSIM_WEDGED:
        if (driver->info.entry_failed) {
            fprintf(out, "WEDGED: DriverEntry failed, and the image never leaves");
            break;
        }
        fprintf(out, "WEDGED: asked to stop at %s s; %s and the image never leaves", report_time(report, driver->info.asked_at, asked, sizeof asked),
                driver->info.state == IO_UNLOAD_PENDING ? "DriverUnload is never called" : "DriverUnload has run");
        break;
    case NTSIM_CRASHED_LATER:
        fprintf(out, "left memory at %s s, and then something of it ran", report_time(report, driver->info.gone_at, gone, sizeof gone));
        break;
    }
    fprintf(out, "\n");
}

static void print_leak(const struct report_leak *leaked, FILE *out)
{
    const struct io_leak *leak = &leaked->leak;
    if (strcmp(leak->kind, "pool") == 0)
        fprintf(out, "  leaked: %zu bytes of pool in %zu block%s, tag '%s'", leak->bytes, leak->count, leak->count == 1 ? "" : "s", leak->object);
    else
        fprintf(out, "  leaked: %s%s%s", leak->kind, leak->object[0] ? " " : "", leak->object);
    if (strcmp(leak->kind, "pool") != 0 && leak->count > 1)
        fprintf(out, " (%zu times)", leak->count);
    if (leaked->where.where[0])
        fprintf(out, ", made in %s", leaked->where.where);
    fprintf(out, "\n");
}

static void print_driver(const struct ntsim_report *report, const struct report_driver *driver, FILE *out)
{
    char time[40];
    fprintf(out, "driver %s: ", driver->name);
    if (driver->start_tried && driver->start_error)
        fprintf(out, "did not start (Win32 error %u); ", driver->start_error);
    print_verdict_sentence(report, driver, out);
    for (size_t i = 0; i < driver->holder_count; i++) {
        const struct report_holder *held = &driver->holders[i];
        fprintf(out, "  held by: %s", held->holder.kind);
        if (held->holder.object[0])
            fprintf(out, " %s", held->holder.object);
        if (held->holder.count > 1)
            fprintf(out, " (%lld times)", (long long)held->holder.count);
        if (held->holder.holder[0])
            fprintf(out, ", %s", held->holder.holder);
        if (held->where.where[0])
            fprintf(out, ", taken in %s", held->where.where);
        if (held->holder.at_100ns)
            fprintf(out, " at %s s", report_time(report, held->holder.at_100ns, time, sizeof time));
        fprintf(out, "\n");
    }
    for (size_t i = 0; i < driver->leak_count; i++)
        print_leak(&driver->leaks[i], out);
}

static void print_end(const struct ntsim_report *report, FILE *out)
{
    const struct ke_end *end = &report->end;
    if (report->outcome == NTSIM_BUGCHECK)
        print_blue_screen(report, out);
    else if (report->outcome != NTSIM_QUIET && end->text[0])
        fprintf(out, "\n*** %s: %s\n", report_outcome_name(report->outcome), end->text);
    if (report->outcome == NTSIM_BUGCHECK || report->outcome == NTSIM_HANG || report->outcome == NTSIM_NOT_MODELLED || report->outcome == NTSIM_DEADLOCK)
        print_blame(report, out);
    if (report->session.crashed)
        fprintf(out, "\n*** the application crashed: exception 0x%08X in %s\n", report->session.crash_code, report->crash.where);
    fprintf(out, "\n");
}

static void print_findings(const struct ntsim_report *report, FILE *out)
{
    for (unsigned i = 0; i < report->end.finding_count; i++) {
        const struct report_place *where = &report->findings[i], *other = &report->other_findings[i];
        fprintf(out, "finding %s: %s%s%s\n", report->end.findings[i].rule, report->end.findings[i].text, where->where[0] && !other->where[0] ? ", in " : "",
                other->where[0] ? "" : where->where);
        if (other->where[0])
            fprintf(out, "  in %s\n  and, earlier, in %s\n", where->where, other->where);
    }
}

/* In per cent, with two figures. */
static const char *share_text(double share, char *text, size_t size)
{
    snprintf(text, size, share * 100 < 99.5 ? "%.2g" : "%.0f", share * 100);
    return text;
}

void report_print_coverage(const struct report_search *search, FILE *out)
{
    const struct coverage_figures figures = coverage_figures(&search->coverage);
    char share[24];
    if (!search->covered || !search->coverage.runs)
        return;
    fprintf(out, "coverage: %llu of %llu sites preempted, %llu of %llu ordered pairs", (unsigned long long)figures.preempted, (unsigned long long)figures.sites,
            (unsigned long long)figures.pairs, (unsigned long long)figures.pairs_possible);
    if (figures.interrupts)
        fprintf(out, ", %llu of %llu interrupt points", (unsigned long long)figures.taken, (unsigned long long)figures.interrupts);
    fprintf(out, "; %s%llu order%s of events seen, %s %% of the runs showed one that no other did: so often a further run would be new%s\n", figures.about ? "about " : "",
            (unsigned long long)figures.orders, figures.orders == 1 ? "" : "s", share_text(figures.unseen, share, sizeof share),
            search->level < 2 ? "; points of level 1: memory accesses between routines are not seen" : "");
}

static void print_search(const struct ntsim_report *report, FILE *out)
{
    const struct report_search *search = &report->search;
    fprintf(out, "searched: %llu schedules (%llu runs) in %.2f s, %.0f schedules/s\n", (unsigned long long)search->schedules, (unsigned long long)search->executions,
            search->seconds, search->seconds > 0 ? (double)search->schedules / search->seconds : 0.0);
    if (search->found && search->deviations_before > search->deviations)
        fprintf(out, "shortened: from %zu deviations to %zu\n", search->deviations_before, search->deviations);
    report_print_coverage(search, out);
    fprintf(out, "claim: %s\n", search->claim);
    fprintf(out, "outcome: %s\n", report_search_outcome(search));
}

static void print_divergence(const struct ntsim_report *report, FILE *out)
{
    const struct report_near *near = &report->near;
    if (report->driver_changed)
        fprintf(out, "note: a driver's source has changed since the schedule was made\n");
    if (report->diverged[0])
        fprintf(out, "the schedule diverged at %s\n", report->diverged);
    if (near->searched)
        fprintf(out, "searched around the other %zu of its %zu deviations: %s in %llu runs\n", near->given - near->lost, near->given, near->found ? "a failure was found" : "no failure",
                (unsigned long long)near->runs);
}

static void print_views(const struct ntsim_report *report, FILE *out)
{
    char time[40];
    for (size_t i = 0; i < report->view_count; i++)
        fprintf(out, "\n--- %s (%s, %s s) ---\n%s", report->views[i].command, report->views_at, report_time(report, report->views_time, time, sizeof time),
                report->views[i].text.bytes ? report->views[i].text.bytes : "");
}

void report_print(const struct ntsim_report *report, FILE *out)
{
    if (report->title[0])
        fprintf(out, "%s\n\n", report->title);
    if (report->story.used)
        fwrite(report->story.bytes, 1, report->story.used, out);
    if (report->timeline.used)
        fprintf(out, "\nwho did what:\n\n%s", report->timeline.bytes);
    print_views(report, out);
    print_end(report, out);
    print_findings(report, out);
    for (size_t i = 0; i < report->driver_count; i++)
        print_driver(report, &report->drivers[i], out);
    if (report->damage[0])
        fprintf(out, "%s\n", report->damage);
    print_divergence(report, out);
    if (report->replay.used && (report->schedule || !report_as_expected(report)))
        fprintf(out, "replay: %s\n", report->replay.bytes);
    if (report->search.searched) {
        print_search(report, out);
        return;
    }
    fprintf(out, "outcome: %s", report_outcome_name(report->outcome));
    if (report->outcome == NTSIM_BUGCHECK)
        fprintf(out, " 0x%X %s", report->end.code, bugcheck_name(report));
    for (size_t i = 0; i < report->driver_count; i++)
        fprintf(out, "%s %s %s", i ? "," : ";", report->drivers[i].name, report_verdict_name(report->drivers[i].verdict));
    if (report->has_expect && !report->schedule) /* what is expected is said of the default schedule */
        fprintf(out, " (%s)", report_as_expected(report) ? "as expected" : "NOT as expected");
    fprintf(out, "\n");
}
