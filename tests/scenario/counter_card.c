/*
 * A device model of one's own, whole, to be copied: the card of the example in include/ntsim/device.h, a driver for it (drivers/counter_card), and what an
 * application sees.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/device.h>
#include <ntsim/scenario.h>

#include "counter_card.h"

/* Zeroed when the machine is switched on; the only memory that the model has. */
struct counter {
    uint32_t count, limit;
};

static uint64_t counter_read(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size)
{
    const struct counter *counter = ntsim_card_state(card);

    (void)bar, (void)size;
    return offset == COUNTER_COUNT ? counter->count : offset == COUNTER_LIMIT ? counter->limit : 0;
}

static void counter_write(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
    struct counter *counter = ntsim_card_state(card);

    (void)bar, (void)size;
    if (offset == COUNTER_LIMIT) {
        counter->limit = (uint32_t)value;
        ntsim_device_later(card, (uint64_t)counter->limit * NTSIM_MICROSECOND);
    } else if (offset == COUNTER_ACK) {
        ntsim_device_lower(card);
    } else {
        ntsim_device_misuse(card, "only LIMIT and ACK can be written");
    }
}

/* So many microseconds later. */
static void counter_tick(struct ntsim_card *card)
{
    struct counter *counter = ntsim_card_state(card);

    counter->count = counter->limit;
    ntsim_device_raise(card);
}

static const struct ntsim_device counter = {
    .name = "counter",
    .vendor = COUNTER_VENDOR,
    .device = COUNTER_DEVICE,
    .class_code = 0xFF0000,
    .interrupt_pin = 1,
    .bars = {{NTSIM_BAR_MEMORY, COUNTER_BAR_SIZE}},
    .state_size = sizeof(struct counter),
    .read = counter_read,
    .write = counter_write,
    .tick = counter_tick,
};

static DWORD run(HANDLE device, DWORD limit)
{
    DWORD count = 0, got = 0;

    ntsim_check(DeviceIoControl(device, IOCTL_COUNTER_RUN, &limit, sizeof limit, &count, sizeof count, &got, NULL));
    ntsim_check(got == sizeof count);
    return count;
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\CounterCard", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(run(device, 5000) == 5000);
    ntsim_check(run(device, 1) == 1);
    ntsim_check(run(device, 70000) == 70000);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(counter_card, .claim = "a device model of the scenario's own counts and interrupts, and its driver leaves", .drivers = NTSIM_DRIVERS("counter_card"),
               .devices = NTSIM_DEVICES(&counter), .body = body);
