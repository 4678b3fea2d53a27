#ifndef NTSIM_REPORT_SHARD_H
#define NTSIM_REPORT_SHARD_H

#include "report/json_put.h"

json_t *shard_json(const struct ntsim_report *report);
/* What such an object says of coverage, added. False: it cannot be read. */
bool shard_coverage(struct coverage *coverage, const json_t *shard);
/* The search's own part of a report: into an object that has one already, it replaces it. */
void search_json(json_t *root, const struct report_search *search);

#endif
