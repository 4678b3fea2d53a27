/*
 * What the simulated machine is made of: the drivers, devices and programs that a scenario and the options name.
 */
#include "api/path.h"
#include "api/run.h"
#include "crt/module.h"
#include "dev/dev.h"
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static struct image_file *open_module(const char *path, const char *what)
{
    const char *error;
    struct image_file *image = image_file_open(path, &error);
    if (!image)
        api_fail("%s cannot be used as %s: %s", path, what, error);
    return image;
}

static bool add_driver(struct run *run, const char *file)
{
    struct image_file *image = open_module(file, "a driver");
    if (!image)
        return false;
    if (image->descriptor->kind != NTSIM_MODULE_DRIVER)
        return api_fail("%s is no driver: it was built as an application or scenario", file);
    if (run->setup.driver_count == MACHINE_DRIVERS_MAX)
        return api_fail("more than %d drivers", MACHINE_DRIVERS_MAX);
    for (size_t i = 0; i < run->setup.driver_count; i++)
        if (run->setup.drivers[i] == image) /* by the scenario and by an option */
            return true;
        else if (strcasecmp(run->setup.drivers[i]->name, image->name) == 0)
            return api_fail("there are two drivers called %s: %s and %s", image->name, run->setup.drivers[i]->path, image->path);
    run->setup.drivers[run->setup.driver_count++] = image;
    return true;
}

static bool add_drivers(struct run *run)
{
    char file[1024];
    for (const char *const *name = run->scenario ? run->scenario->drivers : NULL; name && *name; name++) {
        if (!path_find_module(run->options->path, *name, ".sys", file, sizeof file))
            return api_fail("scenario %s needs driver %s, which is in no folder of the path", run->scenario->id, *name);
        if (!add_driver(run, file))
            return false;
    }
    for (const char *const *name = run->options->drivers; name && *name; name++)
        if (!add_driver(run, *name))
            return false;
    return true;
}

static struct image_file *open_application(const char *path)
{
    struct image_file *image = open_module(path, "an application");
    if (!image)
        return NULL;
    if (image->descriptor->kind != NTSIM_MODULE_APP)
        return api_fail("%s is no application: it was built as a driver or scenario", path), NULL;
    if (!image->descriptor->entry)
        return api_fail("%s has no main", path), NULL;
    return image;
}

static bool add_started(struct run *run, const char *file)
{
    struct image_file *image = open_application(file);
    if (!image)
        return false;
    if (run->setup.program_count == MACHINE_PROGRAMS_MAX)
        return api_fail("more than %d programs", MACHINE_PROGRAMS_MAX);
    run->setup.programs[run->setup.program_count++] = image;
    return true;
}

/* What CreateProcess finds. */
static bool add_programs(struct run *run)
{
    char file[1024];
    for (const char *const *name = run->scenario ? run->scenario->programs : NULL; name && *name; name++) {
        if (!path_find_module(run->options->path, *name, ".exe", file, sizeof file))
            return api_fail("scenario %s needs program %s, which is in no folder of the path", run->scenario->id, *name);
        if (!add_started(run, file))
            return false;
    }
    for (const char *const *name = run->options->programs; name && *name; name++)
        if (!add_started(run, *name))
            return false;
    return true;
}

static bool add_arguments(struct run *run)
{
    int n = 0;
    run->argv[n++] = run->setup.program->name;
    for (const char *const *argument = run->options->arguments; argument && *argument; argument++) {
        if (n == ARGUMENTS_MAX)
            return api_fail("more than %d arguments of the application", ARGUMENTS_MAX - 1);
        run->argv[n++] = *argument;
    }
    run->setup.argc = n;
    run->setup.argv = run->argv;
    return true;
}

/* A device with a name and nothing else stands for the simulator's model of that name. */
static bool add_device(struct run *run, const struct ntsim_device *model)
{
    const char *error;
    const struct ntsim_device *named = model->read || model->write ? model : dev_model(model->name);
    if (!named)
        return api_fail("there is no device model %s", model->name);
    if (!dev_good(named, &error))
        return api_fail("device model %s cannot be used: %s", model->name, error);
    if (run->setup.device_count == MACHINE_DEVICES_MAX)
        return api_fail("more than %d devices", MACHINE_DEVICES_MAX);
    run->setup.devices[run->setup.device_count] = *named;
    run->setup.devices[run->setup.device_count++].may_be_pulled = model->may_be_pulled;
    return true;
}

static bool add_devices(struct run *run)
{
    for (const struct ntsim_device *const *model = run->scenario ? run->scenario->devices : NULL; model && *model; model++)
        if (!add_device(run, *model))
            return false;
    for (const char *const *name = run->options->devices; name && *name; name++)
        if (!add_device(run, &(struct ntsim_device){.name = *name}))
            return false;
    return true;
}

static bool add_program(struct run *run)
{
    if (run->options->application) {
        run->setup.program = open_application(run->options->application);
        if (!run->setup.program || !add_started(run, run->options->application))
            return false;
    } else if (run->scenario && run->scenario->body) {
        const struct path_scenario *found = path_scenario_of(run->scenario);
        if (!found)
            return api_fail("scenario %s was not found by ntsim_scenario_find", run->scenario->id);
        run->setup.program = found->file;
        run->setup.body = run->scenario->body;
    }
    return !run->setup.program || add_arguments(run);
}

bool api_add_parts(struct run *run)
{
    return add_drivers(run) && add_devices(run) && add_programs(run) && add_program(run);
}
