/*
 * The registry through the run-time library: paths relative to well-known keys.
 */
#include "cm/private.h"

#include "ke/ke.h"
#include "rtl/rtl.h"

#include <string.h>

/* The key that RelativeTo and Path mean. `make`: made where missing. On NT these routines come past the registry callbacks, too, which is not modelled. */
NTSTATUS cm_key_of(ULONG relative, PCWSTR path, bool make, struct cm_key **key)
{
    static const char *const places[] = {NULL, "\\Registry\\Machine\\System\\CurrentControlSet\\Services",
                                         "\\Registry\\Machine\\System\\CurrentControlSet\\Control",
                                         "\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion",
                                         "\\Registry\\Machine\\Hardware\\DeviceMap", "\\Registry\\User\\.Default"};
    struct cm_key *root = NULL;
    bool created;
    if (!list_empty(&cm->callbacks))
        ke_not_modelled("what registry callbacks hear of it");
    if (relative & RTL_REGISTRY_HANDLE)
        return cm_handle_key((HANDLE)path, 0, key);
    relative &= ~RTL_REGISTRY_OPTIONAL;
    if (relative >= RTL_REGISTRY_MAXIMUM)
        return STATUS_INVALID_PARAMETER;
    if (places[relative])
        root = cm_make_ascii(NULL, places[relative]);
    size_t chars = path ? rtl_length(path) : 0;
    return make ? cm_make(root, path, chars, relative != RTL_REGISTRY_ABSOLUTE, key, &created) : cm_find(root, path, chars, key);
}

/* WDK: RtlCheckRegistryKey. */
NTSTATUS RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path)
{
    ddi_enter(RtlCheckRegistryKey, NULL);
    struct cm_key *key;
    return cm_told(cm_key_of(RelativeTo, Path, false, &key));
}

/* WDK: RtlCreateRegistryKey. */
NTSTATUS RtlCreateRegistryKey(ULONG RelativeTo, PWSTR Path)
{
    ddi_enter(RtlCreateRegistryKey, NULL);
    struct cm_key *key;
    return cm_told(cm_key_of(RelativeTo, Path, true, &key));
}

/* WDK: RtlWriteRegistryValue. Makes the key if it is missing. */
NTSTATUS RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName, ULONG ValueType, PVOID ValueData, ULONG ValueLength)
{
    ddi_enter(RtlWriteRegistryValue, NULL);
    struct cm_key *key;
    NTSTATUS status = cm_key_of(RelativeTo, Path, true, &key);
    size_t chars = ValueName ? rtl_length(ValueName) : 0;
    return cm_told(NT_SUCCESS(status) ? cm_value_set(key, ValueName, chars, ValueType, ValueData, ValueLength) : status);
}

/* WDK: RtlDeleteRegistryValue. */
NTSTATUS RtlDeleteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName)
{
    ddi_enter(RtlDeleteRegistryValue, NULL);
    struct cm_key *key;
    NTSTATUS status = cm_key_of(RelativeTo, Path, false, &key);
    size_t chars = ValueName ? rtl_length(ValueName) : 0;
    return cm_told(NT_SUCCESS(status) ? cm_value_delete(key, ValueName, chars) : status);
}
