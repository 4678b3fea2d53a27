/*
 * The command line. A command is a function from its arguments to an exit code: 0 as expected, 1 a failure, 2 bad input, 3 inconclusive or diverged, 4 not modelled or our
 * own defect.
 */
#ifndef NTSIM_CLI_H
#define NTSIM_CLI_H

#include <stdbool.h>
#include <stddef.h>

enum { EXIT_AS_EXPECTED, EXIT_FAILED, EXIT_BAD_INPUT, EXIT_INCONCLUSIVE, EXIT_NOT_MODELLED };

typedef int cli_command(int argc, char **argv);
cli_command cli_run, cli_explore, cli_replay, cli_shorten, cli_list, cli_trace, cli_ddi, cli_views, cli_merge, cli_complete;

/* What --help says. Completion reads it: its shape is described in complete.c. */
extern const char cli_help[];

/* One sentence on stderr; gives EXIT_BAD_INPUT. */
int cli_bad(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "--name VALUE" or "--name=VALUE" at argv[*i]: true, *value set and *i moved. A missing or empty value sets *value to NULL. */
bool cli_option(int argc, char **argv, int *i, const char *name, const char **value);
bool cli_number(const char *text, unsigned long long *number);
/* "-" is standard output. False: said on stderr. */
bool cli_write(const char *path, const char *text);

#endif
