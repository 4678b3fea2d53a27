/*
 * Text and data of the registry functions on their way to and from the application: UTF-16 inside, UTF-8 for the narrow forms.
 */
#include "win32/registry_text.h"

#include <string.h>

bool reg_is_text(DWORD type)
{
    return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

static size_t put(const struct reg_text *text, bool wide, void *to)
{
    bool broken;
    if (!wide)
        return rtl_utf16_to_utf8(text->text, text->chars, to, to ? SIZE_MAX : 0, &broken);
    if (to)
        memcpy(to, text->text, text->chars * sizeof(WCHAR));
    return text->chars;
}

LSTATUS reg_give_text(const struct win32_caller *caller, const struct reg_text *text, bool wide, void *to, DWORD *room)
{
    const size_t unit = wide ? sizeof(WCHAR) : 1, length = put(text, wide, NULL);
    if (!to || length >= *room)
        return *room = (DWORD)length, to ? ERROR_MORE_DATA : ERROR_SUCCESS;
    win32_check(caller, to, (length + 1) * unit, true);
    put(text, wide, to);
    memset((char *)to + length * unit, 0, unit);
    *room = (DWORD)length;
    return ERROR_SUCCESS;
}

LSTATUS reg_give_data(const struct win32_caller *caller, const struct reg_data *data, bool wide, void *to, DWORD *room)
{
    const bool narrow = !wide && reg_is_text(data->type);
    const struct reg_text text = {data->bytes, data->size / sizeof(WCHAR)};
    DWORD size = narrow ? (DWORD)put(&text, false, NULL) : data->size, given = *room;
    *room = size;
    if (!to)
        return ERROR_SUCCESS;
    if (size > given)
        return ERROR_MORE_DATA;
    win32_check(caller, to, size, true);
    if (narrow)
        put(&text, false, to);
    else
        memcpy(to, data->bytes, size);
    return ERROR_SUCCESS;
}
