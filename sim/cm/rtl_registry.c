/*
 * The registry through the run-time library: paths relative to well-known keys. Each routine is made of the services that drivers could call themselves - open or
 * create, the operation, close - so registry callbacks hear of all of them.
 */
#include "cm/call.h"
#include "cm/private.h"

#include "ke/ke.h"
#include "ob/ob.h"
#include "ps/ps.h"
#include "rtl/rtl.h"

#include <string.h>

#define PATH_CHARS 1024

struct place { /* a path, and how much of it is the well-known key */
    WCHAR text[PATH_CHARS];
    size_t known, chars;
};

static NTSTATUS place_of(ULONG relative, PCWSTR path, struct place *place)
{
    static const char *const known[] = {"", "\\Registry\\Machine\\System\\CurrentControlSet\\Services", "\\Registry\\Machine\\System\\CurrentControlSet\\Control",
                                        "\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion", "\\Registry\\Machine\\Hardware\\DeviceMap",
                                        "\\Registry\\User\\.Default"};
    relative &= ~(ULONG)RTL_REGISTRY_OPTIONAL;
    if (relative >= RTL_REGISTRY_MAXIMUM)
        return STATUS_INVALID_PARAMETER;
    size_t more = path ? rtl_length(path) : 0, known_chars = strlen(known[relative]);
    bool between = more && known_chars && path[0] != '\\';
    if (known_chars + between + more > PATH_CHARS)
        return STATUS_NAME_TOO_LONG;
    for (size_t i = 0; i < known_chars; i++)
        place->text[i] = (WCHAR)known[relative][i];
    if (between)
        place->text[known_chars] = '\\';
    if (more)
        memcpy(place->text + known_chars + between, path, more * sizeof(WCHAR));
    place->known = known_chars;
    place->chars = known_chars + between + more;
    return STATUS_SUCCESS;
}

static NTSTATUS open_path(WCHAR *text, size_t chars, bool make, HANDLE *handle)
{
    UNICODE_STRING name = {(USHORT)(chars * sizeof(WCHAR)), (USHORT)(chars * sizeof(WCHAR)), text};
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    return cm_open(&(struct cm_opening){.access = make ? GENERIC_WRITE : MAXIMUM_ALLOWED | GENERIC_READ, .attributes = &attributes, .make = make}, handle);
}

/* Below a well-known key what is missing on the way is made, too. */
static NTSTATUS make_levels(struct place *place, HANDLE *handle)
{
    NTSTATUS status = STATUS_SUCCESS;
    for (size_t at = place->known + 1; NT_SUCCESS(status) && at < place->chars; at++) {
        if (place->text[at] != '\\')
            continue;
        status = open_path(place->text, at, true, handle);
        if (NT_SUCCESS(status))
            cm_call_close(*handle);
    }
    return NT_SUCCESS(status) ? open_path(place->text, place->chars, true, handle) : status;
}

static NTSTATUS open_place(ULONG relative, PCWSTR path, bool make, HANDLE *handle)
{
    struct place place;
    NTSTATUS status = place_of(relative, path, &place);
    if (!NT_SUCCESS(status))
        return status;
    status = open_path(place.text, place.chars, make, handle);
    return make && place.known && status == STATUS_OBJECT_NAME_NOT_FOUND ? make_levels(&place, handle) : status;
}

NTSTATUS cm_rtl_open(ULONG relative, PCWSTR path, bool make, struct cm_rtl_key *key)
{
    *key = (struct cm_rtl_key){.mode = ps_set_previous_mode(KernelMode)};
    if (relative & RTL_REGISTRY_HANDLE) {
        key->handle = (HANDLE)path;
        return STATUS_SUCCESS;
    }
    NTSTATUS status = open_place(relative, path, make, &key->handle);
    key->ours = NT_SUCCESS(status);
    return status;
}

NTSTATUS cm_rtl_close(const struct cm_rtl_key *key, NTSTATUS status)
{
    if (key->ours)
        cm_call_close(key->handle);
    ps_set_previous_mode(key->mode);
    return cm_told(status);
}

static UNICODE_STRING string_of(PCWSTR text)
{
    USHORT bytes = (USHORT)((text ? rtl_length(text) : 0) * sizeof(WCHAR));
    return (UNICODE_STRING){bytes, bytes, (PWSTR)text};
}

/* WDK: RtlCheckRegistryKey. */
NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path)
{
    ddi_enter(RtlCheckRegistryKey, NULL);
    struct cm_rtl_key key;
    return cm_rtl_close(&key, cm_rtl_open(RelativeTo, Path, false, &key));
}

/* WDK: RtlCreateRegistryKey. */
NTSTATUS RtlCreateRegistryKey(ULONG RelativeTo, PWSTR Path)
{
    ddi_enter(RtlCreateRegistryKey, NULL);
    struct cm_rtl_key key;
    return cm_rtl_close(&key, cm_rtl_open(RelativeTo, Path, true, &key));
}

/* WDK: RtlWriteRegistryValue. Makes the key if it is missing. */
NTSTATUS RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName, ULONG ValueType, PVOID ValueData, ULONG ValueLength)
{
    ddi_enter(RtlWriteRegistryValue, NULL);
    cm_touch(ValueData, ValueLength, false);
    struct cm_rtl_key key;
    UNICODE_STRING name = string_of(ValueName);
    NTSTATUS status = cm_rtl_open(RelativeTo, Path, true, &key);
    if (NT_SUCCESS(status))
        status = cm_call_set_value(key.handle, &name, ValueType, ValueData, ValueLength);
    return cm_rtl_close(&key, status);
}

/* WDK: RtlDeleteRegistryValue. */
NTSTATUS RtlDeleteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName)
{
    ddi_enter(RtlDeleteRegistryValue, NULL);
    struct cm_rtl_key key;
    UNICODE_STRING name = string_of(ValueName);
    NTSTATUS status = cm_rtl_open(RelativeTo, Path, false, &key);
    if (NT_SUCCESS(status))
        status = cm_call_delete_value(key.handle, &name);
    return cm_rtl_close(&key, status);
}
