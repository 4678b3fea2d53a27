/* Claims about transactions as applications have them, and the registry in them. */
#include <windows.h>

#include <ktmw32.h>
#include <ntsim/scenario.h>

#define TEST "Software\\Transacted"

static HKEY outside;

static DWORD number_in(HKEY key, const char *name)
{
    DWORD number = 0, size = sizeof number;

    return RegQueryValueExA(key, name, NULL, NULL, (LPBYTE)&number, &size) == ERROR_SUCCESS ? number : 0;
}

static LSTATUS set_number(HKEY key, const char *name, DWORD number)
{
    return RegSetValueExA(key, name, 0, REG_DWORD, (const BYTE *)&number, sizeof number);
}

static HANDLE begin(DWORD timeout)
{
    HANDLE transaction = CreateTransaction(NULL, NULL, 0, 0, 0, timeout, (LPWSTR)L"test");

    ntsim_check(transaction != INVALID_HANDLE_VALUE);
    return transaction;
}

static HKEY make_inside(HANDLE transaction)
{
    HKEY inside;
    DWORD disposition = 0;

    ntsim_check(RegCreateKeyTransactedA(HKEY_LOCAL_MACHINE, TEST, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &inside, &disposition, transaction, NULL) == ERROR_SUCCESS);
    ntsim_check(disposition == REG_OPENED_EXISTING_KEY);
    return inside;
}

static void a_commit_shows_what_was_set(void)
{
    HANDLE transaction = begin(0);
    HKEY inside = make_inside(transaction), again;

    ntsim_check(set_number(inside, "Number", 1) == ERROR_SUCCESS && number_in(inside, "Number") == 1 && number_in(outside, "Number") == 0);
    ntsim_check(RegOpenKeyTransactedW(HKEY_LOCAL_MACHINE, L"Software\\Transacted", 0, KEY_READ, &again, transaction, NULL) == ERROR_SUCCESS);
    ntsim_check(number_in(again, "Number") == 1 && RegCloseKey(again) == ERROR_SUCCESS);
    ntsim_check(CommitTransaction(transaction) && number_in(outside, "Number") == 1);
    ntsim_check(!CommitTransaction(transaction) && GetLastError() == ERROR_TRANSACTION_ALREADY_COMMITTED);
    ntsim_check(!RollbackTransaction(transaction) && GetLastError() == ERROR_TRANSACTION_ALREADY_COMMITTED);
    ntsim_check(set_number(inside, "Number", 2) == ERROR_TRANSACTION_NOT_ACTIVE && RegCloseKey(inside) == ERROR_SUCCESS && CloseHandle(transaction));
}

static void a_rollback_hides_it_for_ever(void)
{
    HANDLE transaction = begin(INFINITE);
    HKEY inside = make_inside(transaction), deep;

    ntsim_check(set_number(inside, "Number", 3) == ERROR_SUCCESS);
    ntsim_check(RegCreateKeyTransactedW(inside, L"A\\B", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &deep, NULL, transaction, NULL) == ERROR_SUCCESS);
    ntsim_check(RegOpenKeyExA(outside, "A", 0, KEY_READ, &deep) == ERROR_FILE_NOT_FOUND);
    ntsim_check(RollbackTransaction(transaction) && number_in(outside, "Number") == 1 && RegOpenKeyExA(outside, "A", 0, KEY_READ, &deep) == ERROR_FILE_NOT_FOUND);
    ntsim_check(!CommitTransaction(transaction) && GetLastError() == ERROR_TRANSACTION_ALREADY_ABORTED && CloseHandle(transaction));
}

static void a_deletion_belongs_to_the_transaction(void)
{
    HANDLE transaction = begin(0);
    HKEY key;

    ntsim_check(RegCreateKeyA(outside, "Old", &key) == ERROR_SUCCESS && RegCloseKey(key) == ERROR_SUCCESS);
    ntsim_check(RegDeleteKeyTransactedA(outside, "Old", 0, 0, NULL, NULL) == ERROR_INVALID_HANDLE);
    ntsim_check(RegDeleteKeyTransactedA(outside, "Old", 0, 0, transaction, NULL) == ERROR_SUCCESS);
    ntsim_check(RegOpenKeyTransactedA(outside, "Old", 0, KEY_READ, &key, transaction, NULL) == ERROR_FILE_NOT_FOUND);
    ntsim_check(RegOpenKeyExA(outside, "Old", 0, KEY_READ, &key) == ERROR_SUCCESS && RegCloseKey(key) == ERROR_SUCCESS);
    ntsim_check(CommitTransaction(transaction) && RegOpenKeyExA(outside, "Old", 0, KEY_READ, &key) == ERROR_FILE_NOT_FOUND && CloseHandle(transaction));
}

/* The second handle keeps it alive; the last one rolls it back. */
static void handles_keep_it_alive(void)
{
    HANDLE transaction = begin(0), again;
    HKEY inside = make_inside(transaction);
    GUID id;

    ntsim_check(set_number(inside, "Number", 4) == ERROR_SUCCESS && GetTransactionId(transaction, &id));
    again = OpenTransaction(TRANSACTION_ALL_ACCESS, &id);
    ntsim_check(again != INVALID_HANDLE_VALUE && CloseHandle(transaction) && number_in(inside, "Number") == 4);
    ntsim_check(CloseHandle(again) && set_number(inside, "Number", 5) == ERROR_TRANSACTION_NOT_ACTIVE && number_in(outside, "Number") == 1);
    ntsim_check(RegCloseKey(inside) == ERROR_SUCCESS); /* that, too, kept the object, and so its identifier */
    ntsim_check(OpenTransaction(TRANSACTION_ALL_ACCESS, &id) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_TRANSACTION_NOT_FOUND);
}

static void a_time_out_rolls_back(void)
{
    HANDLE transaction = begin(1000);
    HKEY inside = make_inside(transaction);
    DWORD outcome = 0, timeout = 0;
    WCHAR text[8];

    ntsim_check(set_number(inside, "Number", 6) == ERROR_SUCCESS && WaitForSingleObject(transaction, 999) == WAIT_TIMEOUT);
    ntsim_check(GetTransactionInformation(transaction, &outcome, NULL, NULL, &timeout, 8, text) && outcome == 1 && timeout == 1000 && lstrcmpiW(text, L"test") == 0);
    ntsim_check(WaitForSingleObject(transaction, 2) == WAIT_OBJECT_0 && GetTransactionInformation(transaction, &outcome, NULL, NULL, NULL, 0, NULL) && outcome == 3);
    ntsim_check(!GetTransactionInformation(transaction, NULL, NULL, NULL, NULL, 4, text) && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    ntsim_check(number_in(outside, "Number") == 1 && CloseHandle(transaction) && RegCloseKey(inside) == ERROR_SUCCESS);
}

static void a_time_out_may_be_changed(void)
{
    HANDLE transaction = begin(1000);

    ntsim_check(SetTransactionInformation(transaction, 0, 0, 0, (LPWSTR)L"other") && WaitForSingleObject(transaction, 5000) == WAIT_TIMEOUT);
    ntsim_check(!SetTransactionInformation(transaction, 1, 0, 0, NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(CommitTransactionAsync(transaction) && WaitForSingleObject(transaction, 0) == WAIT_OBJECT_0);
    ntsim_check(!RollbackTransactionAsync(transaction) && GetLastError() == ERROR_TRANSACTION_ALREADY_COMMITTED && CloseHandle(transaction));
}

static void others_keep_out(void)
{
    HANDLE first = begin(0), second = begin(0);
    HKEY in_first = make_inside(first), in_second = make_inside(second);

    ntsim_check(set_number(in_first, "Number", 7) == ERROR_SUCCESS && set_number(in_second, "Number", 8) == ERROR_TRANSACTIONAL_CONFLICT);
    ntsim_check(set_number(outside, "Number", 9) == ERROR_SUCCESS && !CommitTransaction(first) && GetLastError() == ERROR_TRANSACTION_ALREADY_ABORTED);
    ntsim_check(set_number(in_second, "Number", 8) == ERROR_SUCCESS && CommitTransaction(second) && number_in(outside, "Number") == 8);
    ntsim_check(CloseHandle(first) && CloseHandle(second) && RegCloseKey(in_first) == ERROR_SUCCESS && RegCloseKey(in_second) == ERROR_SUCCESS);
}

/* Nobody outside is told of a change before it is one. */
static void who_waits_for_changes_waits_for_the_commit(void)
{
    HANDLE transaction = begin(0), changed = CreateEventA(NULL, FALSE, FALSE, NULL);
    HKEY inside = make_inside(transaction), key;

    ntsim_check(RegNotifyChangeKeyValue(outside, FALSE, REG_NOTIFY_CHANGE_LAST_SET, changed, TRUE) == ERROR_SUCCESS);
    ntsim_check(set_number(inside, "Number", 10) == ERROR_SUCCESS && WaitForSingleObject(changed, 0) == WAIT_TIMEOUT);
    ntsim_check(CommitTransaction(transaction) && WaitForSingleObject(changed, 0) == WAIT_OBJECT_0 && CloseHandle(transaction));
    ntsim_check(RegCloseKey(inside) == ERROR_SUCCESS && RegNotifyChangeKeyValue(outside, FALSE, REG_NOTIFY_CHANGE_NAME, changed, TRUE) == ERROR_SUCCESS);
    transaction = begin(0);
    ntsim_check(RegCreateKeyTransactedA(outside, "C", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL, transaction, NULL) == ERROR_SUCCESS);
    ntsim_check(WaitForSingleObject(changed, 0) == WAIT_TIMEOUT && CommitTransaction(transaction) && WaitForSingleObject(changed, 0) == WAIT_OBJECT_0);
    ntsim_check(CloseHandle(transaction) && CloseHandle(changed) && RegCloseKey(key) == ERROR_SUCCESS);
}

static void handles_are_checked(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL), transaction = begin(0), weak;
    GUID id;

    ntsim_check(!CommitTransaction(event) && GetLastError() == ERROR_INVALID_HANDLE && CloseHandle(event));
    ntsim_check(CreateTransaction(NULL, NULL, 0, 1, 0, 0, NULL) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(GetTransactionId(transaction, &id));
    weak = OpenTransaction(TRANSACTION_QUERY_INFORMATION, &id);
    ntsim_check(weak != INVALID_HANDLE_VALUE && !CommitTransaction(weak) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(CloseHandle(weak) && CloseHandle(transaction));
}

static int body(void)
{
    ntsim_check(RegCreateKeyA(HKEY_LOCAL_MACHINE, TEST, &outside) == ERROR_SUCCESS);
    a_commit_shows_what_was_set();
    a_rollback_hides_it_for_ever();
    a_deletion_belongs_to_the_transaction();
    handles_keep_it_alive();
    a_time_out_rolls_back();
    a_time_out_may_be_changed();
    others_keep_out();
    who_waits_for_changes_waits_for_the_commit();
    handles_are_checked();
    return 0;
}

NTSIM_SCENARIO(win32_transaction, .claim = "a program changes the registry in transactions, and ends them in every way", .body = body);
