/*
 * Values by key handle for drivers.
 */
#include "cm/call.h"
#include "cm/private.h"

#include "ke/ke.h"
#include "ps/ps.h"

/* WDK: ZwQueryValueKey. An empty name is the key's unnamed value. */
NTSTATUS ZwQueryValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass, PVOID KeyValueInformation,
                         ULONG Length, PULONG ResultLength)
{
    ddi_enter(ZwQueryValueKey, NULL);
    cm_touch_name(ValueName);
    cm_touch(KeyValueInformation, Length, true);
    cm_touch(ResultLength, sizeof *ResultLength, true);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = cm_call_query_value(KeyHandle, ValueName, KeyValueInformationClass, KeyValueInformation, Length, ResultLength);
    ps_set_previous_mode(mode);
    return cm_told(status);
}

/* WDK: ZwEnumerateValueKey. In order of creation. */
NTSTATUS ZwEnumerateValueKey(HANDLE KeyHandle, ULONG Index, KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass, PVOID KeyValueInformation, ULONG Length,
                             PULONG ResultLength)
{
    ddi_enter(ZwEnumerateValueKey, NULL);
    cm_touch(KeyValueInformation, Length, true);
    cm_touch(ResultLength, sizeof *ResultLength, true);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = cm_call_enumerate_value(KeyHandle, Index, KeyValueInformationClass, KeyValueInformation, Length, ResultLength);
    ps_set_previous_mode(mode);
    return cm_told(status);
}

/* WDK: ZwSetValueKey. */
NTSTATUS ZwSetValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, ULONG TitleIndex, ULONG Type, PVOID Data, ULONG DataSize)
{
    ddi_enter(ZwSetValueKey, NULL);
    (void)TitleIndex;
    cm_touch_name(ValueName);
    cm_touch(Data, DataSize, false);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = cm_call_set_value(KeyHandle, ValueName, Type, Data, DataSize);
    ps_set_previous_mode(mode);
    return cm_told(status);
}

/* WDK: ZwDeleteValueKey. */
NTSTATUS ZwDeleteValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName)
{
    ddi_enter(ZwDeleteValueKey, NULL);
    cm_touch_name(ValueName);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = cm_call_delete_value(KeyHandle, ValueName);
    ps_set_previous_mode(mode);
    return cm_told(status);
}
