/* Claims about files on C:, and about names of devices. */
#include <windows.h>

#include <ntsim/scenario.h>

#define DRIVERS L"C:\\Windows\\System32\\drivers\\"

static HANDLE make(const WCHAR *name, DWORD disposition)
{
    return CreateFileW(name, GENERIC_WRITE, 0, NULL, disposition, FILE_ATTRIBUTE_NORMAL, NULL);
}

static void a_disposition_says_what_must_be_there(void)
{
    ntsim_check(make(DRIVERS L"x.sys", OPEN_EXISTING) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_FILE_NOT_FOUND);
    ntsim_check(make(L"C:\\nowhere\\x.sys", CREATE_NEW) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_PATH_NOT_FOUND);
    ntsim_check(CloseHandle(make(DRIVERS L"x.sys", CREATE_NEW)));
    ntsim_check(make(DRIVERS L"X.SYS", CREATE_NEW) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_FILE_EXISTS);
    ntsim_check(CloseHandle(make(DRIVERS L"x.sys", OPEN_ALWAYS)));
    CloseHandle(make(DRIVERS L"x.sys", CREATE_ALWAYS));
    ntsim_check(make(DRIVERS L"x.sys", 9) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(make(L"C:\\Windows", OPEN_EXISTING) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_ACCESS_DENIED);
}

static void what_was_there_already_is_said_of_a_success(void)
{
    HANDLE file = make(L"said", CREATE_ALWAYS);

    ntsim_check(file != INVALID_HANDLE_VALUE && GetLastError() == ERROR_SUCCESS && CloseHandle(file));
    file = CreateFileA("said", GENERIC_READ, 0, NULL, OPEN_ALWAYS, 0, NULL);
    ntsim_check(file != INVALID_HANDLE_VALUE && GetLastError() == ERROR_ALREADY_EXISTS && CloseHandle(file));
}

static void attributes_tell_files_from_folders(void)
{
    ntsim_check(GetFileAttributesW(DRIVERS L"x.sys") == FILE_ATTRIBUTE_ARCHIVE);
    ntsim_check(GetFileAttributesA("C:\\Windows") == FILE_ATTRIBUTE_DIRECTORY);
    ntsim_check(GetFileAttributesA("C:\\y") == INVALID_FILE_ATTRIBUTES && GetLastError() == ERROR_FILE_NOT_FOUND);
    ntsim_check(GetFileAttributesW(L"C:\\nowhere\\y") == INVALID_FILE_ATTRIBUTES && GetLastError() == ERROR_PATH_NOT_FOUND);
    ntsim_check(GetFileAttributesA("CONIN$") == INVALID_FILE_ATTRIBUTES && GetLastError() == ERROR_FILE_NOT_FOUND);
}

static void a_copy_does_not_replace_unless_told_to(void)
{
    ntsim_check(CopyFileW(DRIVERS L"x.sys", L"copy.sys", TRUE) && GetFileAttributesA("copy.sys") == FILE_ATTRIBUTE_ARCHIVE);
    ntsim_check(!CopyFileA("copy.sys", "said", TRUE) && GetLastError() == ERROR_FILE_EXISTS);
    ntsim_check(CopyFileA("copy.sys", "said", FALSE));
    ntsim_check(!CopyFileA("nothing.sys", "said", FALSE) && GetLastError() == ERROR_FILE_NOT_FOUND);
    ntsim_check(!CopyFileA("copy.sys", "C:\\Windows", FALSE) && GetLastError() == ERROR_ACCESS_DENIED);
    ntsim_check(!CopyFileA("copy.sys", "C:\\nowhere\\y", FALSE) && GetLastError() == ERROR_PATH_NOT_FOUND);
}

static void what_is_deleted_is_gone(void)
{
    ntsim_check(DeleteFileA("copy.sys") && GetFileAttributesA("copy.sys") == INVALID_FILE_ATTRIBUTES);
    ntsim_check(!DeleteFileW(L"copy.sys") && GetLastError() == ERROR_FILE_NOT_FOUND);
    ntsim_check(!DeleteFileW(L"C:\\Windows") && GetLastError() == ERROR_ACCESS_DENIED);
}

static void a_handle_tells_its_kind(void)
{
    HANDLE file = make(L"said", OPEN_EXISTING), device = make(L"\\\\.\\Mailbox", OPEN_EXISTING);

    ntsim_check(GetFileType(file) == FILE_TYPE_DISK && GetFileType(device) == FILE_TYPE_CHAR);
    ntsim_check(GetFileType(GetStdHandle(STD_ERROR_HANDLE)) == FILE_TYPE_CHAR);
    ntsim_check(CloseHandle(file) && CloseHandle(device));
    ntsim_check(GetFileType(file) == FILE_TYPE_UNKNOWN && GetLastError() == ERROR_INVALID_HANDLE);
}

static void a_device_has_the_names_that_it_is_given(void)
{
    char target[64];
    WCHAR wide[64];
    HANDLE device;

    ntsim_check(QueryDosDeviceA("Mailbox", target, 64) == 17 && strcmp(target, "\\Device\\Mailbox") == 0);
    ntsim_check(DefineDosDeviceW(DDD_RAW_TARGET_PATH, L"Letters", L"\\Device\\Mailbox"));
    device = make(L"\\\\.\\Letters", OPEN_EXISTING);
    ntsim_check(device != INVALID_HANDLE_VALUE && CloseHandle(device));
    ntsim_check(DefineDosDeviceA(0, "Post", "Letters") && QueryDosDeviceW(L"Post", wide, 64) && lstrcmpiW(wide, L"\\??\\Letters") == 0);
    ntsim_check(!QueryDosDeviceA("Mailbox", target, 16) && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    ntsim_check(DefineDosDeviceA(DDD_REMOVE_DEFINITION, "Letters", NULL) && DefineDosDeviceA(DDD_REMOVE_DEFINITION, "Post", NULL));
    ntsim_check(!QueryDosDeviceA("Letters", target, 64) && GetLastError() == ERROR_FILE_NOT_FOUND);
    ntsim_check(!DefineDosDeviceA(0, "Letters", NULL) && GetLastError() == ERROR_INVALID_PARAMETER);
    ntsim_check(make(L"\\\\.\\Letters", OPEN_EXISTING) == INVALID_HANDLE_VALUE && GetLastError() == ERROR_FILE_NOT_FOUND);
}

static int body(void)
{
    a_disposition_says_what_must_be_there();
    what_was_there_already_is_said_of_a_success();
    attributes_tell_files_from_folders();
    a_copy_does_not_replace_unless_told_to();
    what_is_deleted_is_gone();
    a_handle_tells_its_kind();
    a_device_has_the_names_that_it_is_given();
    return 0;
}

static int reads_a_file(void)
{
    char byte;
    DWORD got;

    return ReadFile(CreateFileA("f", GENERIC_READ, 0, NULL, CREATE_NEW, 0, NULL), &byte, 1, &got, NULL);
}

static int writes_a_file(void)
{
    DWORD put;

    return WriteFile(make(L"f", CREATE_NEW), "x", 1, &put, NULL);
}

static int asks_for_a_size(void)
{
    return (int)GetFileSize(make(L"f", CREATE_NEW), NULL);
}

static int moves_a_file(void)
{
    return (int)SetFilePointer(make(L"f", CREATE_NEW), 1, NULL, FILE_BEGIN);
}

NTSIM_SCENARIO(win32_files, .claim = "files on C: and names of devices are made, found and removed", .drivers = NTSIM_DRIVERS("win32_mailbox"),
               .body = body);
NTSIM_SCENARIO(win32_files_read, .claim = "reading a file on C: stops the run", .body = reads_a_file, .expect = {.outcome = NTSIM_NOT_MODELLED});
NTSIM_SCENARIO(win32_files_write, .claim = "writing a file on C: stops the run", .body = writes_a_file, .expect = {.outcome = NTSIM_NOT_MODELLED});
NTSIM_SCENARIO(win32_files_size, .claim = "GetFileSize stops the run", .body = asks_for_a_size, .expect = {.outcome = NTSIM_NOT_MODELLED});
NTSIM_SCENARIO(win32_files_move, .claim = "SetFilePointer stops the run", .body = moves_a_file, .expect = {.outcome = NTSIM_NOT_MODELLED});
