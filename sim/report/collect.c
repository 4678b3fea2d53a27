/*
 * From the machine that has just ended to values of the host: outcome, verdict of each driver, holders, leaks, places by name.
 */
#include "ke/end.h"
#include "ke/fault.h"
#include "mm/mm.h"
#include "report/report.h"

#include <string.h>

const char *report_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void report_place_of(uintptr_t address, struct report_place *place)
{
    *place = (struct report_place){0};
    if (!address)
        return;
    image_describe(address, place->where, sizeof place->where);
    const struct image_file *file = image_file_at(address);
    struct host_symbol symbol;
    if (!file)
        return;
    snprintf(place->driver, sizeof place->driver, "%s", file->name);
    if (!image_symbol(address, &symbol))
        return;
    snprintf(place->routine, sizeof place->routine, "%s", symbol.routine);
    snprintf(place->file, sizeof place->file, "%s", symbol.file);
    place->line = symbol.line;
}

enum ntsim_outcome report_outcome(enum ke_outcome outcome)
{
    static const enum ntsim_outcome outcomes[] = {[KE_QUIET] = NTSIM_QUIET, [KE_BUGCHECK] = NTSIM_BUGCHECK, [KE_RULE] = NTSIM_RULE, [KE_CHECK] = NTSIM_CHECK,
                                                  [KE_DEADLOCK] = NTSIM_DEADLOCK, [KE_HANG] = NTSIM_HANG, [KE_STORM] = NTSIM_STORM,
                                                  [KE_NOT_MODELLED] = NTSIM_NOT_MODELLED, [KE_BROKEN] = NTSIM_BROKEN, [KE_OUT_OF_STEPS] = NTSIM_INCONCLUSIVE, [KE_STOPPED] = NTSIM_INCONCLUSIVE};
    return outcomes[outcome];
}

/* The image at fault had left memory when it was called. */
static bool crashed_later(const struct ntsim_report *report, const struct report_driver *driver)
{
    const struct image *gone = report->end.blame.gone_image ? image_by_id(report->end.blame.gone_image) : NULL;
    const char *name = gone ? gone->file->name : report->culprit_driver;
    return report->outcome == NTSIM_BUGCHECK && driver->info.gone_at && strcmp(name, driver->name) == 0;
}

static enum ntsim_verdict verdict_of(const struct ntsim_report *report, const struct report_driver *driver)
{
    if (crashed_later(report, driver))
        return NTSIM_CRASHED_LATER;
    if (!driver->loaded || driver->info.state == IO_GONE)
        return NTSIM_UNLOADED;
    if (driver->info.state == IO_LOADED && driver->stop_tried && driver->info.entry_failed)
        return report->outcome == NTSIM_QUIET ? NTSIM_WEDGED : NTSIM_PENDING;
    if (driver->info.state == IO_LOADED && driver->stop_tried)
        return NTSIM_REFUSED;
    return report->outcome == NTSIM_QUIET && driver->info.state != IO_LOADED ? NTSIM_WEDGED : NTSIM_PENDING;
}

static void collect_holders(struct report_driver *driver)
{
    struct io_holder holders[REPORT_HOLDERS_MAX];
    driver->holder_count = io_driver_holders(driver->name, holders, REPORT_HOLDERS_MAX);
    if (driver->holder_count > REPORT_HOLDERS_MAX)
        driver->holder_count = REPORT_HOLDERS_MAX;
    for (size_t i = 0; i < driver->holder_count; i++) {
        driver->holders[i].holder = holders[i];
        report_place_of(holders[i].where, &driver->holders[i].where);
    }
}

static void collect_leaks(struct report_driver *driver)
{
    struct io_leak leaks[REPORT_LEAKS_MAX];
    size_t found = io_driver_leaks(driver->name, leaks, REPORT_LEAKS_MAX);
    driver->leak_count = found < REPORT_LEAKS_MAX ? found : REPORT_LEAKS_MAX;
    for (size_t i = 0; i < driver->leak_count; i++) {
        driver->leaks[i].leak = leaks[i];
        report_place_of(leaks[i].where, &driver->leaks[i].where);
    }
}

static void collect_drivers(struct ntsim_report *report)
{
    struct io_driver_info infos[MACHINE_DRIVERS_MAX];
    size_t count = io_drivers(infos, MACHINE_DRIVERS_MAX);
    for (size_t i = 0; i < report->session.driver_count; i++) {
        const struct machine_driver *noted = &report->session.drivers[i];
        struct report_driver *driver = &report->drivers[report->driver_count++];
        snprintf(driver->name, sizeof driver->name, "%s", noted->name);
        driver->start_tried = noted->start_tried;
        driver->stop_tried = noted->stop_tried;
        driver->start_error = noted->start_error;
        driver->stop_error = noted->stop_error;
    }
    for (size_t i = 0; i < count; i++) {
        struct report_driver *driver = NULL;
        for (size_t j = 0; j < report->driver_count && !driver; j++)
            if (strcmp(report->drivers[j].name, infos[i].name) == 0)
                driver = &report->drivers[j];
        if (!driver && report->driver_count < MACHINE_DRIVERS_MAX) {
            driver = &report->drivers[report->driver_count++];
            memcpy(driver->name, infos[i].name, sizeof driver->name);
        }
        if (!driver)
            continue;
        driver->loaded = true;
        driver->info = infos[i];
        if (infos[i].asked_at)
            driver->stop_tried = true;
    }
}

static void judge_drivers(struct ntsim_report *report)
{
    for (size_t i = 0; i < report->driver_count; i++) {
        struct report_driver *driver = &report->drivers[i];
        driver->verdict = verdict_of(report, driver);
        if (driver->verdict == NTSIM_WEDGED || driver->verdict == NTSIM_REFUSED || driver->verdict == NTSIM_PENDING)
            collect_holders(driver);
        if (driver->loaded && driver->info.state == IO_GONE)
            collect_leaks(driver);
    }
}

static void collect_end(struct ntsim_report *report)
{
    const struct ke_end *end = &report->end;
    report_place_of(end->blame.pc, &report->culprit);
    report_place_of(end->blame.routine, &report->vanished_routine);
    report_place_of(end->blame.armed_by, &report->armed_by);
    for (unsigned i = 0; i < end->call_count; i++)
        report_place_of(end->calls[i], &report->calls[i]);
    for (unsigned i = 0; i < end->finding_count; i++)
        report_place_of(end->findings[i].site, &report->findings[i]);
    for (unsigned i = 0; i < end->finding_count; i++)
        report_place_of(end->findings[i].other_site, &report->other_findings[i]);
    const struct image *image = end->culprit_image ? image_by_id(end->culprit_image) : NULL;
    snprintf(report->culprit_driver, sizeof report->culprit_driver, "%s", image ? image->file->name : "");
}

/* Reads objects that lie in drivers' reach. */
static void collect_machine(void *context)
{
    collect_drivers(context);
    judge_drivers(context);
}

/* What the report keeps must not change with the next machine: where an image lies is the host's. */
static void take_end(struct ntsim_report *report)
{
    report->end = *ke_end();
    for (int i = 0; i < 4; i++)
        report->end.parameter[i] = image_simulated(report->end.parameter[i]);
    if (report->end.finding_count)
        memcpy(report->noted, report->end.findings, report->end.finding_count * sizeof *report->noted);
    report->end.findings = report->noted;
}

void report_collect(struct ntsim_report *report)
{
    take_end(report);
    report->session = *machine_session();
    report->outcome = report_outcome(report->end.outcome);
    report->processors = ke_cpu_count();
    report->start_time = ke_start_time();
    report->end_time = ke_now();
    report->steps = ke_steps();
    report->trace_hash = event_state->hash;
    collect_end(report);
    if (!ke_guard(collect_machine, report))
        snprintf(report->damage, sizeof report->damage, "%s", "what the drivers are held by cannot be told: a driver has overwritten objects of the system");
    if (report->session.crashed) {
        report_place_of(report->session.crash_pc, &report->crash);
        if (report->outcome == NTSIM_QUIET)
            report->outcome = NTSIM_CHECK;
    }
}

static bool all_unloaded(const struct ntsim_report *report)
{
    for (size_t i = 0; i < report->driver_count; i++) {
        const struct report_driver *driver = &report->drivers[i];
        if (driver->verdict != NTSIM_UNLOADED || (driver->start_tried && driver->start_error))
            return false;
    }
    return true;
}

static bool has_leak(const struct ntsim_report *report)
{
    for (size_t i = 0; i < report->driver_count; i++)
        if (report->drivers[i].leak_count)
            return true;
    return false;
}

/* Apart from what it may leave behind. */
static bool went_well(const struct ntsim_report *report)
{
    return report->outcome == NTSIM_QUIET && !report->damage[0] && all_unloaded(report) && report->end.finding_count == 0;
}

bool report_clean(const struct ntsim_report *report)
{
    return went_well(report) && !has_leak(report);
}

static bool has_verdict(const struct ntsim_report *report, enum ntsim_verdict verdict)
{
    for (size_t i = 0; i < report->driver_count; i++)
        if (report->drivers[i].verdict == verdict)
            return true;
    return verdict == NTSIM_UNLOADED;
}

bool report_as_expected(const struct ntsim_report *report)
{
    const struct ntsim_expect *expect = &report->expect;
    bool leak = report->has_expect && expect->leak;
    if (!report->has_expect || (expect->outcome == NTSIM_QUIET && expect->verdict == NTSIM_UNLOADED))
        return went_well(report) && has_leak(report) == leak;
    if (leak && !has_leak(report))
        return false;
    if (report->outcome != expect->outcome || (expect->bugcheck && report->end.code != expect->bugcheck))
        return false;
    return expect->outcome != NTSIM_QUIET || has_verdict(report, expect->verdict);
}
