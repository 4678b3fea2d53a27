/*
 * Which driver an ImagePath means, and the scenario's way to start and stop a driver by its name alone.
 */
#include "scm/private.h"

#include "image/image.h"
#include "rtl/rtl.h"
#include "win32/winerror.h"

#include <stdio.h>
#include <string.h>

#define PATH_MAX_CHARS 600

static size_t path_of(const char *folder, const struct image_file *file, WCHAR *path)
{
    char narrow[PATH_MAX_CHARS];
    bool broken;
    int length = snprintf(narrow, sizeof narrow, "%s\\%s.sys", folder, file->name);
    return rtl_utf8_to_utf16(narrow, (size_t)length, path, PATH_MAX_CHARS, &broken);
}

static void add(const char *folder, struct image_file *file)
{
    WCHAR path[PATH_MAX_CHARS];
    size_t chars = path_of(folder, file, path);
    if (!scm_file_find(path, chars))
        scm_file_add(path, chars, file);
}

void scm_add_image(struct image_file *file)
{
    add("C:\\ntsim", file);
    add("C:\\Windows\\System32\\drivers", file);
}

/* The prefixes that mean a place on the disk. */
static const struct {
    const WCHAR *prefix, *place;
} places[] = {{L"\\??\\", L""}, {L"\\DosDevices\\", L""}, {L"\\SystemRoot\\", L"C:\\Windows\\"}, {L"%SystemRoot%\\", L"C:\\Windows\\"}};

static bool starts_with(const WCHAR *text, size_t chars, const WCHAR *prefix, size_t prefix_chars)
{
    return chars >= prefix_chars && rtl_compare(text, prefix_chars, prefix, prefix_chars, true) == 0;
}

static size_t full_path(const WCHAR *path, size_t chars, WCHAR *full)
{
    bool is_full = chars > 2 && path[1] == ':';
    const WCHAR *place = is_full ? L"" : L"C:\\Windows\\";
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t prefix = rtl_length(places[i].prefix);
        if (!starts_with(path, chars, places[i].prefix, prefix))
            continue;
        place = places[i].place;
        path += prefix;
        chars -= prefix;
        break;
    }
    size_t at = rtl_length(place);
    if (at + chars >= PATH_MAX_CHARS)
        return 0;
    memcpy(full, place, at * sizeof(WCHAR));
    memcpy(full + at, path, chars * sizeof(WCHAR));
    return at + chars;
}

struct image_file *scm_image_of(const WCHAR *image_path, size_t chars)
{
    WCHAR full[PATH_MAX_CHARS];
    if (chars > 1 && image_path[0] == '"' && image_path[chars - 1] == '"')
        image_path++, chars -= 2;
    const struct scm_file *file = scm_file_find(full, full_path(image_path, chars, full));
    return file ? file->image : NULL;
}

/* The service of this name; if there is none, one whose image has the service's name. */
static uint32_t open_or_install(const char *name, struct scm_service **service)
{
    uint32_t error = scm_open(name, service);
    if (error != ERROR_SERVICE_DOES_NOT_EXIST)
        return error;
    char narrow[PATH_MAX_CHARS];
    WCHAR path[PATH_MAX_CHARS];
    bool broken;
    int length = snprintf(narrow, sizeof narrow, "\\SystemRoot\\System32\\drivers\\%s.sys", name);
    size_t chars = rtl_utf8_to_utf16(narrow, (size_t)length, path, PATH_MAX_CHARS - 1, &broken);
    path[chars] = 0;
    if (!scm_image_of(path, chars))
        return ERROR_FILE_NOT_FOUND;
    struct scm_config config = {.name = name, .image_path = path, .type = SERVICE_KERNEL_DRIVER, .start = SERVICE_DEMAND_START,
                                .error_control = SERVICE_ERROR_NORMAL};
    return scm_create(&config, service);
}

uint32_t scm_start(const char *name)
{
    struct scm_service *service;
    uint32_t error = open_or_install(name, &service);
    if (error)
        return error;
    error = scm_service_start(service);
    scm_close(service);
    return error;
}

uint32_t scm_stop(const char *name)
{
    struct scm_service *service;
    SERVICE_STATUS status;
    uint32_t error = open_or_install(name, &service);
    if (error)
        return error;
    error = scm_service_control(service, SERVICE_CONTROL_STOP, &status);
    scm_close(service);
    return error;
}
