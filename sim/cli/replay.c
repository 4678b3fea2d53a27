/*
 * ntsim replay and ntsim shorten: a schedule that somebody has.
 */
#include "cli/cli.h"

#include "cli/run_options.h"
#include "host/host.h"
#include <ntsim/ntsim.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The string itself, or a file that holds one. */
static char *schedule_text(const char *argument)
{
    const char *error;
    size_t size;
    if (strncmp(argument, "NTS1:", 5) == 0)
        return host_copy_text(argument);
    char *text = host_file_read(argument, &size, &error);
    if (!text) {
        cli_bad("%s is no schedule (it does not begin with NTS1:) and no file: %s", argument, error);
        return NULL;
    }
    text[strcspn(text, "\r\n")] = 0;
    if (strncmp(text, "NTS1:", 5) == 0)
        return text;
    free(text);
    cli_bad("%s holds no schedule: its first line does not begin with NTS1:", argument);
    return NULL;
}

static bool scenario_of(const char *schedule, char *id, size_t size)
{
    const char *at = strstr(schedule, ",s=");
    size_t n = at ? strcspn(at + 3, ",") : 0;
    if (!n || n >= size || at[3] == '-')
        return false;
    memcpy(id, at + 3, n);
    id[n] = 0;
    return true;
}

/* What both commands are given. */
struct given {
    struct run_request request;
    const struct ntsim_scenario *scenario;
    char *text, id[64];
    bool step;
};

static int take(struct given *given, const char *command, int argc, char **argv, int *i)
{
    int taken = run_option(&given->request, argc, argv, i);
    if (taken >= 0)
        return taken;
    if (strcmp(argv[*i], "--step") == 0 && strcmp(command, "replay") == 0) {
        given->step = true;
        return 0;
    }
    if (argv[*i][0] == '-' || given->text)
        return cli_bad("%s takes one schedule or file and the options of run, not %s", command, argv[*i]);
    given->text = schedule_text(argv[*i]);
    return given->text ? 0 : EXIT_BAD_INPUT;
}

static int parse(struct given *given, const char *command, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        int code = take(given, command, argc, argv, &i);
        if (code)
            return code;
    }
    if (!given->text)
        return cli_bad("%s needs a schedule ('NTS1:...') or a file that holds one", command);
    given->request.options.schedule = given->text;
    given->request.options.drivers = given->request.drivers;
    given->request.options.keep_events = given->step;
    const char *form = run_stdout_form(&given->request);
    if (given->step && form)
        return cli_bad("--step prints on standard output: give %s a file", form);
    if (scenario_of(given->text, given->id, sizeof given->id))
        given->request.scenario = given->id;
    return run_find(&given->request, &given->scenario);
}

/* --- stepping -------------------------------------------------------------------------------------------------------------------------------------------- */

/* The n-th deviation of a schedule's line, counted from 1. */
static void print_deviation(const char *schedule, int number)
{
    const char *at = strstr(schedule, ",d=");
    at = at ? strchr(at + 1, ',') : NULL;
    if (at && strncmp(at, ",b=", 3) == 0)
        at = strchr(at + 1, ',');
    for (int i = 1; at && i < number; i++)
        at = strchr(at + 1, ',');
    printf("---- deviation %d: %.*s ----\n", number, at ? (int)strcspn(at + 1, ",") : 0, at ? at + 1 : "");
}

/* False: the person wants no more. */
static bool wait_for_enter(void)
{
    char line[64];
    fflush(stdout);
    return fgets(line, sizeof line, stdin) && line[0] != 'q';
}

/* One line an event, as `ntsim trace` prints them; a deviation stands where it was taken. On a terminal Enter asks for the next, q ends it. */
static void step(const struct ntsim_report *report)
{
    const char *line = strchr(ntsim_report_events(report), '\n') + 1;
    bool waits = host_is_terminal(0) && host_is_terminal(1);
    for (const char *end; strncmp(line, "END ", 4) != 0; line = end + 1) {
        const char *choice = strstr(line, " CHOICE ");
        end = strchr(line, '\n');
        if (choice && choice < end)
            print_deviation(ntsim_report_schedule(report), atoi(choice + 8));
        else
            printf("%.*s%c", (int)(end - line), line, waits ? ' ' : '\n');
        if (waits && !(choice && choice < end) && !wait_for_enter())
            break;
    }
}

/* --- commands -------------------------------------------------------------------------------------------------------------------------------------------- */

static int exit_code(const struct ntsim_report *report)
{
    int code = ntsim_report_exit_code(report);
    if (code == EXIT_INCONCLUSIVE || code == EXIT_NOT_MODELLED)
        return code;
    return ntsim_report_clean(report) ? EXIT_AS_EXPECTED : EXIT_FAILED;
}

static int replay(struct given *given)
{
    struct ntsim_report *report;
    if (ntsim_replay(given->scenario, &given->request.options, &report) != 0)
        return cli_bad("%s", ntsim_error());
    if (given->step)
        step(report);
    int code = run_write(&given->request, report) ? exit_code(report) : EXIT_BAD_INPUT;
    ntsim_report_free(report);
    return code;
}

int cli_replay(int argc, char **argv)
{
    struct given given = {0};
    int code = parse(&given, "replay", argc, argv);
    if (!code)
        code = replay(&given);
    free(given.text);
    return code;
}

/* The line alone goes to standard output, so that it can be kept. */
static int shorten(struct given *given)
{
    struct ntsim_shortened result;
    int code = ntsim_shorten(given->scenario, &given->request.options, &result);
    if (code) {
        cli_bad("%s", ntsim_error());
        return code;
    }
    puts(result.schedule);
    fprintf(stderr, "from %zu deviation%s to %zu, in %llu runs\n", result.before, result.before == 1 ? "" : "s", result.after, (unsigned long long)result.runs);
    free(result.schedule);
    return EXIT_AS_EXPECTED;
}

int cli_shorten(int argc, char **argv)
{
    struct given given = {0};
    int code = parse(&given, "shorten", argc, argv);
    if (!code && (given.request.json || given.request.junit || given.request.sarif || given.request.options.trace || given.request.views[0]))
        code = cli_bad("shorten writes a schedule; reports, traces and views are replay's");
    if (!code)
        code = shorten(&given);
    free(given.text);
    return code;
}
