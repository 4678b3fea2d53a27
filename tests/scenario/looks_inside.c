/*
 * A driver in memory that is not its own to use so. Where Windows stops, so does the machine; where Windows would go on with what only Windows has, the run stops
 * with the outcome `not modelled`.
 */
#include <windows.h>
#include <winioctl.h>

#include <ntsim/scenario.h>

#include "looks_inside.h"

static int ask(DWORD code)
{
    HANDLE device = CreateFileW(L"\\\\.\\LooksInside", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    DWORD got;

    ntsim_check(device != INVALID_HANDLE_VALUE);
    ntsim_check(DeviceIoControl(device, code, NULL, 0, NULL, 0, &got, NULL));
    ntsim_check(CloseHandle(device));
    return 0;
}

static int literal(void)
{
    return ask(IOCTL_WRITE_LITERAL);
}

static int process(void)
{
    return ask(IOCTL_READ_PROCESS);
}

static int code(void)
{
    return ask(IOCTL_READ_CODE);
}

static int run_pool(void)
{
    return ask(IOCTL_RUN_POOL);
}

static int run_paged_pool(void)
{
    return ask(IOCTL_RUN_PAGED_POOL);
}

NTSIM_SCENARIO(literal_written, .kind = "memory", .claim = "a literal is written to", .drivers = NTSIM_DRIVERS("looks_inside"), .body = literal,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xBE, .verdict = NTSIM_PENDING});
NTSIM_SCENARIO(literal_written_fixed, .kind = "memory", .claim = "a copy of a literal is written to", .drivers = NTSIM_DRIVERS("looks_inside_fixed"), .body = literal);
NTSIM_SCENARIO(paged_pool_executed, .kind = "memory", .claim = "code in paged pool is called", .drivers = NTSIM_DRIVERS("looks_inside"), .body = run_paged_pool,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xFC, .verdict = NTSIM_PENDING});
NTSIM_SCENARIO(process_looked_into, .kind = "memory", .claim = "an EPROCESS is looked into", .drivers = NTSIM_DRIVERS("looks_inside"), .body = process,
               .expect = {.outcome = NTSIM_NOT_MODELLED, .verdict = NTSIM_PENDING});
NTSIM_SCENARIO(system_code_read, .kind = "memory", .claim = "the system's machine code is read", .drivers = NTSIM_DRIVERS("looks_inside"), .body = code,
               .expect = {.outcome = NTSIM_NOT_MODELLED, .verdict = NTSIM_PENDING});
NTSIM_SCENARIO(pool_executed, .kind = "memory", .claim = "code in nonpaged pool is called", .drivers = NTSIM_DRIVERS("looks_inside"), .body = run_pool,
               .expect = {.outcome = NTSIM_NOT_MODELLED, .verdict = NTSIM_PENDING});
