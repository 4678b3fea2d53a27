/*
 * What a scenario's body may call beside Win32 (include/ntsim/scenario.h). Drivers are started by the service controller; the rest is the machine's.
 */
#include "win32/private.h"

#include "dev/dev.h"
#include "ntsim/scenario.h"
#include "scm/scm.h"

#include <stdio.h>

void win32_on_scenario(const struct win32_scenario_hooks *hooks)
{
    win32->scenario = *hooks;
}

struct failed_check {
    const char *expression, *file;
    int line;
};

static uintptr_t check_failed(void *argument)
{
    const struct failed_check *check = argument;
    if (win32->scenario.check_failed)
        win32->scenario.check_failed(win32->scenario.context, check->expression, check->file, check->line);
    sim_assert(!"nobody took the failed check");
    return 0;
}

void ntsim_check_failed(const char *expression, const char *file, int line)
{
    WIN32_ENTER();
    struct failed_check check = {expression, file, line};
    win32_kernel(&caller, check_failed, &check);
    __builtin_unreachable();
}

/* The name is copied before drivers run: another thread of the body may change it meanwhile. */
struct driver_call {
    char name[64];
    uint32_t (*act)(const char *service);
};

static uintptr_t driver_call(void *argument)
{
    const struct driver_call *call = argument;
    return call->act(call->name);
}

static uint32_t act(const struct win32_caller *caller, const char *service, uint32_t (*what)(const char *service))
{
    struct driver_call call = {.act = what};
    if (win32_length_a(caller, service) >= sizeof call.name)
        return ERROR_INVALID_NAME;
    snprintf(call.name, sizeof call.name, "%s", service);
    return (uint32_t)win32_kernel(caller, driver_call, &call);
}

uint32_t ntsim_driver_start(const char *service)
{
    WIN32_ENTER();
    return act(&caller, service, scm_start);
}

uint32_t ntsim_driver_stop(const char *service)
{
    WIN32_ENTER();
    return act(&caller, service, scm_stop);
}

static uintptr_t settle(void *argument)
{
    (void)argument;
    if (win32->scenario.settle)
        win32->scenario.settle(win32->scenario.context);
    return 0;
}

void ntsim_settle(void)
{
    WIN32_ENTER();
    win32_kernel(&caller, settle, NULL);
}

static uintptr_t search_here(void *argument)
{
    (void)argument;
    if (win32->scenario.search_here)
        win32->scenario.search_here(win32->scenario.context);
    return 0;
}

void ntsim_search_here(void)
{
    WIN32_ENTER();
    win32_kernel(&caller, search_here, NULL);
}

static uintptr_t pull(void *argument)
{
    return dev_pull((unsigned)(uintptr_t)argument);
}

int ntsim_device_pull(unsigned n)
{
    WIN32_ENTER();
    return (int)win32_kernel(&caller, pull, (void *)(uintptr_t)n);
}
