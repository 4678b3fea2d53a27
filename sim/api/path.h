#ifndef NTSIM_API_PATH_H
#define NTSIM_API_PATH_H

#include "image/image.h"

struct ntsim_scenario;

struct path_scenario {
    const struct ntsim_scenario *scenario;
    struct image_file *file;
};

/* "timer" + ".sys" in the first folder that has it. */
bool path_find_module(const char *path, const char *name, const char *extension, char *found, size_t size);
/* All scenarios of all folders, by id. */
size_t path_scenarios(const char *path, const struct path_scenario **list);
/* NULL: it was not found by us. */
const struct path_scenario *path_scenario_of(const struct ntsim_scenario *scenario);

#endif
