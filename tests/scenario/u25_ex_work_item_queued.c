/*
 * U25: DriverUnload queues an item with ExQueueWorkItem, which holds neither a device nor the driver. The system worker
 * comes to it when the image is gone, at PASSIVE_LEVEL: 0xCE. The fixed twin uses IoQueueWorkItem: its stop is over
 * before its image goes, for as long as the item takes.
 */
#include <windows.h>

#include <ntsim/scenario.h>

static void open_once(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Log", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(CloseHandle(device));
}

static int body(void)
{
    open_once();
    return 0;
}

static int stops_twice(void)
{
    open_once();
    ntsim_check(ntsim_driver_stop("ex_work_item_queued_fixed") == ERROR_SUCCESS);
    while (ntsim_driver_start("ex_work_item_queued_fixed") == ERROR_SERVICE_ALREADY_RUNNING)
        Sleep(100);
    open_once();
    return 0;
}

NTSIM_SCENARIO(u25_ex_work_item_queued, .kind = "crash",
               .claim = "Unload leaves an item in the work queue: a system worker calls an image that is gone",
               .drivers = NTSIM_DRIVERS("ex_work_item_queued"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u25_ex_work_item_queued_fixed, .kind = "crash",
               .claim = "the I/O manager's work item holds the image until it has returned",
               .drivers = NTSIM_DRIVERS("ex_work_item_queued_fixed"), .body = stops_twice);
