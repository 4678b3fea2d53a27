/*
 * SARIF 2.1.0 in the making: one run of one tool, the rules that its results name, the results. Private to the two files that write it.
 */
#ifndef NTSIM_REPORT_SARIF_H
#define NTSIM_REPORT_SARIF_H

#include "report/json_put.h"

struct sarif {
    const struct ntsim_report *report;
    json_t *rules, *results, *notifications;
};

/* What kind of thing went wrong. */
struct sarif_rule {
    const char *id, *text; /* "bugcheck-0xD4", and a sentence */
};

/* A place besides the one that is at fault, and what it has to do with it. */
struct sarif_related {
    const struct report_place *place;
    const char *what;
};

/* One more result; `related` ends with a NULL place. The result is borrowed, for adding to it. */
json_t *sarif_add(struct sarif *sarif, struct sarif_rule rule, const struct report_place *place, const char *message, const struct sarif_related *related);
/* NULL: nothing is known of the place. */
json_t *sarif_location(const struct report_place *place);
/* Everything that went wrong: results of the driver's, notifications of ours. */
void sarif_add_results(struct sarif *sarif);

#endif
