/*
 * Modules: opened once by libuv's dlopen, never closed. What the dynamic linker and the module's own pages say about it
 * is read now, because later the pages may be inaccessible ("unloaded").
 *
 * The dynamic linker reads a module's pages again at exit, so they are made accessible first.
 */
#define _GNU_SOURCE
#include "private.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

static struct host_module *modules;

static void give_pages_back(void)
{
    for (const struct host_module *module = modules; module != NULL; module = module->next)
        for (size_t i = 0; i < module->segment_count; i++)
            host_protect(module->segments[i].start, module->segments[i].size, module->segments[i].access);
}

static struct host_module *find_open(const char *path)
{
    for (struct host_module *module = modules; module != NULL; module = module->next)
        if (strcmp(module->path, path) == 0)
            return module;
    return NULL;
}

/* The dynamic linker's sentence begins with the path, which our caller prints himself. */
static const char *open_error(const uv_lib_t *library, const char *path)
{
    static char text[512];
    const char *said = uv_dlerror(library);
    size_t length = strlen(path);
    if (strncmp(said, path, length) == 0 && strncmp(said + length, ": ", 2) == 0)
        said += length + 2;
    strncpy(text, said, sizeof text - 1);
    return text;
}

static bool is_sound(const char *path, const char **error)
{
    size_t size;
    char *data = host_file_read(path, &size, error);
    if (data == NULL)
        return false;
    *error = host__module_check(data, size);
    free(data);
    return *error == NULL;
}

static struct host_module *open_library(const char *path, const char **error)
{
    uv_lib_t library;
    if (!is_sound(path, error))
        return NULL;
    if (uv_dlopen(path, &library) != 0) {
        *error = open_error(&library, path);
        uv_dlclose(&library);
        return NULL;
    }
    struct host_module *module = host_take(1, sizeof *module + strlen(path) + 1);
    strcpy(module->path, path);
    module->handle = library.handle;
    *error = host__segments_find(module);
    if (*error == NULL)
        return module;
    uv_dlclose(&library);
    free(module);
    return NULL;
}

static void enlist(struct host_module *module)
{
    if (modules == NULL)
        atexit(give_pages_back);
    module->next = modules;
    modules = module;
    host__symbols_open(module);
}

struct host_module *host_module_open(const char *path, const char **error)
{
    host__code_note();
    uv_fs_t request;
    int status = uv_fs_realpath(NULL, &request, path, NULL);
    if (status < 0) {
        *error = uv_strerror(status);
        uv_fs_req_cleanup(&request);
        return NULL;
    }
    struct host_module *module = find_open(request.ptr);
    if (module == NULL) {
        module = open_library(request.ptr, error);
        if (module != NULL)
            enlist(module);
    }
    uv_fs_req_cleanup(&request);
    return module;
}

void *host_module_symbol(const struct host_module *module, const char *name)
{
    uv_lib_t library = {.handle = module->handle};
    void *address = NULL;
    if (uv_dlsym(&library, name, &address) != 0)
        address = NULL;
    free(library.errmsg);
    return address;
}

size_t host_module_segments(const struct host_module *module, struct host_segment *segments, size_t room)
{
    size_t count = room < module->segment_count ? room : module->segment_count;
    memcpy(segments, module->segments, count * sizeof *segments);
    return module->segment_count;
}
