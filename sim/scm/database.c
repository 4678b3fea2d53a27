/*
 * The service database in the registry, written as Windows' service controller writes it: by handle, key by key and value by value, past the registry callbacks.
 * What a driver refuses there fails the whole operation. What the controller knows already it does not read again, so nobody hears of reading.
 */
#include "scm/private.h"

#include "cm/call.h"
#include "rtl/rtl.h"
#include "win32/winerror.h"

#include <stdio.h>
#include <string.h>

#define SERVICES "\\Registry\\Machine\\System\\CurrentControlSet\\Services"
#define PATH_CHARS (sizeof SERVICES + SCM_NAME_MAX)
#define TEXT_CHARS 600

static uint32_t error_of(NTSTATUS status)
{
    return NT_SUCCESS(status) ? ERROR_SUCCESS : rtl_dos_error(status);
}

static NTSTATUS open_key(HANDLE root, UNICODE_STRING *name, bool make, HANDLE *key, ULONG *disposition)
{
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, name, OBJ_CASE_INSENSITIVE, root, NULL);
    return cm_open(&(struct cm_opening){.access = MAXIMUM_ALLOWED, .attributes = &attributes, .make = make, .disposition = disposition}, key);
}

static NTSTATUS open_service(const char *name, bool make, HANDLE *key, ULONG *disposition)
{
    WCHAR path[PATH_CHARS];
    char narrow[PATH_CHARS];
    bool broken;
    int length = snprintf(narrow, sizeof narrow, SERVICES "\\%s", name);
    size_t chars = rtl_utf8_to_utf16(narrow, (size_t)length, path, PATH_CHARS, &broken);
    UNICODE_STRING full = {(USHORT)(chars * sizeof(WCHAR)), (USHORT)(chars * sizeof(WCHAR)), path};
    return open_key(NULL, &full, make, key, disposition);
}

/* The data is copied: drivers look at what is here, whoever's it was. */
static NTSTATUS set(HANDLE key, const WCHAR *name, ULONG type, const void *data, size_t size)
{
    WCHAR copy[TEXT_CHARS];
    USHORT bytes = (USHORT)(rtl_length(name) * sizeof(WCHAR));
    UNICODE_STRING string = {bytes, bytes, (PWSTR)name};
    WCHAR label[32];
    if (size > sizeof copy)
        return STATUS_NAME_TOO_LONG;
    memcpy(copy, data, size);
    memcpy(label, name, bytes);
    string.Buffer = label;
    return cm_call_set_value(key, &string, type, copy, (ULONG)size);
}

static NTSTATUS set_number(HANDLE key, const WCHAR *name, uint32_t number)
{
    return set(key, name, REG_DWORD, &number, sizeof number);
}

static NTSTATUS set_text(HANDLE key, const WCHAR *name, ULONG type, const WCHAR *text)
{
    return set(key, name, type, text, (rtl_length(text) + 1) * sizeof(WCHAR));
}

/* A full DOS path gets \??\ in front. */
static NTSTATUS set_image_path(HANDLE key, const WCHAR *path)
{
    WCHAR full[TEXT_CHARS] = L"\\??\\";
    size_t chars = rtl_length(path);
    if (chars > 1 && path[1] == ':' && chars < TEXT_CHARS - 10) {
        memcpy(full + 4, path, (chars + 1) * sizeof(WCHAR));
        path = full;
    }
    return set_text(key, L"ImagePath", REG_EXPAND_SZ, path);
}

/* What is SERVICE_NO_CHANGE, or NULL, stays. */
static NTSTATUS write(HANDLE key, const struct scm_config *config)
{
    const struct {
        const WCHAR *name;
        uint32_t number;
    } numbers[] = {{L"Type", config->type}, {L"Start", config->start}, {L"ErrorControl", config->error_control}};
    NTSTATUS status = STATUS_SUCCESS;
    for (size_t i = 0; i < 3 && NT_SUCCESS(status); i++)
        if (numbers[i].number != SERVICE_NO_CHANGE)
            status = set_number(key, numbers[i].name, numbers[i].number);
    if (NT_SUCCESS(status) && config->image_path)
        status = set_image_path(key, config->image_path);
    if (NT_SUCCESS(status) && config->display_name)
        status = set_text(key, L"DisplayName", REG_SZ, config->display_name);
    return status;
}

/* --- operations ----------------------------------------------------------------------------------------------------------------------------------------- */

uint32_t scm_database_create(const struct scm_config *config)
{
    HANDLE key;
    ULONG disposition = 0;
    NTSTATUS status = open_service(config->name, true, &key, &disposition);
    if (!NT_SUCCESS(status))
        return error_of(status);
    status = write(key, config);
    cm_call_close(key);
    if (!NT_SUCCESS(status) && disposition == REG_CREATED_NEW_KEY)
        scm_database_delete(config->name);
    return error_of(status);
}

uint32_t scm_database_change(const struct scm_config *config)
{
    HANDLE key;
    NTSTATUS status = open_service(config->name, false, &key, NULL);
    if (!NT_SUCCESS(status))
        return error_of(status);
    status = write(key, config);
    cm_call_close(key);
    return error_of(status);
}

uint32_t scm_database_mark(const char *name)
{
    HANDLE key;
    NTSTATUS status = open_service(name, false, &key, NULL);
    if (!NT_SUCCESS(status))
        return error_of(status);
    status = set_number(key, L"DeleteFlag", 1);
    cm_call_close(key);
    return error_of(status);
}

#define SUBKEY_CHARS 256

/* The first key below, opened. */
static NTSTATUS open_first(HANDLE key, HANDLE *below)
{
    union {
        KEY_BASIC_INFORMATION info;
        UCHAR bytes[sizeof(KEY_BASIC_INFORMATION) + SUBKEY_CHARS * sizeof(WCHAR)];
    } found = {0};
    ULONG size;
    NTSTATUS status = cm_call_enumerate_key(key, 0, KeyBasicInformation, &found, sizeof found, &size);
    if (!NT_SUCCESS(status) || found.info.NameLength > SUBKEY_CHARS * sizeof(WCHAR))
        return NT_SUCCESS(status) ? STATUS_UNSUCCESSFUL : status;
    UNICODE_STRING name = {(USHORT)found.info.NameLength, (USHORT)found.info.NameLength, found.info.Name};
    return open_key(key, &name, false, below, NULL);
}

#define DEPTH_MAX 32

/* Leaf by leaf: the way down to the first is kept open. */
void scm_database_delete(const char *name)
{
    HANDLE keys[DEPTH_MAX];
    int depth = 0;
    if (!NT_SUCCESS(open_service(name, false, &keys[0], NULL)))
        return;
    while (depth >= 0) {
        NTSTATUS status = depth + 1 < DEPTH_MAX ? open_first(keys[depth], &keys[depth + 1]) : STATUS_UNSUCCESSFUL;
        if (NT_SUCCESS(status)) {
            depth++;
            continue;
        }
        if (status != STATUS_NO_MORE_ENTRIES || !NT_SUCCESS(cm_call_delete_key(keys[depth])))
            break;
        cm_call_close(keys[depth--]);
    }
    for (; depth >= 0; depth--)
        cm_call_close(keys[depth]);
}
