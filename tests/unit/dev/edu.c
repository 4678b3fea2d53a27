/* Claims about the edu device's registers, poked directly. */
#include "bench.h"

#include <hw/edu.h>

static void poke_simple(void)
{
    plug(&dev_edu);
    claim((get(EDU_ID) & EDU_ID_MASK) == EDU_ID_VALUE);
    set(EDU_ID, 0);
    claim(get(EDU_ID) == 0x010000ED);
    set(EDU_LIVENESS, 0x0F0F1234);
    claim(get(EDU_LIVENESS) == 0xF0F0EDCB);
}

static void it_is_alive(void **state)
{
    (void)state;
    run_body(poke_simple);
}

static ULONG compute(ULONG n)
{
    unsigned polls = 0;
    set(EDU_FACTORIAL, n);
    claim(get(EDU_STATUS) & EDU_STATUS_COMPUTING);
    while (get(EDU_STATUS) & EDU_STATUS_COMPUTING)
        claim(++polls < 1000);
    return get(EDU_FACTORIAL);
}

static void poke_factorial(void)
{
    plug(&dev_edu);
    claim(compute(0) == 1 && compute(1) == 1 && compute(5) == 120 && compute(12) == 479001600);
    claim(compute(13) == 1932053504 && compute(33) == 0x80000000 && compute(34) == 0 && compute(0xFFFFFFFF) == 0);
    claim(get(EDU_INTERRUPT_STATUS) == 0 && !dev_card(0)->drives);
}

static void a_factorial_takes_its_time_and_wraps(void **state)
{
    (void)state;
    run_body(poke_factorial);
}

static void write_while_computing(void)
{
    plug(&dev_edu);
    set(EDU_FACTORIAL, 4);
    set(EDU_FACTORIAL, 5);
    KeStallExecutionProcessor(50);
    claim(get(EDU_FACTORIAL) == 24);
}

static void a_busy_engine_does_not_listen(void **state)
{
    (void)state;
    run_body(write_while_computing);
}

static void poke_interrupt(void)
{
    plug(&dev_edu);
    set(EDU_STATUS, EDU_STATUS_INTERRUPT | EDU_STATUS_COMPUTING);
    claim(get(EDU_STATUS) == EDU_STATUS_INTERRUPT);
    compute(3);
    claim(get(EDU_INTERRUPT_STATUS) == EDU_INTERRUPT_FACTORIAL && dev_card(0)->drives);
    set(EDU_INTERRUPT_RAISE, 0x30);
    set(EDU_INTERRUPT_ACK, EDU_INTERRUPT_FACTORIAL);
    claim(get(EDU_INTERRUPT_STATUS) == 0x30 && dev_card(0)->drives);
    set(EDU_INTERRUPT_ACK, 0x30);
    claim(get(EDU_INTERRUPT_STATUS) == 0 && !dev_card(0)->drives);
}

static void the_line_falls_with_the_last_reason(void **state)
{
    (void)state;
    run_body(poke_interrupt);
}

static void read_a_byte(void)
{
    plug(&dev_edu);
    READ_REGISTER_UCHAR(registers + EDU_STATUS);
}

static void write_eight(void)
{
    plug(&dev_edu);
    WRITE_REGISTER_ULONG64((volatile ULONG64 *)(void *)(registers + EDU_FACTORIAL), 5);
}

static void start_dma(void)
{
    plug(&dev_edu);
    set(EDU_DMA_COMMAND, 1);
}

static void misuse_stops_the_run(void **state)
{
    (void)state;
    run_body_to(read_a_byte, KE_RULE);
    run_body_to(write_eight, KE_RULE);
    run_body_to(start_dma, KE_NOT_MODELLED);
}

static void pull_it_out(void)
{
    USHORT vendor = 0;
    plug(&dev_edu);
    set(EDU_INTERRUPT_RAISE, 1);
    claim(dev_card(0)->drives);
    claim(dev_pull(0) && !dev_pull(0));
    claim(!dev_card(0)->drives && get(EDU_ID) == 0xFFFFFFFF);
    set(EDU_INTERRUPT_RAISE, 1);
    claim(!dev_card(0)->drives);
    claim(HalGetBusData(PCIConfiguration, 0, SLOT, &vendor, sizeof vendor) == 2 && vendor == PCI_INVALID_VENDORID);
}

static void a_pulled_card_gives_all_ones(void **state)
{
    (void)state;
    run_body(pull_it_out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_alive),
        cmocka_unit_test(a_factorial_takes_its_time_and_wraps),
        cmocka_unit_test(a_busy_engine_does_not_listen),
        cmocka_unit_test(the_line_falls_with_the_last_reason),
        cmocka_unit_test(misuse_stops_the_run),
        cmocka_unit_test(a_pulled_card_gives_all_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
