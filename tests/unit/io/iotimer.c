/* Claims about IoTimer (semantics 51). */
#include "test.h"

static unsigned ticks, other_ticks;

static VOID on_tick(PDEVICE_OBJECT device, PVOID context)
{
    claim(device == probe.device && context == &ticks && ke_irql() == DISPATCH_LEVEL);
    ticks++;
}

static PDEVICE_OBJECT other;
static VOID on_other_tick(PDEVICE_OBJECT device, PVOID context)
{
    (void)context;
    claim(device == other && ticks == other_ticks + 1); /* in the order of initialisation */
    other_ticks++;
}

static void seconds(void)
{
    load_probe();
    ticks = other_ticks = 0;
    claim(NT_SUCCESS(IoCreateDevice(probe.driver, 0, NULL, FILE_DEVICE_UNKNOWN, 0, FALSE, &other)));
    claim(NT_SUCCESS(IoInitializeTimer(probe.device, on_tick, &ticks)));
    claim(NT_SUCCESS(IoInitializeTimer(other, on_other_tick, NULL)));
    pause_ms(2500);
    claim(ticks == 0);
    IoStartTimer(probe.device);
    IoStartTimer(other);
    pause_ms(3500);
    claim(ticks == 3 && other_ticks == 3);
    IoDeleteDevice(other);
    pause_ms(1000);
    claim(ticks == 4 && other_ticks == 3);
    IoStopTimer(probe.device);
    pause_ms(3000);
    claim(ticks == 4);
}

static void leaving(void)
{
    load_probe();
    ticks = 0;
    HANDLE handle = open_probe(0);
    IoInitializeTimer(probe.device, on_tick, &ticks);
    claim(io_driver_unload("probe") == STATUS_SUCCESS);
    IoStartTimer(probe.device);
    pause_ms(2500);
    claim(ticks == 0);
    close_handle(handle);
}

static void twice(void)
{
    load_probe();
    IoInitializeTimer(probe.device, on_tick, &ticks);
    IoInitializeTimer(probe.device, on_tick, &ticks);
}

TEST(the_routine_runs_every_second_until_stopped_or_deleted, seconds)
TEST(a_device_on_its_way_out_does_not_start_its_timer, leaving)

static void initialising_twice_is_a_bug_check(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(twice, DRIVER_VERIFIER_IOMANAGER_VIOLATION)->parameter[0], 0x0A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_routine_runs_every_second_until_stopped_or_deleted),
        cmocka_unit_test(a_device_on_its_way_out_does_not_start_its_timer),
        cmocka_unit_test(initialising_twice_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
