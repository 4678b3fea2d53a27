/* The context switch, measured. */
#ifndef NTSIM_BENCH_HOST_SWITCH_H
#define NTSIM_BENCH_HOST_SWITCH_H

double bench_host_switch_ns(void);

#endif
