/*
 * Whether a scenario of a module leads to places in the module: the host follows its pointers.
 */
#include "api/scenario_check.h"

#include "image/check.h"
#include <ntsim/device.h>
#include <ntsim/scenario.h>

#include <string.h>

#define ID_MAX 63
#define LIST_MAX 1024

static bool is_id(const char *id)
{
    size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return n > 0 && n <= ID_MAX && id[n] == 0;
}

static bool text_or_none(const struct image_file *file, const char *text)
{
    return !text || image_file_holds_text(file, text);
}

static bool drivers_are_good(const struct image_file *file, const char *const *list)
{
    for (size_t i = 0; list && i < LIST_MAX; i++) {
        if (!image_file_holds(file, &list[i], sizeof *list))
            return false;
        if (!list[i])
            return true;
        if (!image_file_holds_text(file, list[i]))
            return false;
    }
    return !list;
}

static bool code_or_none(const struct image_file *file, void (*function)(void))
{
    return !function || image_file_holds_code(file, (uintptr_t)function);
}

static bool device_is_good(const struct image_file *file, const struct ntsim_device *model)
{
    return image_file_holds(file, model, sizeof *model) && image_file_holds_text(file, model->name) && code_or_none(file, (void (*)(void))model->reset) &&
           code_or_none(file, (void (*)(void))model->read) && code_or_none(file, (void (*)(void))model->write) && code_or_none(file, (void (*)(void))model->tick) &&
           code_or_none(file, (void (*)(void))model->config_read) && code_or_none(file, (void (*)(void))model->config_write);
}

static bool devices_are_good(const struct image_file *file, const struct ntsim_device *const *list)
{
    for (size_t i = 0; list && i < LIST_MAX; i++) {
        if (!image_file_holds(file, &list[i], sizeof *list))
            return false;
        if (!list[i])
            return true;
        if (!device_is_good(file, list[i]))
            return false;
    }
    return !list;
}

static bool expectation_is_good(const struct ntsim_expect *expect)
{
    return (unsigned)expect->outcome <= NTSIM_INCONCLUSIVE && (unsigned)expect->verdict <= NTSIM_CRASHED_LATER;
}

bool scenario_is_good(const struct image_file *file, const struct ntsim_scenario *scenario)
{
    return image_file_holds(file, scenario, sizeof *scenario) && image_file_holds_text(file, scenario->id) && is_id(scenario->id) && text_or_none(file, scenario->kind) &&
           text_or_none(file, scenario->claim) && text_or_none(file, scenario->schedule) && drivers_are_good(file, scenario->drivers) &&
           devices_are_good(file, scenario->devices) && code_or_none(file, (void (*)(void))scenario->body) && expectation_is_good(&scenario->expect);
}
