/*
 * The "bluetooth" race (KISS, CHESS, SCTBench): threads send packets while the driver is stopped. Each has a processor
 * of its own, as has the stop. By default the packets arrive first. One preemption of a sender, between looking for the
 * stop and counting itself, and it uses a connection that is closed: 0xD5.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "stop_race.h"

/*
 * The system's own threads are settled, the senders have yet to take their first step when the search begins; what comes
 * behind it is the stop.
 */
static int send_packets(DWORD packets)
{
    HANDLE device = CreateFileW(L"\\\\.\\Radio", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_settle();
    ntsim_check(DeviceIoControl(device, IOCTL_RADIO_SEND, &packets, sizeof packets, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    ntsim_search_here();
    return 0;
}

static int one(void)
{
    return send_packets(1);
}

static int two(void)
{
    return send_packets(2);
}

static int three(void)
{
    return send_packets(3);
}

static int four(void)
{
    return send_packets(4);
}

/* One processor for the stop, one for the application, one for each sender. */
#define STOP_RACE(name, driver, senders, count, behaviour)                                                             \
    NTSIM_SCENARIO(name, .kind = "crash", .claim = behaviour, .drivers = NTSIM_DRIVERS(driver), .body = senders,       \
                   .processors = 2 + count)

STOP_RACE(stop_race, "stop_race", one, 1, "a sender looks for the stop, then counts itself: a stop in between");
STOP_RACE(stop_race_2, "stop_race", two, 2, "the same with two senders");
STOP_RACE(stop_race_3, "stop_race", three, 3, "the same with three senders");
STOP_RACE(stop_race_4, "stop_race", four, 4, "the same with four senders");

STOP_RACE(stop_race_fixed, "stop_race_fixed", one, 1, "a sender counts itself, then looks for the stop: quiet");
STOP_RACE(stop_race_2_fixed, "stop_race_fixed", two, 2, "the same with two senders");
STOP_RACE(stop_race_3_fixed, "stop_race_fixed", three, 3, "the same with three senders");
STOP_RACE(stop_race_4_fixed, "stop_race_fixed", four, 4, "the same with four senders");
