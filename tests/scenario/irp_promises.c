/*
 * What a dispatch routine returns, and what it did with its IRP, must agree (rule Q01 and its kin): else the request is answered late, twice, never, or with
 * another status, depending on who was faster. Driver Verifier: 0xC9/0x23D, 0x23E, 0x224; here in every schedule, whoever was faster.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "irp_promises.h"

static DWORD ask(DWORD code)
{
    HANDLE device = CreateFileW(L"\\\\.\\Promises", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got, error;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    error = DeviceIoControl(device, code, NULL, 0, NULL, 0, &got, NULL) ? ERROR_SUCCESS : GetLastError();
    ntsim_check(CloseHandle(device));
    return error;
}

static int later(void)
{
    ntsim_check(ask(IOCTL_LATER) == ERROR_SUCCESS);
    return 0;
}

static int soon(void)
{
    ntsim_check(ask(IOCTL_SOON) == ERROR_SUCCESS);
    return 0;
}

static int now(void)
{
    ntsim_check(ask(IOCTL_NOW) == ERROR_SUCCESS);
    return 0;
}

static int never(void)
{
    ntsim_check(ask(IOCTL_NEVER) == ERROR_INVALID_FUNCTION);
    return 0;
}

#define PROMISE(name, what, asked)                                                                                                                        \
    NTSIM_SCENARIO(name, .kind = "rule", .claim = what, .drivers = NTSIM_DRIVERS("irp_promises"), .body = asked,                                       \
                   .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xC9});                                                                           \
    NTSIM_SCENARIO(name##_fixed, .kind = "rule", .claim = what ": not so here", .drivers = NTSIM_DRIVERS("irp_promises_fixed"), .body = asked)

PROMISE(q01_pending_not_marked, "STATUS_PENDING without IoMarkIrpPending", later);
PROMISE(q23_marked_too_late, "IoMarkIrpPending when the IRP is out of hand already", soon);
PROMISE(marked_not_pending, "IoMarkIrpPending, and another status than STATUS_PENDING", now);
PROMISE(status_of_its_own, "another status than that of the completed IRP", never);
