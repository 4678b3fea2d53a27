/*
 * What programs that install drivers do with files, and with the names of devices.
 */
#include "win32/private.h"

#include "scm/disk.h"
#include "win32/fileapi.h"

#include <string.h>

struct path {
    WCHAR text[WIN32_PATH_MAX];
    size_t chars;
};

static bool take(const struct win32_caller *caller, const void *name, bool wide, struct path *path)
{
    WCHAR given[WIN32_PATH_MAX];
    size_t chars = 0;
    bool fits = wide ? win32_text_w(caller, name, given, WIN32_PATH_MAX, &chars) : win32_text_a(caller, name, given, WIN32_PATH_MAX, &chars);
    if (!fits) {
        win32_error(ERROR_FILENAME_EXCED_RANGE);
        return false;
    }
    if (win32_path(given, chars, path->text, WIN32_PATH_MAX, &path->chars) == WIN32_PATH_FILE)
        return true;
    win32_error(ERROR_FILE_NOT_FOUND);
    return false;
}

static struct scm_file *find(const struct path *path)
{
    struct scm_file *file = scm_file_find(path->text, path->chars);
    if (!file)
        win32_error(scm_folder_of(path->text, path->chars) ? ERROR_FILE_NOT_FOUND : ERROR_PATH_NOT_FOUND);
    return file;
}

static DWORD attributes(const struct win32_caller *caller, const void *name, bool wide)
{
    struct path path;
    struct scm_file *file = take(caller, name, wide, &path) ? find(&path) : NULL;
    if (!file)
        return INVALID_FILE_ATTRIBUTES;
    return file->directory ? FILE_ATTRIBUTE_DIRECTORY : FILE_ATTRIBUTE_ARCHIVE;
}

DWORD GetFileAttributesA(LPCSTR lpFileName)
{
    WIN32_ENTER();
    return attributes(&caller, lpFileName, false);
}

DWORD GetFileAttributesW(LPCWSTR lpFileName)
{
    WIN32_ENTER();
    return attributes(&caller, lpFileName, true);
}

static BOOL remove_file(const struct win32_caller *caller, const void *name, bool wide)
{
    struct path path;
    struct scm_file *file = take(caller, name, wide, &path) ? find(&path) : NULL;
    if (file && file->directory)
        win32_error(ERROR_ACCESS_DENIED);
    if (!file || file->directory)
        return FALSE;
    scm_file_remove(file);
    return TRUE;
}

BOOL DeleteFileA(LPCSTR lpFileName)
{
    WIN32_ENTER();
    return remove_file(&caller, lpFileName, false);
}

BOOL DeleteFileW(LPCWSTR lpFileName)
{
    WIN32_ENTER();
    return remove_file(&caller, lpFileName, true);
}

static BOOL copy(const struct win32_caller *caller, const void *from, const void *to, bool wide, BOOL fail_if_exists)
{
    struct path source, target;
    if (!take(caller, from, wide, &source) || !take(caller, to, wide, &target))
        return FALSE;
    struct scm_file *file = find(&source), *there = scm_file_find(target.text, target.chars);
    if (!file)
        return FALSE;
    DWORD error = ERROR_SUCCESS;
    if (file->directory || (there && there->directory))
        error = ERROR_ACCESS_DENIED;
    else if (there && fail_if_exists)
        error = ERROR_FILE_EXISTS;
    else if (!there && !scm_folder_of(target.text, target.chars))
        error = ERROR_PATH_NOT_FOUND;
    win32_error(error);
    if (error)
        return FALSE;
    if (there)
        there->image = file->image;
    else
        scm_file_add(target.text, target.chars, file->image);
    return TRUE;
}

BOOL CopyFileA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName, BOOL bFailIfExists)
{
    WIN32_ENTER();
    return copy(&caller, lpExistingFileName, lpNewFileName, false, bFailIfExists);
}

BOOL CopyFileW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName, BOOL bFailIfExists)
{
    WIN32_ENTER();
    return copy(&caller, lpExistingFileName, lpNewFileName, true, bFailIfExists);
}

DWORD GetFileType(HANDLE hFile)
{
    void *body;
    if (win32_is_console(hFile))
        return FILE_TYPE_CHAR;
    NTSTATUS status = win32_object(hFile, NULL, 0, &body);
    if (!NT_SUCCESS(status))
        return win32_fail(status), FILE_TYPE_UNKNOWN;
    DWORD type = ob_type_of(body) == win32->file_type ? FILE_TYPE_DISK : FILE_TYPE_CHAR;
    ob_dereference(body, OB_BY_LOOKUP);
    win32_error(ERROR_SUCCESS);
    return type;
}

/* --- names of devices -------------------------------------------------------------------------------------------------------------------------- */

struct dos_device {
    WCHAR link[WIN32_PATH_MAX], target[WIN32_PATH_MAX];
    size_t link_chars, target_chars;
    bool remove;
};

static UNICODE_STRING string_of(WCHAR *text, size_t chars)
{
    return (UNICODE_STRING){(USHORT)(chars * sizeof(WCHAR)), (USHORT)(chars * sizeof(WCHAR)), text};
}

static uintptr_t define(void *argument)
{
    struct dos_device *device = argument;
    UNICODE_STRING link = string_of(device->link, device->link_chars), target = string_of(device->target, device->target_chars);
    return (uintptr_t)(uint32_t)(device->remove ? ob_link_delete(&link) : ob_link_create(&link, &target));
}

static uintptr_t query(void *argument)
{
    struct dos_device *device = argument;
    UNICODE_STRING link = string_of(device->link, device->link_chars);
    struct ob_open open = {.mode = UserMode, .attributes = OBJ_CASE_INSENSITIVE | OBJ_OPENLINK};
    void *body;
    NTSTATUS status = ob_lookup(&link, ob_link_type(), &open, &body);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    UNICODE_STRING target = ob_link_target(body);
    device->target_chars = target.Length / sizeof(WCHAR);
    if (device->target_chars < WIN32_PATH_MAX)
        memcpy(device->target, target.Buffer, target.Length);
    else
        status = STATUS_BUFFER_TOO_SMALL;
    ob_dereference(body, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)status;
}

static bool take_name(const struct win32_caller *caller, const void *name, bool wide, WCHAR *to, size_t *chars, size_t prefix)
{
    static const WCHAR dos[] = L"\\??\\";
    memcpy(to, dos, prefix * sizeof(WCHAR));
    bool fits = wide ? win32_text_w(caller, name, to + prefix, WIN32_PATH_MAX - prefix, chars)
                     : win32_text_a(caller, name, to + prefix, WIN32_PATH_MAX - prefix, chars);
    *chars += prefix;
    return fits;
}

static BOOL define_device(const struct win32_caller *caller, DWORD flags, const void *name, const void *target, bool wide)
{
    struct dos_device device = {.remove = flags & DDD_REMOVE_DEFINITION};
    bool raw = flags & DDD_RAW_TARGET_PATH;
    if (!take_name(caller, name, wide, device.link, &device.link_chars, 4) ||
        (target && !take_name(caller, target, wide, device.target, &device.target_chars, raw ? 0 : 4)) || (!target && !device.remove))
        return win32_fail(STATUS_INVALID_PARAMETER);
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, define, &device);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

BOOL DefineDosDeviceA(DWORD dwFlags, LPCSTR lpDeviceName, LPCSTR lpTargetPath)
{
    WIN32_ENTER();
    return define_device(&caller, dwFlags, lpDeviceName, lpTargetPath, false);
}

BOOL DefineDosDeviceW(DWORD dwFlags, LPCWSTR lpDeviceName, LPCWSTR lpTargetPath)
{
    WIN32_ENTER();
    return define_device(&caller, dwFlags, lpDeviceName, lpTargetPath, true);
}

/* The target of one device, ended by two NULs. */
static DWORD query_device(const struct win32_caller *caller, const void *name, bool wide, void *buffer, DWORD room)
{
    struct dos_device device = {.link_chars = 0};
    if (!name)
        win32_not_modelled(caller, "QueryDosDevice of all devices");
    if (!take_name(caller, name, wide, device.link, &device.link_chars, 4))
        return (DWORD)win32_fail(STATUS_INVALID_PARAMETER);
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, query, &device);
    if (!NT_SUCCESS(status))
        return (DWORD)win32_fail(status);
    size_t chars = device.target_chars + 2;
    if (chars > room)
        return win32_error(ERROR_INSUFFICIENT_BUFFER), 0;
    win32_check(caller, buffer, chars * (wide ? sizeof(WCHAR) : 1), true);
    for (size_t i = 0; i < chars; i++) {
        WCHAR c = i < device.target_chars ? device.target[i] : 0;
        if (wide)
            ((WCHAR *)buffer)[i] = c;
        else
            ((char *)buffer)[i] = (char)c;
    }
    return (DWORD)chars;
}

DWORD QueryDosDeviceA(LPCSTR lpDeviceName, LPSTR lpTargetPath, DWORD ucchMax)
{
    WIN32_ENTER();
    return query_device(&caller, lpDeviceName, false, lpTargetPath, ucchMax);
}

DWORD QueryDosDeviceW(LPCWSTR lpDeviceName, LPWSTR lpTargetPath, DWORD ucchMax)
{
    WIN32_ENTER();
    return query_device(&caller, lpDeviceName, true, lpTargetPath, ucchMax);
}
