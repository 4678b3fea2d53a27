/*
 * ntsim ddi: which routines are modelled, and which are declared only.
 */
#include "cli/cli.h"
#include "ddi/ddi.h"

#include <stdio.h>
#include <string.h>

static const char *level(uint8_t irql)
{
    static const char *const names[] = {"PASSIVE", "APC", "DISPATCH"};
    return irql < 3 ? names[irql] : irql >= 15 ? "HIGH" : "DIRQL";
}

static void print_row(const struct ddi_row *row)
{
    if (!row->modelled) {
        printf("%-48s declared only\n", row->name);
        return;
    }
    char irql[32];
    if (row->low == row->high)
        snprintf(irql, sizeof irql, "= %s", level(row->low));
    else if (row->low == 0)
        snprintf(irql, sizeof irql, "<= %s", level(row->high));
    else
        snprintf(irql, sizeof irql, "%s..%s", level(row->low), level(row->high));
    printf("%-48s modelled       IRQL %-12s%s%s\n", row->name, irql, row->flags & POINT ? " point" : "", row->flags & WAKES ? " wakes" : "");
}

int cli_ddi(int argc, char **argv)
{
    bool missing = false, found = false;
    const char *name = NULL;
    unsigned modelled = 0, declared = 0;
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--missing") == 0)
            missing = true;
        else if (argv[i][0] == '-' || name)
            return cli_bad("ddi takes --missing and one NAME, not %s", argv[i]);
        else
            name = argv[i];
    }
    for (int id = 1; id < DDI_COUNT; id++) {
        const struct ddi_row *row = &ddi_rows[id];
        modelled += row->modelled;
        declared += !row->modelled;
        if ((missing && row->modelled) || (name && strcmp(name, row->name) != 0))
            continue;
        print_row(row);
        found = true;
    }
    if (name && !found)
        return cli_bad("%s is no routine that ntsim knows", name);
    if (!name)
        printf("%u modelled, %u declared only\n", modelled, declared);
    return EXIT_AS_EXPECTED;
}
