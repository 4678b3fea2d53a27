/*
 * The watchdog: a timer of processor time whose handler looks whether the driver has called us since. Costs nothing
 * between two ticks. It uses the way of faults to end the loop, so faults must be caught while it runs.
 */
#define _GNU_SOURCE
#include "private.h"

#if defined(__APPLE__)
#include "fault_context_macos.h"
#else
#include "fault_context_linux.h"
#endif

#include <sys/time.h>

enum { TICKS_TO_HANG = 4 }; /* so a hang is seen after 1 to 1.25 times what was asked for */

static struct {
    const volatile uint64_t *progress;
    bool (*in_driver)(uintptr_t pc);
    uint64_t seen;
    unsigned idle_ticks;
} watch;

static void on_tick(int number, siginfo_t *info, void *context)
{
    struct host_fault fault = {.kind = HOST_FAULT_HANG};
    (void)number;
    (void)info;
    if (watch.progress == NULL)
        return;
    if (*watch.progress != watch.seen) {
        watch.seen = *watch.progress;
        watch.idle_ticks = 0;
        return;
    }
    context_registers(context, &fault);
    if (++watch.idle_ticks < TICKS_TO_HANG || !watch.in_driver(fault.pc))
        return;
    watch.idle_ticks = 0;
    host__fault_deliver(context, &fault);
}

static void set_timer(unsigned milliseconds)
{
    struct timeval every = {.tv_sec = milliseconds / 1000, .tv_usec = (int)(milliseconds % 1000 * 1000)};
    setitimer(ITIMER_PROF, &(struct itimerval){.it_interval = every, .it_value = every}, NULL);
}

void host_watchdog(const volatile uint64_t *progress, unsigned milliseconds, bool (*in_driver)(uintptr_t pc))
{
    struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    set_timer(0);
    watch.progress = NULL;
    if (milliseconds == 0)
        return;
    watch.seen = *progress;
    watch.idle_ticks = 0;
    watch.in_driver = in_driver;
    watch.progress = progress;
    sigemptyset(&action.sa_mask);
    sigaction(SIGPROF, &action, NULL);
    set_timer(milliseconds < TICKS_TO_HANG ? 1 : milliseconds / TICKS_TO_HANG);
}
