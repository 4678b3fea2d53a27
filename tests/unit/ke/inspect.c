/* Claims about looking at the kernel: processors, calls, labels, what is armed. */
#include "test.h"

#include "ke/inspect.h"

static void processors(void)
{
    struct ke_processor_info info;
    KSPIN_LOCK lock;
    KIRQL old;
    KeInitializeSpinLock(&lock);
    claim(!ke_processor_info(2, &info));
    claim(ke_processor_info(ke_cpu_number(), &info) && info.moves && !info.idle && info.current == ke_current() && info.irql == PASSIVE_LEVEL && info.held == 0);
    KeAcquireSpinLock(&lock, &old);
    claim(ke_processor_info(ke_cpu_number(), &info) && info.irql == DISPATCH_LEVEL && info.held == 1 && info.lock[0] == &lock && info.locked_by[0]);
    KeReleaseSpinLock(&lock, old);
    claim(ke_processor_info(1 - ke_cpu_number(), &info) && !info.moves && info.idle);
}

static void a_processor_tells_what_it_does(void **state)
{
    (void)state;
    run_body_on(2, processors);
}

static uintptr_t routine(void)
{
    uintptr_t calls[4] = {0};
    struct ke_gate gate = {.outer = ke_current()->gate, .id = DDI_NONE, .site = 0x1234};
    ke_current()->gate = &gate;
    size_t n = ke_thread_calls(ke_current(), calls, 4);
    claim(n == 2 && calls[0] == 0x1234 && calls[1] == (uintptr_t)routine);
    claim(ke_thread_calls(ke_current(), calls, 1) == 1);
    ke_current()->gate = gate.outer;
    return 0;
}

static void calls(void)
{
    struct ke_call call = {.kind = KE_CALLBACK, .routine = (const void *)(uintptr_t)routine};
    ke_call(&call);
    struct ke_gate elsewhere = {.site = 0x1234}, *somewhere = sim_alloc(sizeof *somewhere);
    uintptr_t sites[4];
    *somewhere = elsewhere;
    ke_current()->gate = somewhere; /* overwritten: it does not lie on the stack */
    claim(ke_thread_calls(ke_current(), sites, 4) == 0);
    ke_current()->gate = NULL;
    sim_free(somewhere, sizeof *somewhere);
}

static void a_thread_tells_its_calls_and_follows_nothing_that_is_not_on_its_stack(void **state)
{
    (void)state;
    run_body(calls);
}

static void count(void *context, const struct ke_armed *armed, const char *kind)
{
    (void)context, (void)armed;
    happens(kind[0]);
}

static void quiet(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    (void)dpc, (void)context, (void)a, (void)b;
}

static void armed(void)
{
    static KTIMER timer;
    static KDPC dpc;
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, quiet, NULL);
    uint32_t id = ke_label_find(&timer);
    claim(ke_labelled(id) == &timer && ke_labelled(0xFFFFFF) == NULL);
    ke_armed_visit(count, NULL);
    KIRQL old = KeRaiseIrqlToDpcLevel();
    KeSetTimer(&timer, ticks(-SECOND), NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    ke_armed_visit(count, NULL);
    KeLowerIrql(old);
    happens('|');
    ke_armed_visit(count, NULL);
    KeCancelTimer(&timer);
    happens('|');
    ke_armed_visit(count, NULL);
}

static void what_is_armed_is_visited_timers_first(void **state)
{
    (void)state;
    run_body(armed);
    assert_string_equal(happened, "tD|t|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_processor_tells_what_it_does),
        test(a_thread_tells_its_calls_and_follows_nothing_that_is_not_on_its_stack),
        test(what_is_armed_is_visited_timers_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
