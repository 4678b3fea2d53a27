#ifndef NTSIM_API_SCENARIO_CHECK_H
#define NTSIM_API_SCENARIO_CHECK_H

#include "image/image.h"

struct ntsim_scenario;

/* Texts end, lists end, functions are code, and all lies in the module. */
bool scenario_is_good(const struct image_file *file, const struct ntsim_scenario *scenario);

#endif
