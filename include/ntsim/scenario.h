/*
 * Scenarios: what one is, and what its body may call beside Win32. A scenario's source sees include/win32 and this header; the host side (ntsim.h) reads the
 * same structure.
 *
 *   static int body(void)
 *   {
 *       HANDLE device = CreateFileW(L"\\\\.\\Foo", ...);
 *       ntsim_check(device != INVALID_HANDLE_VALUE);
 *       return 0;
 *   }
 *   NTSIM_SCENARIO(foo_opens, .claim = "the device can be opened", .drivers = NTSIM_DRIVERS("foo"), .body = body);
 */
#ifndef NTSIM_SCENARIO_H
#define NTSIM_SCENARIO_H

#include <ntsim/outcome.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ntsim_device;

struct ntsim_scenario {
    const char *id;    /* lower-case words: u16_timer_left_set */
    const char *kind;  /* wedge, crash, leak, rule */
    const char *claim; /* one sentence */
    const char *const *drivers;                 /* service names, NULL behind: installed, started in order; stopped after the body, last first */
    const struct ntsim_device *const *devices;  /* PCI cards, from slot 3 on; NULL behind (ntsim/device.h) */
    int (*body)(void);                          /* a simulated process's main thread; other than 0 is a failed check */
    struct ntsim_expect expect;                 /* zero: quiet, every driver unloaded, nothing leaked */
    const char *schedule;                       /* of a race: the deviations that show it ("NTS1:..."); a run uses it only when told to */
    unsigned processors;                        /* 0: the default, 2 */
    const char *const *programs;                /* applications that the body may start (CreateProcess), by name; NULL behind */
    int manual;                                 /* 1: the drivers are installed but not started: the body does that */
};

#define NTSIM_DRIVERS(...) ((const char *const[]){__VA_ARGS__, 0})
#define NTSIM_PROGRAMS(...) ((const char *const[]){__VA_ARGS__, 0})
#define NTSIM_DEVICES(...) ((const struct ntsim_device *const[]){__VA_ARGS__, 0})

#if defined(__APPLE__)
#define NTSIM_SCENARIO_SECTION section("__DATA,ntsim_scenarios"), used
#else
#define NTSIM_SCENARIO_SECTION section("ntsim_scenarios"), used, retain
#endif

/* A module may hold several. The pointer in its section is how the host finds them (sim/crt/module_scenario.c). */
#define NTSIM_SCENARIO(name, ...)                                                                                      \
    static const struct ntsim_scenario ntsim_scenario_##name = {.id = #name, __VA_ARGS__};                             \
    static const struct ntsim_scenario *const ntsim_scenario_pointer_##name __attribute__((NTSIM_SCENARIO_SECTION)) =  \
        &ntsim_scenario_##name

/* --- inside a body ------------------------------------------------------------------------------------------------ */

/* False: stops the run, outcome CHECK, and says where. */
#define ntsim_check(expression)                                                                                        \
    ((expression) ? (void)0 : ntsim_check_failed(#expression, __FILE__, __LINE__))
void ntsim_check_failed(const char *expression, const char *file, int line) __attribute__((__noreturn__));

/* Starts or stops a driver by its service name, as StartService and ControlService would; installs it first. Win32 errors, 0 for success. A stop that
   succeeds may still be pending. */
uint32_t ntsim_driver_start(const char *service);
uint32_t ntsim_driver_stop(const char *service);

/* Until nothing is due: no DPC, no timer, no work item, no thread that can go on. */
void ntsim_settle(void);

/* The common beginning of all schedules ends here: what came before is run once. At most one a run. */
void ntsim_search_here(void);

#ifdef __cplusplus
}
#endif

#endif
