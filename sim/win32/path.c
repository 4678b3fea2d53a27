/*
 * What CreateFile makes of a name: a path under \??\ for the object manager, a file on C:, or the console. Pure.
 */
#include "win32/private.h"

struct text {
    WCHAR *start;
    size_t chars, room;
};

static bool is_slash(WCHAR c)
{
    return c == '\\' || c == '/';
}

static bool add(struct text *to, const WCHAR *from, size_t chars)
{
    if (to->chars + chars >= to->room)
        return false;
    for (size_t i = 0; i < chars; i++)
        to->start[to->chars++] = from[i] == '/' ? '\\' : from[i];
    to->start[to->chars] = 0;
    return true;
}

static bool same(const WCHAR *text, size_t chars, const char *word)
{
    size_t i = 0;
    for (; i < chars && word[i]; i++)
        if (rtl_upcase(text[i]) != (WCHAR)word[i])
            return false;
    return i == chars && !word[i];
}

/* \\.\name and \\?\name: the name goes to the object manager as it is. */
static bool is_device_prefix(const WCHAR *path, size_t chars)
{
    return chars >= 4 && is_slash(path[0]) && is_slash(path[1]) && (path[2] == '.' || path[2] == '?') && is_slash(path[3]);
}

static bool is_drive(const WCHAR *path, size_t chars)
{
    WCHAR letter = chars >= 2 ? rtl_upcase(path[0]) : 0;
    return letter >= 'A' && letter <= 'Z' && path[1] == ':';
}

/* COM1, LPT1:, NUL, ... mean devices whatever the current directory is. */
static bool is_dos_device(const WCHAR *path, size_t chars)
{
    if (chars && path[chars - 1] == ':')
        chars--;
    if (same(path, chars, "NUL") || same(path, chars, "PRN") || same(path, chars, "AUX"))
        return true;
    bool numbered = chars == 4 && path[3] >= '1' && path[3] <= '9';
    return numbered && (same(path, 3, "COM") || same(path, 3, "LPT"));
}

static enum win32_path_kind device(const WCHAR *prefix, size_t prefix_chars, const WCHAR *name, size_t chars, struct text *result)
{
    result->chars = 0;
    return add(result, prefix, prefix_chars) && add(result, name, chars) ? WIN32_PATH_DEVICE : WIN32_PATH_BAD;
}

static void drop_last(struct text *path)
{
    while (path->chars > 2 && path->start[path->chars - 1] != '\\')
        path->chars--;
    if (path->chars > 2)
        path->chars--;
}

/* Appends the parts of `path`, taking out . and .. on the way. */
static bool add_parts(struct text *result, const WCHAR *path, size_t chars)
{
    for (size_t at = 0; at < chars;) {
        size_t end = at;
        while (end < chars && !is_slash(path[end]))
            end++;
        size_t part = end - at;
        if (part == 2 && path[at] == '.' && path[at + 1] == '.')
            drop_last(result);
        else if (part && !(part == 1 && path[at] == '.'))
            if (!add(result, L"\\", 1) || !add(result, path + at, part))
                return false;
        at = end + 1;
    }
    return true;
}

/* "C:" + current directory unless the path begins at the root. */
static enum win32_path_kind file(const WCHAR *path, size_t chars, bool rooted, struct text *result)
{
    result->chars = 0;
    bool fits = add(result, L"C:", 2) && (rooted || add(result, L"\\ntsim", 6)) && add_parts(result, path, chars);
    if (fits && result->chars == 2)
        fits = add(result, L"\\", 1);
    if (fits)
        result->start[result->chars] = 0;
    return fits ? WIN32_PATH_FILE : WIN32_PATH_BAD;
}

/* Drives other than C: are devices, if some driver made them. */
static enum win32_path_kind drive(const WCHAR *path, size_t chars, struct text *result)
{
    if (rtl_upcase(path[0]) != 'C')
        return device(L"\\??\\", 4, path, chars, result);
    return file(path + 2, chars - 2, chars > 2 && is_slash(path[2]), result);
}

static enum win32_path_kind kind_of(const WCHAR *path, size_t chars, struct text *result)
{
    if (!chars)
        return WIN32_PATH_BAD;
    if (is_device_prefix(path, chars)) {
        bool on_disk = is_drive(path + 4, chars - 4) && chars > 6 && rtl_upcase(path[4]) == 'C';
        return on_disk ? drive(path + 4, chars - 4, result) : device(L"\\??\\", 4, path + 4, chars - 4, result);
    }
    if (same(path, chars, "CONIN$"))
        return WIN32_PATH_CONSOLE_INPUT;
    if (same(path, chars, "CONOUT$") || same(path, chars, "CON"))
        return WIN32_PATH_CONSOLE_OUTPUT;
    if (is_dos_device(path, chars))
        return device(L"\\??\\", 4, path, chars - (path[chars - 1] == ':'), result);
    if (chars >= 2 && is_slash(path[0]) && is_slash(path[1]))
        return device(L"\\??\\UNC\\", 8, path + 2, chars - 2, result);
    if (is_drive(path, chars))
        return drive(path, chars, result);
    return file(path, chars, is_slash(path[0]), result);
}

enum win32_path_kind win32_path(const WCHAR *path, size_t chars, WCHAR *result, size_t room, size_t *result_chars)
{
    struct text text = {result, 0, room};
    enum win32_path_kind kind = kind_of(path, chars, &text);
    *result_chars = text.chars;
    return kind;
}
