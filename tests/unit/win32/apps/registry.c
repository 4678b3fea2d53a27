/*
 * Claims about the registry functions, and about what the registry callbacks of a driver hear of them, of the run-time library's and of the service controller's
 * operations (drivers/witness.c says what the letters are).
 */
#include <windows.h>

#include <ntsim/scenario.h>

static HANDLE witness;

static int heard(const char *letters)
{
    char log[512];
    DWORD size = 0;

    ntsim_check(ReadFile(witness, log, sizeof log - 1, &size, NULL));
    log[size] = 0;
    if (strcmp(log, letters) == 0)
        return 1;
    OutputDebugStringA(log);
    OutputDebugStringA("\n");
    return 0;
}

static HKEY key;

static void keys_are_made_with_what_is_missing_on_the_way(void)
{
    HKEY again;
    DWORD disposition = 0;

    ntsim_check(RegOpenKeyExA(HKEY_LOCAL_MACHINE, "Software\\Witness", 0, KEY_READ, &again) == ERROR_FILE_NOT_FOUND && heard("Oo"));
    ntsim_check(RegCreateKeyExW(HKEY_LOCAL_MACHINE, L"Software\\Witness\\Deep", 0, (LPWSTR)L"Cellar", 0, KEY_ALL_ACCESS, NULL, &again, &disposition) == ERROR_SUCCESS);
    ntsim_check(disposition == REG_CREATED_NEW_KEY && heard("CcCcKkzCc")); /* the way: made and closed */
    ntsim_check(RegCloseKey(again) == ERROR_SUCCESS && heard("Kkz"));
    ntsim_check(RegCloseKey(again) == ERROR_INVALID_HANDLE && RegCloseKey(HKEY_LOCAL_MACHINE) == ERROR_SUCCESS);
    ntsim_check(RegCreateKeyExA(HKEY_LOCAL_MACHINE, "software\\WITNESS", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, &disposition) == ERROR_SUCCESS);
    ntsim_check(disposition == REG_OPENED_EXISTING_KEY && heard("Cc"));
    ntsim_check(RegOpenKeyExA(key, "\\Deep", 0, KEY_READ, &again) == ERROR_BAD_PATHNAME);
    ntsim_check(RegOpenKeyExA(HKEY_LOCAL_MACHINE, NULL, 0, KEY_READ, &again) == ERROR_SUCCESS && again == HKEY_LOCAL_MACHINE);
    ntsim_check(RegOpenKeyW(key, NULL, &again) == ERROR_SUCCESS && again == key && heard(""));
}

static void values_go_in_and_come_out(void)
{
    DWORD number = 42, type = 0, size = sizeof number, out = 0;
    WCHAR text[8];
    char narrow[8];

    ntsim_check(RegSetValueExA(key, "Number", 0, REG_DWORD, (const BYTE *)&number, sizeof number) == ERROR_SUCCESS && heard("Ss"));
    ntsim_check(RegQueryValueExW(key, L"NUMBER", NULL, &type, (LPBYTE)&out, &size) == ERROR_SUCCESS && out == 42 && type == REG_DWORD && size == 4 && heard("Qq"));
    ntsim_check(RegSetValueExA(key, "Text", 0, REG_SZ, (const BYTE *)"hello", 6) == ERROR_SUCCESS);
    size = sizeof text;
    ntsim_check(RegQueryValueExW(key, L"Text", NULL, &type, (LPBYTE)text, &size) == ERROR_SUCCESS && size == 12 && type == REG_SZ && lstrcmpiW(text, L"hello") == 0);
    size = sizeof narrow;
    ntsim_check(RegQueryValueExA(key, "Text", NULL, NULL, (LPBYTE)narrow, &size) == ERROR_SUCCESS && size == 6 && strcmp(narrow, "hello") == 0);
    size = 3;
    ntsim_check(RegQueryValueExA(key, "Text", NULL, NULL, (LPBYTE)narrow, &size) == ERROR_MORE_DATA && size == 6);
    ntsim_check(RegQueryValueExA(key, "Text", NULL, NULL, NULL, &size) == ERROR_SUCCESS && size == 6);
    ntsim_check(RegQueryValueExA(key, "Text", NULL, NULL, (LPBYTE)narrow, NULL) == ERROR_INVALID_PARAMETER);
    ntsim_check(RegQueryValueExA(key, "None", NULL, NULL, NULL, NULL) == ERROR_FILE_NOT_FOUND);
    ntsim_check(RegSetValueExA(key, "Text", 1, REG_SZ, NULL, 0) == ERROR_INVALID_PARAMETER);
    ntsim_check(RegSetValueExA(key, "Bad", 0, REG_BINARY, (const BYTE *)8, 4) == ERROR_NOACCESS);
    heard("");
}

static void big_values_come_out_whole(void)
{
    static BYTE big[3000], back[3000];
    DWORD size = sizeof back;

    memset(big, 7, sizeof big);
    heard("");
    ntsim_check(RegSetValueExA(key, "Big", 0, REG_BINARY, big, sizeof big) == ERROR_SUCCESS && heard("Ss"));
    ntsim_check(RegQueryValueExA(key, "Big", NULL, NULL, back, &size) == ERROR_SUCCESS && size == sizeof big && memcmp(big, back, sizeof big) == 0);
    ntsim_check(heard("QqQq")); /* the first room was too small */
    ntsim_check(RegDeleteValueW(key, L"Big") == ERROR_SUCCESS && RegDeleteValueA(key, "Big") == ERROR_FILE_NOT_FOUND && heard("DdDd"));
}

static void subkeys_and_values_are_enumerated(void)
{
    char name[16];
    WCHAR class[16];
    WCHAR wide[16];
    DWORD size = sizeof name, class_size = 16, type = 0, data = 0, data_size = sizeof data, count = 0, longest = 0, values = 0;
    FILETIME written = {0, 0};

    ntsim_check(RegEnumKeyExA(key, 0, name, &size, NULL, NULL, NULL, &written) == ERROR_SUCCESS && size == 4 && strcmp(name, "Deep") == 0 && heard("Ee"));
    size = 4;
    ntsim_check(written.dwHighDateTime && RegEnumKeyExA(key, 0, name, &size, NULL, NULL, NULL, NULL) == ERROR_MORE_DATA);
    size = 16;
    ntsim_check(RegEnumKeyExW(key, 0, wide, &size, NULL, class, &class_size, NULL) == ERROR_SUCCESS && class_size == 6 && lstrcmpiW(class, L"Cellar") == 0);
    size = 16;
    ntsim_check(RegEnumKeyExW(key, 1, wide, &size, NULL, NULL, NULL, NULL) == ERROR_NO_MORE_ITEMS && RegEnumKeyA(key, 0, name, sizeof name) == ERROR_SUCCESS);
    heard("");
    size = 16;
    ntsim_check(RegEnumValueA(key, 0, name, &size, NULL, &type, (LPBYTE)&data, &data_size) == ERROR_SUCCESS && strcmp(name, "Number") == 0 && data == 42);
    size = 16;
    ntsim_check(heard("Vv") && RegEnumValueW(key, 2, wide, &size, NULL, NULL, NULL, NULL) == ERROR_NO_MORE_ITEMS && heard("Vv"));
    ntsim_check(RegQueryInfoKeyW(key, NULL, NULL, NULL, &count, &longest, NULL, &values, NULL, NULL, NULL, NULL) == ERROR_SUCCESS);
    ntsim_check(count == 1 && longest == 4 && values == 2 && heard("Ii") && RegFlushKey(key) == ERROR_SUCCESS && heard("Ff"));
}

static void a_handle_does_what_it_was_opened_for(void)
{
    HKEY reader;
    DWORD number = 1;

    ntsim_check(RegOpenKeyExA(HKEY_LOCAL_MACHINE, "Software\\Witness", 0, GENERIC_READ, &reader) == ERROR_SUCCESS);
    ntsim_check(RegSetValueExA(reader, "Number", 0, REG_DWORD, (const BYTE *)&number, 4) == ERROR_ACCESS_DENIED);
    ntsim_check(RegQueryValueExA(reader, "Number", NULL, NULL, NULL, NULL) == ERROR_SUCCESS);
    ntsim_check(RegCloseKey(reader) == ERROR_SUCCESS && heard("OoQqKk"));
}

static void shorthands_open_and_close(void)
{
    DWORD number = 5, type, size = sizeof number, out = 0;

    ntsim_check(RegSetKeyValueA(key, "Short", "Number", REG_DWORD, &number, sizeof number) == ERROR_SUCCESS && heard("CcSsKkz"));
    ntsim_check(RegGetValueA(key, "Short", "Number", RRF_RT_REG_DWORD, &type, &out, &size) == ERROR_SUCCESS && out == 5 && type == REG_DWORD && heard("OoQqKk"));
    ntsim_check(RegGetValueW(key, L"Short", L"Number", RRF_RT_REG_SZ, NULL, NULL, NULL) == ERROR_UNSUPPORTED_TYPE);
    ntsim_check(RegDeleteKeyValueA(key, "Short", "Number") == ERROR_SUCCESS && RegDeleteKeyA(key, "Short") == ERROR_SUCCESS);
    heard("");
}

/* A refusal keeps the end of the operation from the driver that refuses. */
static void a_driver_refuses_fakes_and_changes(void)
{
    DWORD number = 1, out = 0, size = sizeof out;
    HKEY none;

    ntsim_check(RegSetValueExA(key, "Denied", 0, REG_DWORD, (const BYTE *)&number, 4) == ERROR_ACCESS_DENIED && heard("S"));
    ntsim_check(RegCreateKeyA(key, "WitnessDenied", &none) == ERROR_ACCESS_DENIED && heard("C"));
    ntsim_check(RegSetValueExA(key, "Faked", 0, REG_DWORD, (const BYTE *)&number, 4) == ERROR_SUCCESS && heard("S"));
    ntsim_check(RegQueryValueExA(key, "Faked", NULL, NULL, (LPBYTE)&out, &size) == ERROR_SUCCESS && out == 4711 && heard("Q"));
    ntsim_check(RegSetValueExA(key, "Changed", 0, REG_DWORD, (const BYTE *)&number, 4) == ERROR_DISK_FULL && heard("Ss"));
    ntsim_check(RegQueryValueExA(key, "Changed", NULL, NULL, NULL, NULL) == ERROR_SUCCESS && heard("Qq"));
}

/* Opened, or made, and closed by the library, all of it as KernelMode in this process. */
static void the_run_time_library_is_heard_too(void)
{
    DWORD size;

    ntsim_check(WriteFile(witness, "", 0, &size, NULL) && heard("^C^c^S^s^K^k^z^O^o^Q^q^K^k^O^o^D^d^K^k"));
}

static void changes_are_waited_for(void)
{
    HANDLE changed = CreateEventA(NULL, FALSE, FALSE, NULL);
    DWORD number = 1;
    HKEY deep, other;

    ntsim_check(RegOpenKeyExA(key, "Deep", 0, KEY_ALL_ACCESS, &deep) == ERROR_SUCCESS);
    ntsim_check(RegNotifyChangeKeyValue(key, FALSE, REG_NOTIFY_CHANGE_LAST_SET, changed, TRUE) == ERROR_SUCCESS);
    ntsim_check(RegSetValueExA(deep, "Number", 0, REG_DWORD, (const BYTE *)&number, 4) == ERROR_SUCCESS && WaitForSingleObject(changed, 0) == WAIT_TIMEOUT);
    ntsim_check(RegSetValueExA(key, "Number", 0, REG_DWORD, (const BYTE *)&number, 4) == ERROR_SUCCESS && WaitForSingleObject(changed, 0) == WAIT_OBJECT_0);
    ntsim_check(RegSetValueExA(key, "Number", 0, REG_DWORD, (const BYTE *)&number, 4) == ERROR_SUCCESS && WaitForSingleObject(changed, 0) == WAIT_TIMEOUT);
    ntsim_check(RegNotifyChangeKeyValue(key, TRUE, REG_NOTIFY_CHANGE_NAME, changed, TRUE) == ERROR_SUCCESS);
    ntsim_check(RegCreateKeyA(deep, "Deeper", &other) == ERROR_SUCCESS && WaitForSingleObject(changed, 0) == WAIT_OBJECT_0);
    ntsim_check(RegNotifyChangeKeyValue(other, FALSE, REG_NOTIFY_CHANGE_NAME, changed, TRUE) == ERROR_SUCCESS);
    ntsim_check(RegCloseKey(other) == ERROR_SUCCESS && WaitForSingleObject(changed, 0) == WAIT_OBJECT_0);
    ntsim_check(RegNotifyChangeKeyValue(key, FALSE, 0, changed, TRUE) == ERROR_INVALID_PARAMETER);
    ntsim_check(RegCloseKey(deep) == ERROR_SUCCESS && CloseHandle(changed));
    heard("");
}

static void keys_are_deleted_with_all_below(void)
{
    HKEY none;

    ntsim_check(RegDeleteKeyA(HKEY_LOCAL_MACHINE, "Software\\Witness") == ERROR_ACCESS_DENIED && heard("OoXxKk"));
    ntsim_check(RegDeleteTreeW(key, NULL) == ERROR_SUCCESS && RegDeleteKeyExW(HKEY_LOCAL_MACHINE, L"Software\\Witness", 0, 0) == ERROR_SUCCESS);
    ntsim_check(RegQueryValueExA(key, "Number", NULL, NULL, NULL, NULL) == ERROR_KEY_DELETED && RegCloseKey(key) == ERROR_SUCCESS);
    ntsim_check(RegOpenKeyExA(HKEY_LOCAL_MACHINE, "Software\\Witness", 0, KEY_READ, &none) == ERROR_FILE_NOT_FOUND);
    heard("");
}

/* One value is refused: the key, made just now, goes again. */
static void a_service_is_created_whole_or_not_at_all(SC_HANDLE manager)
{
    HKEY none;

    heard("");
    ntsim_check(!CreateServiceA(manager, "WitnessHalf", NULL, SERVICE_ALL_ACCESS, SERVICE_KERNEL_DRIVER, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, "C:\\x.sys",
                                NULL, NULL, NULL, NULL, NULL));
    ntsim_check(GetLastError() == ERROR_ACCESS_DENIED && heard("!C!c!S!s!S!s!S!s!S!K!k!z!O!o!E!e!X!x!K!k"));
    ntsim_check(RegOpenKeyA(HKEY_LOCAL_MACHINE, "System\\CurrentControlSet\\Services\\WitnessHalf", &none) == ERROR_FILE_NOT_FOUND);
}

/* In the service controller's process, and not in this one. */
static void the_service_controller_is_heard(void)
{
    SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_ALL_ACCESS);
    SC_HANDLE service = CreateServiceA(manager, "Witness2", NULL, SERVICE_ALL_ACCESS, SERVICE_KERNEL_DRIVER, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL,
                                       "C:\\Windows\\System32\\drivers\\win32_witness.sys", NULL, NULL, NULL, NULL, NULL);

    ntsim_check(service && heard("!C!c!S!s!S!s!S!s!S!s!K!k!z")); /* Type, Start, ErrorControl, ImagePath */
    ntsim_check(ChangeServiceConfigA(service, SERVICE_NO_CHANGE, SERVICE_DISABLED, SERVICE_NO_CHANGE, NULL, NULL, NULL, NULL, NULL, NULL, "A witness"));
    ntsim_check(heard("!O!o!S!s!S!s!K!k") && !StartServiceA(service, 0, NULL) && GetLastError() == ERROR_SERVICE_DISABLED);
    ntsim_check(!ChangeServiceConfigA(service, SERVICE_NO_CHANGE, 7, SERVICE_NO_CHANGE, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    ntsim_check(GetLastError() == ERROR_INVALID_PARAMETER && DeleteService(service) && heard("!O!o!S!s!K!k")); /* DeleteFlag */
    ntsim_check(CloseServiceHandle(service) && heard("!O!o!E!e!X!x!K!k"));
    ntsim_check(!CreateServiceA(manager, "WitnessDenied", NULL, SERVICE_ALL_ACCESS, SERVICE_KERNEL_DRIVER, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, "C:\\x.sys",
                                NULL, NULL, NULL, NULL, NULL));
    ntsim_check(GetLastError() == ERROR_ACCESS_DENIED && !OpenServiceA(manager, "WitnessDenied", SERVICE_ALL_ACCESS));
    ntsim_check(GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST);
    a_service_is_created_whole_or_not_at_all(manager);
    ntsim_check(CloseServiceHandle(manager));
}

static int body(void)
{
    witness = CreateFileA("\\\\.\\Witness", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    ntsim_check(witness != INVALID_HANDLE_VALUE);
    keys_are_made_with_what_is_missing_on_the_way();
    values_go_in_and_come_out();
    big_values_come_out_whole();
    subkeys_and_values_are_enumerated();
    a_handle_does_what_it_was_opened_for();
    shorthands_open_and_close();
    a_driver_refuses_fakes_and_changes();
    the_run_time_library_is_heard_too();
    changes_are_waited_for();
    keys_are_deleted_with_all_below();
    the_service_controller_is_heard();
    ntsim_check(CloseHandle(witness));
    return 0;
}

NTSIM_SCENARIO(win32_registry, .claim = "a program uses the registry, and a driver's registry callback hears of every operation, whoever asks for it",
               .drivers = NTSIM_DRIVERS("win32_witness"), .body = body);
