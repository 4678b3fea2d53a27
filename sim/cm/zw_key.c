/*
 * The registry by handle for drivers: what the system does for the kernel itself (call.h), whoever the thread works for.
 */
#include "cm/call.h"
#include "cm/private.h"

#include "ke/ke.h"
#include "mm/mm.h"
#include "ps/ps.h"

void cm_touch(const void *start, size_t size, bool write)
{
    if (!size || !mm_is_user_range(start))
        return;
    volatile char *at = (volatile char *)(uintptr_t)start, *end = at + size;
    for (; at < end; at += PAGE_SIZE - (uintptr_t)at % PAGE_SIZE) {
        char byte = *at;
        if (write)
            *at = byte;
    }
}

void cm_touch_name(const UNICODE_STRING *name)
{
    if (!name)
        return;
    cm_touch(name, sizeof *name, false);
    cm_touch(name->Buffer, name->Length, false);
}

static NTSTATUS open_for_kernel(const struct cm_opening *opening, HANDLE *handle)
{
    cm_touch(opening->attributes, sizeof *opening->attributes, false);
    cm_touch_name(opening->attributes->ObjectName);
    cm_touch_name(opening->class);
    cm_touch(handle, sizeof *handle, true);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = cm_open(opening, handle);
    ps_set_previous_mode(mode);
    return cm_told(status);
}

/* WDK: ZwCreateKey. Opens it if it is there; only the last key of the path is made. Everything is volatile here, so CreateOptions say nothing. */
NTSTATUS ZwCreateKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, ULONG TitleIndex, PUNICODE_STRING Class,
                     ULONG CreateOptions, PULONG Disposition)
{
    ddi_enter(ZwCreateKey, NULL);
    (void)TitleIndex;
    return open_for_kernel(&(struct cm_opening){DesiredAccess, ObjectAttributes, true, CreateOptions, Class, Disposition, NULL}, KeyHandle);
}

/* WDK: ZwOpenKey. */
NTSTATUS ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    ddi_enter(ZwOpenKey, NULL);
    return open_for_kernel(&(struct cm_opening){.access = DesiredAccess, .attributes = ObjectAttributes}, KeyHandle);
}

/* WDK: ZwOpenKeyEx. */
NTSTATUS ZwOpenKeyEx(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, ULONG OpenOptions)
{
    ddi_enter(ZwOpenKeyEx, NULL);
    return open_for_kernel(&(struct cm_opening){.access = DesiredAccess, .attributes = ObjectAttributes, .options = OpenOptions}, KeyHandle);
}

/* WDK: ZwCreateKeyTransacted. */
NTSTATUS ZwCreateKeyTransacted(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, ULONG TitleIndex, PUNICODE_STRING Class,
                               ULONG CreateOptions, HANDLE TransactionHandle, PULONG Disposition)
{
    ddi_enter(ZwCreateKeyTransacted, NULL);
    (void)TitleIndex;
    if (!TransactionHandle)
        return cm_told(STATUS_INVALID_HANDLE);
    return open_for_kernel(&(struct cm_opening){DesiredAccess, ObjectAttributes, true, CreateOptions, Class, Disposition, TransactionHandle}, KeyHandle);
}

static NTSTATUS open_transacted(const struct cm_opening *opening, HANDLE *handle)
{
    return opening->transaction ? open_for_kernel(opening, handle) : cm_told(STATUS_INVALID_HANDLE);
}

/* WDK: ZwOpenKeyTransacted. */
NTSTATUS ZwOpenKeyTransacted(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, HANDLE TransactionHandle)
{
    ddi_enter(ZwOpenKeyTransacted, NULL);
    return open_transacted(&(struct cm_opening){.access = DesiredAccess, .attributes = ObjectAttributes, .transaction = TransactionHandle}, KeyHandle);
}

/* WDK: ZwOpenKeyTransactedEx. */
NTSTATUS ZwOpenKeyTransactedEx(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, ULONG OpenOptions, HANDLE TransactionHandle)
{
    ddi_enter(ZwOpenKeyTransactedEx, NULL);
    const struct cm_opening opening = {.access = DesiredAccess, .attributes = ObjectAttributes, .options = OpenOptions, .transaction = TransactionHandle};
    return open_transacted(&opening, KeyHandle);
}

/* WDK: ZwDeleteKey. */
NTSTATUS ZwDeleteKey(HANDLE KeyHandle)
{
    ddi_enter(ZwDeleteKey, NULL);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = cm_call_delete_key(KeyHandle);
    ps_set_previous_mode(mode);
    return cm_told(status);
}

/* WDK: ZwFlushKey. */
NTSTATUS ZwFlushKey(HANDLE KeyHandle)
{
    ddi_enter(ZwFlushKey, NULL);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = cm_call_flush_key(KeyHandle);
    ps_set_previous_mode(mode);
    return cm_told(status);
}

/* WDK: ZwQueryKey. */
NTSTATUS ZwQueryKey(HANDLE KeyHandle, KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation, ULONG Length, PULONG ResultLength)
{
    ddi_enter(ZwQueryKey, NULL);
    cm_touch(KeyInformation, Length, true);
    cm_touch(ResultLength, sizeof *ResultLength, true);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = cm_call_query_key(KeyHandle, KeyInformationClass, KeyInformation, Length, ResultLength);
    ps_set_previous_mode(mode);
    return cm_told(status);
}

/* WDK: ZwEnumerateKey. In order of creation. */
NTSTATUS ZwEnumerateKey(HANDLE KeyHandle, ULONG Index, KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation, ULONG Length, PULONG ResultLength)
{
    ddi_enter(ZwEnumerateKey, NULL);
    cm_touch(KeyInformation, Length, true);
    cm_touch(ResultLength, sizeof *ResultLength, true);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = cm_call_enumerate_key(KeyHandle, Index, KeyInformationClass, KeyInformation, Length, ResultLength);
    ps_set_previous_mode(mode);
    return cm_told(status);
}
