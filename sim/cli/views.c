/*
 * ntsim views.
 */
#include "cli/cli.h"

#include <ntsim/ntsim.h>
#include <stdio.h>

int cli_views(int argc, char **argv)
{
    const char *name, *arguments;
    if (argc > 0)
        return cli_bad("views takes no argument, not %s", argv[0]);
    for (size_t i = 0; (name = ntsim_view_name(i)); i++) {
        const char *help = ntsim_view_help(name, &arguments);
        printf("%-12s %-48s %s\n", name, arguments, help);
    }
    return EXIT_AS_EXPECTED;
}
