/*
 * A device model of the scenario's own: it looks like an edu, takes the first number, and never gets done. The driver's
 * watchdog ends the request after a second, the next one is refused, and the driver leaves.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/device.h>
#include <ntsim/scenario.h>

#include "edu_ioctl.h"

enum { ID = 0x00, LIVENESS = 0x04, FACTORIAL = 0x08, STATUS = 0x20 };

struct silent {
    uint32_t liveness, asked;
};

static uint64_t silent_read(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size)
{
    struct silent *silent = ntsim_card_state(card);

    (void)bar, (void)size;
    switch (offset) {
    case ID:
        return 0x010000ED;
    case LIVENESS:
        return silent->liveness;
    case STATUS:
        return silent->asked > 0; /* computing */
    default:
        return 0;
    }
}

static void silent_write(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
    struct silent *silent = ntsim_card_state(card);

    (void)bar, (void)size;
    if (offset == LIVENESS)
        silent->liveness = ~(uint32_t)value;
    else if (offset == FACTORIAL && ++silent->asked > 1)
        ntsim_device_misuse(card, "it was given another number, though it was not done with the first");
}

static const struct ntsim_device silent_edu = {
    .name = "silent",
    .vendor = 0x1234,
    .device = 0x11E8,
    .interrupt_pin = 1,
    .bars = {{NTSIM_BAR_MEMORY, 0x100000}},
    .state_size = sizeof(struct silent),
    .read = silent_read,
    .write = silent_write,
};

static DWORD factorial_fails(HANDLE device)
{
    DWORD n = 5, result = 0, got = 0;

    ntsim_check(!DeviceIoControl(device, IOCTL_EDU_FACTORIAL, &n, sizeof n, &result, sizeof result, &got, NULL));
    return GetLastError();
}

static int body(void)
{
    HANDLE device = CreateFileW(L"\\\\.\\Edu", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD value = 1, moved = 0;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(WriteFile(device, &value, sizeof value, &moved, NULL));
    ntsim_check(ReadFile(device, &value, sizeof value, &moved, NULL) && value == ~1u);
    ntsim_check(factorial_fails(device) == ERROR_SEM_TIMEOUT);
    ntsim_check(factorial_fails(device) == ERROR_NOT_READY);
    ntsim_check(CloseHandle(device));
    return 0;
}

NTSIM_SCENARIO(edu_silent,
               .claim = "a device that never answers: its driver's watchdog ends the request, and it leaves",
               .drivers = NTSIM_DRIVERS("edu"), .devices = NTSIM_DEVICES(&silent_edu), .body = body);
