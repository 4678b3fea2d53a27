/*
 * Scenarios in CMocka tests. The scenario runs on its simulated machine; what is asserted is its report, on the host's side, where a failing test may leave by longjmp. A
 * failure prints the whole report, with the one line that replays it.
 *
 *   static void leaves_in_any_order(void **state)
 *   {
 *       ntsim_assert_quiet("stop_armed");
 *       ntsim_assert_explored("stop_armed", .runs = 20000, .seed = 1);
 *   }
 *
 * Scenarios are found by their id, as everywhere: in NTSIM_PATH and beside the program. The CMake function ntsim_add_cmocka_test builds and registers such a program.
 */
#ifndef NTSIM_CMOCKA_H
#define NTSIM_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <ntsim/ntsim.h>

/* Runs once: quiet, every driver has left memory, nothing was left behind, no rule was broken. */
#define ntsim_assert_quiet(id) ntsim_cmocka_run((id), NULL, ntsim_report_clean, __FILE__, __LINE__)

/* Runs once: ends as the scenario says that it does (its `expect`). */
#define ntsim_assert_expected(id) ntsim_cmocka_run((id), NULL, ntsim_report_as_expected, __FILE__, __LINE__)

/* Replays a schedule ("NTS1:...") of the scenario: quiet, and no deviation was lost. For a failure that was mended. */
#define ntsim_assert_replay_quiet(id, line) \
    ntsim_cmocka_run((id), &(struct ntsim_options){.schedule = (line)}, ntsim_cmocka_quiet_all_along, __FILE__, __LINE__)

/*
 * Searches; what follows the id are fields of struct ntsim_search, with .runs as the budget that is the same everywhere. No schedule fails, and none was cut. `expect` plays no part.
 */
#define ntsim_assert_explored(id, ...) ntsim_cmocka_explore((id), &(struct ntsim_search){__VA_ARGS__}, NTSIM_CLEAN, __FILE__, __LINE__)

/* Searches, and a schedule that fails is found. */
#define ntsim_assert_found(id, ...) ntsim_cmocka_explore((id), &(struct ntsim_search){__VA_ARGS__}, NTSIM_FOUND, __FILE__, __LINE__)

/* --- what the macros stand on -------------------------------------------------------------------------------------------------------------------- */

/* In pieces: CMocka cuts what is longer than a kilobyte. */
static inline void ntsim_cmocka_print(const char *text)
{
    enum { PIECE = 500 };
    for (; strlen(text) > PIECE; text += PIECE)
        print_error("%.*s", PIECE, text);
    print_error("%s", text);
}

static inline void ntsim_cmocka_fail(const char *id, const char *what, const char *file, int line)
{
    print_error("ntsim, scenario %s: ", id);
    ntsim_cmocka_print(what ? what : "out of memory");
    print_error("\n");
    _fail(file, line);
}

static inline const struct ntsim_scenario *ntsim_cmocka_find(const char *id, const char *file, int line)
{
    const char *error = NULL;
    const struct ntsim_scenario *scenario = ntsim_scenario_find(id, NULL, &error);
    if (!scenario)
        ntsim_cmocka_fail(id, error, file, line);
    return scenario;
}

/* Takes the report. */
static inline void ntsim_cmocka_judge(const char *id, struct ntsim_report *report, bool good, const char *file, int line)
{
    static char *text; /* of the last failure: CMocka does not come back here */
    free(text);
    text = good ? NULL : ntsim_report_text(report);
    ntsim_report_free(report);
    if (!good)
        ntsim_cmocka_fail(id, text, file, line);
}

static inline bool ntsim_cmocka_quiet_all_along(const struct ntsim_report *report)
{
    return ntsim_report_clean(report) && !ntsim_report_diverged(report);
}

static inline void ntsim_cmocka_run(const char *id, const struct ntsim_options *options, bool (*good)(const struct ntsim_report *), const char *file, int line)
{
    struct ntsim_report *report = NULL;
    if (ntsim_run(ntsim_cmocka_find(id, file, line), options, &report) != 0)
        ntsim_cmocka_fail(id, ntsim_error(), file, line);
    ntsim_cmocka_judge(id, report, good(report), file, line);
}

static inline void ntsim_cmocka_explore(const char *id, const struct ntsim_search *search, enum ntsim_finding wanted, const char *file, int line)
{
    struct ntsim_report *report = NULL;
    if (ntsim_explore(ntsim_cmocka_find(id, file, line), NULL, search, &report) != 0)
        ntsim_cmocka_fail(id, ntsim_error(), file, line);
    ntsim_cmocka_judge(id, report, ntsim_report_finding(report) == wanted, file, line);
}

#endif
