/*
 * U46: a driver has enlisted in an application's transaction, and leaves the enlistment and its resource manager's callback behind at unload. The commit calls it:
 * 0xCE. Closed at unload, the enlistment rolls the transaction back, and the commit says so.
 */
#include <windows.h>
#include <winioctl.h>

#include <ktmw32.h>
#include <ntsim/scenario.h>

#include "ledger.h"

static HANDLE open_ledger(void)
{
    HANDLE ledger = CreateFileW(LEDGER_PATH, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);

    ntsim_check(ledger != INVALID_HANDLE_VALUE);
    return ledger;
}

static LEDGER_COUNTS counts_of(HANDLE ledger)
{
    LEDGER_COUNTS counts = {0};
    DWORD got = 0;

    ntsim_check(DeviceIoControl(ledger, IOCTL_LEDGER_COUNT, NULL, 0, &counts, sizeof counts, &got, NULL) && got == sizeof counts);
    return counts;
}

static HANDLE begin(HANDLE ledger)
{
    HANDLE transaction = CreateTransaction(NULL, NULL, 0, 0, 0, 0, NULL);
    DWORD got = 0;
    GUID id;

    ntsim_check(transaction != INVALID_HANDLE_VALUE && GetTransactionId(transaction, &id));
    ntsim_check(DeviceIoControl(ledger, IOCTL_LEDGER_JOIN, &id, sizeof id, NULL, 0, &got, NULL));
    return transaction;
}

/* One that ends while the driver is there; then one that outlives it. */
static HANDLE outlive(const char *driver)
{
    HANDLE ledger = open_ledger(), transaction = begin(ledger);

    ntsim_check(CommitTransaction(transaction) && counts_of(ledger).Committed == 1 && counts_of(ledger).RolledBack == 0 && CloseHandle(transaction));
    transaction = begin(ledger);
    ntsim_check(CloseHandle(ledger) && ntsim_driver_stop(driver) == ERROR_SUCCESS);
    return transaction;
}

static int body(void)
{
    HANDLE transaction = outlive("enlistment_left");

    CommitTransaction(transaction);
    return 0;
}

static int fixed_body(void)
{
    HANDLE transaction = outlive("enlistment_left_fixed");

    ntsim_check(!CommitTransaction(transaction) && GetLastError() == ERROR_TRANSACTION_ALREADY_ABORTED && CloseHandle(transaction));
    return 0;
}

NTSIM_SCENARIO(u46_enlistment_left, .kind = "crash", .claim = "Unload leaves an enlistment in a transaction and the resource manager's callback: the commit calls it",
               .drivers = NTSIM_DRIVERS("enlistment_left"), .body = body,
               .expect = {.outcome = NTSIM_BUGCHECK, .bugcheck = 0xCE, .verdict = NTSIM_CRASHED_LATER});

NTSIM_SCENARIO(u46_enlistment_left_fixed, .kind = "crash", .claim = "Unload closes its enlistment and resource manager: the transaction is rolled back in time",
               .drivers = NTSIM_DRIVERS("enlistment_left_fixed"), .body = fixed_body);
