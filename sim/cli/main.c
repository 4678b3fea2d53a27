#include "cli/cli.h"

#include "host/host.h"
#include <ntsim/ntsim.h>

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char cli_help[] =
    "ntsim - runs Windows driver source on a simulated NT machine\n"
    "\n"
    "usage: ntsim run [SCENARIO] [options]   run a scenario, or drivers and an application, once\n"
    "       ntsim explore SCENARIO [options]  search schedules for one that fails, shorten it, show it\n"
    "       ntsim replay 'NTS1:...'|FILE [--step] [options]  run that schedule again; --step: event by event\n"
    "       ntsim shorten 'NTS1:...'|FILE [options]  print a schedule of the same failure with as few deviations as can be\n"
    "       ntsim merge REPORT... [--json FILE]  put the reports of all shards of a search together (explore --shard --json)\n"
    "       ntsim list [--json] [--path FOLDERS]  the scenarios that are found, with what is expected of each\n"
    "       ntsim trace FILE [--level 1|2]   print an event trace (level 1: equal in every build)\n"
    "       ntsim ddi [--missing] [NAME]     the routines that drivers may call: modelled, or only declared; by how many real drivers each is used\n"
    "       ntsim ddi --demand N             what at least N of those drivers use and ntsim does not model\n"
    "       ntsim views                      the debugger views that --view can show\n"
    "       ntsim --help | --version\n"
    "\n"
    "options of run:\n"
    "  --driver FILE       load and start this driver (.sys); may be repeated, started in order, stopped last first\n"
    "  --app FILE [ARGS]   run this application (.exe); what follows is its arguments, so it comes last\n"
    "  --program FILE      an application (.exe) that others may start by its name (CreateProcess); may be repeated\n"
    "  --processors N      1 to 32 (default 2)\n"
    "  --races             look for data races: accesses of two contexts that nothing orders\n"
    "  --schedule S        replay this schedule ('NTS1:...')\n"
    "  --input FILE        lines that the application reads from its console\n"
    "  --trace FILE        write the event trace\n"
    "  --view '!VIEW ...'  show a debugger view of the machine ('!drvobj NAME'; ntsim views lists them); may be repeated\n"
    "  --at TIME|EVENT     when: virtual seconds (0.5), or the first event of a name (IMAGE_FREE); default: the end of the run\n"
    "  --json FILE         write the report as JSON ('-': standard output, and nothing else there)\n"
    "  --junit FILE        write the report as JUnit XML\n"
    "  --sarif FILE        write what went wrong as SARIF 2.1.0, with the places in the source\n"
    "  --path FOLDERS      look for scenarios and drivers here first, then in NTSIM_PATH, then beside the program\n"
    "\n"
    "further options of explore:\n"
    "  --strategy NAME     random, pos, pct, delay, preemption or dfs (default: a portfolio of them)\n"
    "  --bound K           largest bound of delay and preemption (default 3), depth of pct; dfs has none\n"
    "  --runs N, --time S  the budget (default: 10 seconds)\n"
    "  --seed N            of the random strategies\n"
    "  --jobs N            search in N processes; with --runs the result is the same for every N, with --time it may differ\n"
    "  --shard I/N         only part I (from 0) of N; --json keeps what ntsim merge needs. dfs is not divided, nor is preemption\n"
    "                      within --runs: shard 0 does them\n"
    "  --faults            whether an allocation of a driver's fails is searched too\n"
    "  --points 1|2        where a context may be interrupted: at exported routines, or also at memory accesses\n"
    "\n"
    "exit code: 0 as expected, 1 a failure, 2 bad input, 3 inconclusive or diverged, 4 not modelled or a defect of ntsim\n";

int cli_bad(const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (char *at = text; *at; at++)
        if (iscntrl((unsigned char)*at))
            *at = '?'; /* what the user gave may hold anything: the sentence stays on its line */
    fprintf(stderr, "ntsim: %s\n", text);
    return EXIT_BAD_INPUT;
}

bool cli_option(int argc, char **argv, int *i, const char *name, const char **value)
{
    size_t n = strlen(name);
    if (strncmp(argv[*i], name, n) != 0 || (argv[*i][n] != 0 && argv[*i][n] != '='))
        return false;
    *value = argv[*i][n] == '=' ? argv[*i] + n + 1 : *i + 1 < argc ? argv[++*i] : NULL;
    if (*value && !**value)
        *value = NULL;
    return true;
}

bool cli_number(const char *text, unsigned long long *number)
{
    char *end;
    errno = 0;
    if (!text || *text < '0' || *text > '9')
        return false;
    *number = strtoull(text, &end, 10);
    return *end == 0 && errno == 0;
}

bool cli_write(const char *path, const char *text)
{
    const char *error = "out of memory";
    if (text && strcmp(path, "-") == 0)
        return fputs(text, stdout) >= 0;
    if (text && host_file_write(path, text, strlen(text), &error))
        return true;
    cli_bad("%s cannot be written: %s", path, error);
    return false;
}

static bool asks_for_help(const char *word)
{
    return word && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0);
}

static int dispatch(int argc, char **argv)
{
    static const struct {
        const char *name;
        cli_command *command;
    } commands[] = {{"run", cli_run}, {"explore", cli_explore}, {"replay", cli_replay}, {"shorten", cli_shorten}, {"list", cli_list}, {"trace", cli_trace}, {"ddi", cli_ddi}, {"views", cli_views}, {"merge", cli_merge}, {"complete", cli_complete}};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].command(argc - 2, argv + 2);
    return cli_bad("there is no command %s (ntsim --help shows all)", argv[1]);
}

/* What could not be written to standard output is an error too: a full disk must not look like success. */
static int finish(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    return cli_bad("standard output cannot be written: %s", strerror(errno));
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs(cli_help, stderr);
        return EXIT_BAD_INPUT;
    }
    if (asks_for_help(argv[1]) || (argc == 3 && argv[2][0] == '-' && asks_for_help(argv[2]))) {
        fputs(cli_help, stdout);
        return finish(EXIT_AS_EXPECTED);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("ntsim %s\n", ntsim_version());
        return finish(EXIT_AS_EXPECTED);
    }
    return finish(dispatch(argc, argv));
}
