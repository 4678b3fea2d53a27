/*
 * Time as drivers see it. A query costs one tick, so that a loop which polls a time ends (design 4.12).
 */
#include "image/image.h"
#include "ke/end.h"
#include "ke/point.h"
#include "ke/state.h"

#define TICK_100NS 156250u /* 15.625 ms: the clock interval that KeQueryTimeIncrement tells */

/* WDK: KeQuerySystemTime. */
VOID KeQuerySystemTime(PLARGE_INTEGER CurrentTime)
{
    ddi_enter(KeQuerySystemTime, NULL);
    ke_time_pass(1);
    CurrentTime->QuadPart = (LONGLONG)ke->now;
}

/* WDK: KeQuerySystemTimePrecise. */
VOID KeQuerySystemTimePrecise(PLARGE_INTEGER CurrentTime)
{
    ddi_enter(KeQuerySystemTimePrecise, NULL);
    ke_time_pass(1);
    CurrentTime->QuadPart = (LONGLONG)ke->now;
}

/* WDK: KeQueryTickCount. */
VOID KeQueryTickCount(PLARGE_INTEGER TickCount)
{
    ddi_enter(KeQueryTickCount, NULL);
    ke_time_pass(1);
    TickCount->QuadPart = (LONGLONG)((ke->now - ke->start) / TICK_100NS);
}

/* WDK: KeQueryInterruptTime. 100 ns units since the start. */
ULONGLONG KeQueryInterruptTime(VOID)
{
    ddi_enter(KeQueryInterruptTime, NULL);
    ke_time_pass(1);
    return ke->now - ke->start;
}

/* WDK: KeQueryInterruptTimePrecise. */
ULONG64 KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp)
{
    ddi_enter(KeQueryInterruptTimePrecise, NULL);
    ke_time_pass(1);
    *QpcTimeStamp = ke->now - ke->start;
    return ke->now - ke->start;
}

/* WDK: KeQueryUnbiasedInterruptTime. The machine never sleeps, so there is no bias. */
ULONGLONG KeQueryUnbiasedInterruptTime(VOID)
{
    ddi_enter(KeQueryUnbiasedInterruptTime, NULL);
    ke_time_pass(1);
    return ke->now - ke->start;
}

/* WDK: KeQueryUnbiasedInterruptTimePrecise. */
ULONG64 KeQueryUnbiasedInterruptTimePrecise(PULONG64 QpcTimeStamp)
{
    ddi_enter(KeQueryUnbiasedInterruptTimePrecise, NULL);
    ke_time_pass(1);
    *QpcTimeStamp = ke->now - ke->start;
    return ke->now - ke->start;
}

/* WDK: KeQueryPerformanceCounter. 10 MHz. */
LARGE_INTEGER KeQueryPerformanceCounter(PLARGE_INTEGER PerformanceFrequency)
{
    ddi_enter(KeQueryPerformanceCounter, NULL);
    ke_time_pass(1);
    if (PerformanceFrequency)
        PerformanceFrequency->QuadPart = 10000000;
    return (LARGE_INTEGER){.QuadPart = (LONGLONG)(ke->now - ke->start)};
}

/* WDK: KeQueryTimeIncrement. */
ULONG KeQueryTimeIncrement(VOID)
{
    ddi_enter(KeQueryTimeIncrement, NULL);
    return TICK_100NS;
}

#define STALL_MAX_US 50

/* WDK: KeStallExecutionProcessor. The processor is busy for that long: documented for at most 50 microseconds. */
VOID KeStallExecutionProcessor(ULONG MicroSeconds)
{
    ddi_enter(KeStallExecutionProcessor, NULL);
    if (MicroSeconds > STALL_MAX_US && image_at(gate_.site))
        ke_finding("stall", "KeStallExecutionProcessor(%u): the processor does nothing else for so long; more than %d microseconds are too long (rule Q10)", MicroSeconds,
                   STALL_MAX_US);
    ke_time_pass((uint64_t)MicroSeconds * 10);
}

/* WDK: KeMemoryBarrier. Memory is sequentially consistent here; still a point where another processor may come in. */
VOID KeMemoryBarrier(VOID)
{
    ddi_enter(KeMemoryBarrier, NULL);
}

/* YieldProcessor: a hint in a polling loop. */
VOID __ntsim_yield_processor(VOID)
{
    ke_spin_poll();
}

/* PAGED_CODE: the caller may be paged out, so it must run below DISPATCH_LEVEL. The checked build stops there. */
void __ntsim_paged_code(void)
{
    if (ke->cpu->irql <= APC_LEVEL)
        return;
    uintptr_t site = (uintptr_t)__builtin_return_address(0);
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xE5, ke->cpu->irql, 0, site,
                      &(struct ke_blame){.pc = site, .sentence = "PAGED_CODE() at DISPATCH_LEVEL or above"});
}

unsigned long long __ntsim_pointer_value(const void *pointer);
unsigned long long __ntsim_pointer_value(const void *pointer)
{
    return image_simulated((uintptr_t)pointer);
}
