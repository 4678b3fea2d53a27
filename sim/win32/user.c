/*
 * The application's memory as the functions see it: strings are taken by bounded copies, results are put where the application said, and a pointer that is
 * not its own is an access violation in its name.
 */
#include "win32/private.h"

#include "ke/fault.h"
#include <string.h>

BOOL win32_fail(NTSTATUS status)
{
    win32_error(rtl_dos_error(status));
    return FALSE;
}

noreturn void win32_access_violation(const struct win32_caller *caller, const void *address, bool write)
{
    struct ke_fault fault = {.code = STATUS_ACCESS_VIOLATION, .address = (uintptr_t)address, .write = write, .pc = caller->pc, .fp = caller->fp};
    ke_seh_raise_fault(&fault);
    ke_fault_unhandled(&fault);
}

void win32_check_slow(const struct win32_caller *caller, const void *start, size_t size, bool write)
{
    struct ps_process *process = ps_current_process();
    const struct mm_region *region = mm_region_at(process, start, size ? size : 1);
    if (!region || (write && !region->writable))
        win32_access_violation(caller, start, write);
    win32->seen_process = process;
    win32->seen_start = region->start;
    win32->seen_end = region->start + region->size;
    win32->seen_writable = region->writable;
}

ULONG win32_inherit(const struct win32_caller *caller, const SECURITY_ATTRIBUTES *attributes)
{
    if (!attributes)
        return 0;
    win32_check(caller, attributes, sizeof *attributes, false);
    return attributes->bInheritHandle ? OBJ_INHERIT : 0;
}

size_t win32_length_a(const struct win32_caller *caller, const char *text)
{
    win32_check(caller, text, 1, false);
    size_t room = (size_t)(win32->seen_end - (const uint8_t *)text);
    size_t length = strnlen(text, room);
    if (length == room)
        win32_access_violation(caller, text + room, false);
    return length;
}

size_t win32_length_w(const struct win32_caller *caller, const WCHAR *text)
{
    win32_check(caller, text, sizeof *text, false);
    size_t room = (size_t)(win32->seen_end - (const uint8_t *)text) / sizeof *text, length = 0;
    while (length < room && text[length])
        length++;
    if (length == room)
        win32_access_violation(caller, text + room, false);
    return length;
}

bool win32_text_a(const struct win32_caller *caller, const char *text, WCHAR *copy, size_t room, size_t *chars)
{
    bool broken;
    size_t bytes = text ? win32_length_a(caller, text) : 0;
    *chars = rtl_utf8_to_utf16(text, bytes, NULL, 0, &broken);
    if (*chars >= room)
        return false;
    rtl_utf8_to_utf16(text, bytes, copy, room, &broken);
    copy[*chars] = 0;
    return true;
}

bool win32_text_w(const struct win32_caller *caller, const WCHAR *text, WCHAR *copy, size_t room, size_t *chars)
{
    size_t length = text ? win32_length_w(caller, text) : 0;
    if (length >= room)
        return false;
    if (length)
        memcpy(copy, text, length * sizeof *copy);
    copy[length] = 0;
    *chars = length;
    return true;
}

DWORD win32_give_a(const struct win32_caller *caller, const char *text, char *buffer, DWORD room)
{
    size_t length = strlen(text);
    if (length >= room)
        return (DWORD)length + 1;
    win32_check(caller, buffer, length + 1, true);
    memcpy(buffer, text, length + 1);
    return (DWORD)length;
}

DWORD win32_give_w(const struct win32_caller *caller, const char *text, WCHAR *buffer, DWORD room)
{
    size_t length = strlen(text);
    if (length >= room)
        return (DWORD)length + 1;
    win32_check(caller, buffer, (length + 1) * sizeof *buffer, true);
    for (size_t i = 0; i <= length; i++)
        buffer[i] = (unsigned char)text[i];
    return (DWORD)length;
}
