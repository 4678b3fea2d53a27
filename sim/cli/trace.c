/*
 * ntsim trace: prints a trace file that `run --trace` wrote.
 */
#include "cli/cli.h"
#include "host/host.h"
#include "report/report.h"

#include <stdlib.h>

int cli_trace(int argc, char **argv)
{
    const char *file = NULL, *level = NULL, *error;
    unsigned long long wanted = 2;
    size_t size;
    for (int i = 0; i < argc; i++) {
        if (cli_option(argc, argv, &i, "--level", &level)) {
            if (!cli_number(level, &wanted) || wanted < 1 || wanted > 2)
                return cli_bad("--level needs 1 or 2");
        } else if (argv[i][0] == '-' || file) {
            return cli_bad("trace takes one FILE and --level 1|2, not %s", argv[i]);
        } else {
            file = argv[i];
        }
    }
    if (!file)
        return cli_bad("trace needs a FILE");
    char *text = host_file_read(file, &size, &error);
    if (!text)
        return cli_bad("%s cannot be read: %s", file, error);
    bool good = trace_print(text, size, (int)wanted, stdout, &error);
    free(text);
    return good ? EXIT_AS_EXPECTED : cli_bad("%s is damaged: %s", file, error);
}
