/*
 * ntsim ddi: which routines are modelled, which are declared only, and how many real drivers want each.
 */
#include "cli/cli.h"
#include "ddi/ddi.h"

#include <stdio.h>
#include <string.h>

struct ask {
    const char *name;           /* this one only */
    bool missing;               /* only what a call of would stop the run */
    unsigned long long at_least; /* of 20 WDM drivers, or of 29 folders */
};

static const char *level(uint8_t irql)
{
    static const char *const names[] = {"PASSIVE", "APC", "DISPATCH"};
    return irql < 3 ? names[irql] : irql >= 15 ? "HIGH" : "DIRQL";
}

static void print_gate(const struct ddi_row *row)
{
    char irql[32];
    if (row->low == row->high)
        snprintf(irql, sizeof irql, "= %s", level(row->low));
    else if (row->low == 0)
        snprintf(irql, sizeof irql, "<= %s", level(row->high));
    else
        snprintf(irql, sizeof irql, "%s..%s", level(row->low), level(row->high));
    printf("  IRQL %-12s%s%s", irql, row->flags & POINT ? " point" : "", row->flags & WAKES ? " wakes" : "");
}

/* One line: name, state, demand (WDM drivers/folders), then its gate or the area that it belongs to. */
static void print_line(const char *name, const struct ddi_demand *demand)
{
    static const char *const states[] = {"not declared", "exported only", "declared only", "in the headers", "variable", "modelled"};
    enum ddi_state state = ddi_state_of(name);
    char used[16] = "";
    if (demand)
        snprintf(used, sizeof used, "%u/%u", demand->drivers, demand->folders);
    printf("%-48s %-14s %6s", name, states[state], used);
    if (state == DDI_IS_MODELLED)
        print_gate(&ddi_rows[ddi_named(name)]);
    else if (demand && demand->area != DDI_GENERAL)
        printf("  %s", ddi_area_name(demand->area));
    putchar('\n');
}

static bool served(const char *name)
{
    return ddi_state_of(name) > DDI_IS_DECLARED;
}

static bool wanted(const struct ask *ask, const char *name)
{
    return ask->name ? strcmp(ask->name, name) == 0 : !(ask->missing && served(name));
}

/* What real drivers use, the most wanted first, and is not there. */
static unsigned print_unserved(const struct ask *ask)
{
    unsigned lines = 0;
    for (size_t i = 0; i < ddi_demand_count; i++) {
        const struct ddi_demand *demand = &ddi_demand[i];
        bool enough = demand->drivers >= ask->at_least || demand->folders >= ask->at_least;
        if (!enough || served(demand->name))
            continue;
        print_line(demand->name, demand);
        lines++;
    }
    return lines;
}

static unsigned print_rows(const struct ask *ask)
{
    unsigned lines = 0;
    for (int id = 1; id < (ask->name ? DDI_END : DDI_COUNT); id++)
        if (wanted(ask, ddi_rows[id].name)) {
            print_line(ddi_rows[id].name, ddi_demand_of(ddi_rows[id].name));
            lines++;
        }
    for (const char *const *name = ddi_inline; *name; name++)
        if (wanted(ask, *name)) {
            print_line(*name, ddi_demand_of(*name));
            lines++;
        }
    return lines;
}

static void print_counts(void)
{
    unsigned modelled = 0, in_headers = 0;
    for (int id = 1; id < DDI_COUNT; id++)
        modelled += ddi_rows[id].modelled;
    while (ddi_inline[in_headers])
        in_headers++;
    printf("%u modelled, %u in the headers, %u declared only\n", modelled, in_headers, (unsigned)(DDI_COUNT - 1 - modelled));
}

static bool bad_words(int argc, char **argv, struct ask *ask)
{
    for (int i = 0; i < argc; i++) {
        const char *number;
        if (strcmp(argv[i], "--missing") == 0) {
            ask->missing = true;
        } else if (cli_option(argc, argv, &i, "--demand", &number)) {
            if (!cli_number(number, &ask->at_least) || !ask->at_least)
                return cli_bad("--demand takes a number of drivers, 1 or more");
        } else if (argv[i][0] == '-' || ask->name) {
            return cli_bad("ddi takes --missing, --demand N and one NAME, not %s", argv[i]);
        } else {
            ask->name = argv[i];
        }
    }
    return false;
}

int cli_ddi(int argc, char **argv)
{
    struct ask ask = {0};
    if (bad_words(argc, argv, &ask))
        return EXIT_BAD_INPUT;
    if (ask.name && ask.at_least)
        return cli_bad("--demand lists routines: it takes no NAME");
    if (ask.at_least) {
        printf("%u routines that %llu or more of 20 WDM drivers or of 29 folders of driver source use are not modelled\n", print_unserved(&ask), ask.at_least);
        return EXIT_AS_EXPECTED;
    }
    if (print_rows(&ask) == 0)
        return cli_bad("%s is no routine that ntsim knows", ask.name);
    if (!ask.name)
        print_counts();
    return EXIT_AS_EXPECTED;
}
