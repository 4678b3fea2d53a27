/* How long one context switch takes: two contexts hand over to each other. Returns nanoseconds per switch, the best of
 * some rounds. */
#include "host_switch.h"

#include "host.h"

#include <stdint.h>

enum { SWITCHES = 2000 * 1000, ROUNDS = 7, STACK = 64 * 1024 };

static struct host_fiber here, there;

static void answer(void *unused)
{
    (void)unused;
    for (;;)
        host_fiber_switch(&there, &here);
}

static double one_round(void)
{
    uint64_t start = host_clock_ns();
    for (int i = 0; i < SWITCHES / 2; i++)
        host_fiber_switch(&here, &there);
    return (double)(host_clock_ns() - start) / SWITCHES;
}

double bench_host_switch_ns(void)
{
    static _Alignas(16) char stack[STACK];
    host_fiber_init(&there, stack, sizeof stack, answer, NULL);
    double best = one_round();
    for (int i = 1; i < ROUNDS; i++) {
        double next = one_round();
        if (next < best)
            best = next;
    }
    return best;
}
