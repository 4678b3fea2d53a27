/*
 * Where scenarios and drivers are found: folders of --path, of NTSIM_PATH, and beside the program.
 */
#include "api/path.h"
#include "api/scenario_check.h"

#include "crt/module.h"
#include "host/host.h"
#include <ntsim/device.h>
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDERS_MAX 32
#define SCENARIOS_MAX 1024

static size_t split(const char *list, char folders[][512], size_t count)
{
    while (list && *list && count < FOLDERS_MAX) {
        size_t n = strcspn(list, ":");
        if (n > 0 && n < 512)
            snprintf(folders[count++], 512, "%.*s", (int)n, list);
        list += n + (list[n] == ':');
    }
    return count;
}

static size_t all_folders(const char *path, char folders[][512])
{
    size_t count = split(path, folders, 0);
    count = split(getenv("NTSIM_PATH"), folders, count);
    static const char *const beside[] = {"modules", "../modules", "../lib/ntsim", "../../modules"};
    for (size_t i = 0; i < sizeof beside / sizeof *beside && count < FOLDERS_MAX; i++)
        snprintf(folders[count++], 512, "%s/%s", host_program_folder(), beside[i]);
    return count;
}

bool path_find_module(const char *path, const char *name, const char *extension, char *found, size_t size)
{
    static char folders[FOLDERS_MAX][512];
    size_t count = all_folders(path, folders);
    for (size_t i = 0; i < count; i++) {
        int length = snprintf(found, size, "%s/%s%s", folders[i], name, extension);
        if (length < (int)size && host_file_exists(found))
            return true;
    }
    return false;
}

/* --- scenarios --------------------------------------------------------------------------------------------------------------------------------------- */

static struct path_scenario scenarios[SCENARIOS_MAX];
static size_t scenario_count;

static void *copy_bytes(const void *bytes, size_t size)
{
    return memcpy(host_resize(NULL, size), bytes, size);
}

static size_t length_of(const void *list)
{
    size_t count = 0;
    for (const void *const *at = list; at && *at; at++)
        count++;
    return count;
}

static const char *const *copy_names(const char *const *names)
{
    if (!names)
        return NULL;
    return copy_bytes(names, (length_of(names) + 1) * sizeof *names);
}

static const struct ntsim_device *const *copy_devices(const struct ntsim_device *const *devices)
{
    if (!devices)
        return NULL;
    const struct ntsim_device **copy = copy_bytes(devices, (length_of(devices) + 1) * sizeof *copy);
    for (size_t i = 0; copy[i]; i++)
        copy[i] = copy_bytes(copy[i], sizeof *copy[i]);
    return copy;
}

/* While a machine runs the module, its data are the simulated process's, and later nobody's; constants (the texts) stay. So what the host reads is copied before. */
static const struct ntsim_scenario *copy_of(const struct ntsim_scenario *scenario)
{
    struct ntsim_scenario *copy = copy_bytes(scenario, sizeof *scenario);
    copy->drivers = copy_names(scenario->drivers);
    copy->devices = copy_devices(scenario->devices);
    return copy;
}

static const struct ntsim_scenario *known(const char *id)
{
    for (size_t i = 0; i < scenario_count; i++)
        if (strcmp(scenarios[i].scenario->id, id) == 0)
            return scenarios[i].scenario;
    return NULL;
}

static bool is_taken(const struct image_file *file)
{
    for (size_t i = 0; i < scenario_count; i++)
        if (scenarios[i].file == file)
            return true;
    return false;
}

static void take_module(struct image_file *file)
{
    const struct ntsim_module *module = file->descriptor;
    if (is_taken(file))
        return;
    for (const struct ntsim_scenario *const *at = module->scenarios; at < module->scenarios_end && scenario_count < SCENARIOS_MAX; at++) {
        if (!scenario_is_good(file, *at))
            fprintf(stderr, "ntsim: a scenario of %s is left out: what it says of itself is damaged\n", file->path);
        else if (!known((*at)->id))
            scenarios[scenario_count++] = (struct path_scenario){copy_of(*at), file};
    }
}

static void visit_file(void *context, const char *name)
{
    const char *dot = strrchr(name, '.'), *error;
    char whole[1024];
    if (!dot || strcmp(dot, ".scn") != 0)
        return;
    if (snprintf(whole, sizeof whole, "%s/%s", (const char *)context, name) >= (int)sizeof whole)
        return;
    struct image_file *file = image_file_open(whole, &error);
    if (file && file->descriptor->kind == NTSIM_MODULE_SCENARIO)
        take_module(file);
    else if (!file)
        fprintf(stderr, "ntsim: %s is left out: %s\n", whole, error);
}

static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct path_scenario *)left)->scenario->id, ((const struct path_scenario *)right)->scenario->id);
}

size_t path_scenarios(const char *path, const struct path_scenario **list)
{
    static char folders[FOLDERS_MAX][512];
    size_t count = all_folders(path, folders);
    for (size_t i = 0; i < count; i++)
        host_folder_visit(folders[i], visit_file, folders[i]);
    qsort(scenarios, scenario_count, sizeof *scenarios, by_id);
    *list = scenarios;
    return scenario_count;
}

const struct path_scenario *path_scenario_of(const struct ntsim_scenario *scenario)
{
    for (size_t i = 0; i < scenario_count; i++)
        if (scenarios[i].scenario == scenario)
            return &scenarios[i];
    return NULL;
}

/* The module that is called like the scenario is tried first: opening one file is faster than all. */
const struct ntsim_scenario *ntsim_scenario_find(const char *id, const char *path, const char **error)
{
    static char text[160];
    char name[128], file[1024];
    const char *why;
    snprintf(name, sizeof name, "%s", id);
    char *fixed = strstr(name, "_fixed");
    if (fixed)
        *fixed = 0;
    if (!known(id) && path_find_module(path, name, ".scn", file, sizeof file)) {
        struct image_file *module = image_file_open(file, &why);
        if (module)
            take_module(module);
    }
    const struct path_scenario *list;
    if (!known(id))
        path_scenarios(path, &list);
    const struct ntsim_scenario *found = known(id);
    if (!found) {
        snprintf(text, sizeof text, "there is no scenario %.80s (ntsim list shows all)", id);
        *error = text;
    }
    return found;
}

void ntsim_scenario_each(const char *path, void (*visit)(void *context, const struct ntsim_scenario *scenario), void *context)
{
    const struct path_scenario *list;
    size_t count = path_scenarios(path, &list);
    for (size_t i = 0; i < count; i++)
        visit(context, list[i].scenario);
}
