/*
 * What a run left behind, as values on the host, and its forms: text for people, JSON, JUnit, SARIF, the event trace.
 */
#ifndef NTSIM_REPORT_H
#define NTSIM_REPORT_H

#include "io/io.h"
#include "machine/machine.h"
#include "report/coverage.h"
#include <ntsim/outcome.h>
#include <stdio.h>

#define REPORT_HOLDERS_MAX 16
#define REPORT_LEAKS_MAX 32

struct report_place { /* a code address, told once while the symbols are there */
    char where[512];  /* "driver!Routine (file.c:12)" */
    char driver[64], routine[128], file[256]; /* the file as the compiler was given it */
    unsigned line;
};

struct report_holder {
    struct io_holder holder;
    struct report_place where;
};

struct report_leak {
    struct io_leak leak;
    struct report_place where;
};

struct report_driver {
    char name[64];
    enum ntsim_verdict verdict;
    struct io_driver_info info;
    uint32_t start_error, stop_error;
    bool start_tried, stop_tried, loaded;
    struct report_holder holders[REPORT_HOLDERS_MAX];
    size_t holder_count;
    struct report_leak leaks[REPORT_LEAKS_MAX];
    size_t leak_count;
};

struct text { /* grows */
    char *bytes;
    size_t used, room;
};
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add_bytes(struct text *text, const char *bytes, size_t size);
void text_free(struct text *text);
/* A copy in which every byte that is no UTF-8 is '?': what drivers print and how files are called may be anything. The caller frees. */
char *text_as_utf8(const char *raw);

/* A stage of a search as a shard has it: enough to count what all shards did before a failure. */
struct report_stage {
    char strategy[16];
    unsigned bound;
    bool tree, whole;      /* whole: nothing of it is left to this shard, and nothing speaks against claiming so */
    uint64_t first, end;   /* of numbered runs: those of the shard among these were made */
    uint64_t cut;          /* runs that the step bound ended */
    struct report_unit {   /* of a tree: the shard's, in order */
        uint64_t unit, runs;
    } *units;
    size_t count, room;
};
/* Fills the sentence. */
struct report_search;
void report_claim(struct report_search *search, unsigned processors);
/* found, clean, inconclusive, or broken. */
const char *report_search_outcome(const struct report_search *search);
/* "coverage: ..." and what it does not tell: a line, or nothing. */
void report_print_coverage(const struct report_search *search, FILE *out);
void report_stages_free(struct report_stage *stages, size_t count);

/* What a search adds. */
struct report_search {
    bool searched, found, complete, repeatable;
    char strategy[16];
    int bound;
    unsigned level;
    uint64_t schedules, complete_schedules, executions, first_failure, cut_runs;
    size_t deviations, deviations_before;
    double seconds; /* the host's */
    char claim[480], unrepeatable[320], broken[320];
    uint32_t shard, shards; /* 0 shards: it is none */
    struct report_stage *stages;
    size_t stage_count;
    uint64_t failed_unit, failed_number;
    bool covered;           /* the coverage is known */
    struct coverage coverage;
    char settings[1024];    /* of a shard: JSON; shards that differ cannot be merged */
};

/* The search around what was left of a schedule that has diverged. */
struct report_near {
    bool searched, found;
    uint64_t runs;
    size_t lost, given; /* deviations of the schedule that found no place, of so many */
};

struct report_view { /* a debugger view that the run was asked for (lab) */
    char command[512];
    struct text text;
};

struct ntsim_report {
    char scenario[64], claim[160], title[256];
    bool has_expect;
    struct ntsim_expect expect;
    enum ntsim_outcome outcome;
    struct ke_end end; /* its findings are these: */
    struct ke_finding noted[KE_FINDINGS_MAX];
    struct report_place culprit, vanished_routine, armed_by, calls[16], findings[KE_FINDINGS_MAX], other_findings[KE_FINDINGS_MAX];
    char culprit_driver[64];
    struct machine_session session;
    struct report_place crash;
    struct report_driver drivers[MACHINE_DRIVERS_MAX];
    size_t driver_count;
    unsigned processors;
    uint64_t start_time, end_time, steps, trace_hash;
    struct text story;     /* what happened, line by line */
    struct report_view *views;
    size_t view_count;
    char views_at[96];     /* "at the end" */
    uint64_t views_time;
    char story_kind;       /* of the last text: console or debugger */
    struct text timeline;  /* of a failure found by searching, or replayed */
    char *schedule;        /* of this run, "NTS1:..."; NULL when there was no deviation */
    char damage[160];      /* "" or why the drivers' state could not be read */
    char diverged[184];    /* "" or the deviation that found no place */
    bool driver_changed;   /* since the schedule was made */
    struct report_near near; /* what was done about a divergence */
    struct text events;    /* the trace, when it was to be kept */
    struct text replay;    /* a command line */
    struct report_search search;
};

void report_place_of(uintptr_t address, struct report_place *place);
/* Reads the machine that has just ended. */
void report_collect(struct ntsim_report *report);
bool report_clean(const struct ntsim_report *report);
bool report_as_expected(const struct ntsim_report *report);

/* "0.000123 s" since the start of the machine. */
const char *report_time(const struct ntsim_report *report, uint64_t time_100ns, char *text, size_t size);
void report_print(const struct ntsim_report *report, FILE *out);
char *report_json(const struct ntsim_report *report);
char *report_junit(const struct ntsim_report *report);
char *report_sarif(const struct ntsim_report *report, const char *version);
/* "file.c" of a path. */
const char *report_base_name(const char *path);
enum ntsim_outcome report_outcome(enum ke_outcome outcome);
const char *report_outcome_name(enum ntsim_outcome outcome);
const char *report_verdict_name(enum ntsim_verdict verdict);

/* --- the story: listens while the run goes on ------------------------------------------------------------------------------------------------------- */
void story_listen(struct ntsim_report *report);
void story_unlisten(struct ntsim_report *report);
void story_text(struct ntsim_report *report, char kind, const char *text, size_t size);

/* --- the timeline of a failure: a column for each context -------------------------------------------------------------------------------------------------- */
struct timeline;
struct timeline *timeline_listen(void);
void timeline_restart(struct timeline *timeline);
/* Stops listening; adds it to `text` unless that is NULL. */
void timeline_finish(struct timeline *timeline, struct text *text);

/* --- the trace: one line an event ---------------------------------------------------------------------------------------------------------------------- */
struct trace_writer {
    struct text text;
};
/* Level 1 of one event: no line end. */
void trace_add_event(struct text *text, const struct event *event);
void trace_listen(struct trace_writer *writer);
/* Stops, adds the closing line with the hash. The text is the whole file. */
void trace_finish(struct trace_writer *writer, uint64_t hash);
/* Reads a trace file's text and prints it (level 1: without sites). False: *error is one clause. */
bool trace_print(const char *text, size_t size, int level, FILE *out, const char **error);

#endif
