/*
 * Module files: opened once by the host, bound to the simulator's routines, with a pristine copy of their writable data.
 */
#include "image/image.h"

#include "crt/module.h"
#include "ddi/ddi.h"
#include "image/check.h"
#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX IMAGE_FILES_MAX

static struct image_file *files[FILES_MAX];
static size_t file_count;

static void base_name(const char *path, char *name, size_t size)
{
    const char *slash = strrchr(path, '/');
    snprintf(name, size, "%s", slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot)
        *dot = 0;
}

static bool bind_imports(const struct ntsim_module *descriptor, const char **error)
{
    static char text[160];
    for (struct ntsim_import *import = descriptor->imports; import < descriptor->imports_end; import++) {
        import->target = ddi_address(import->name);
        if (!import->target) {
            snprintf(text, sizeof text, "it needs %s, which this ntsim does not have: build it again", import->name);
            *error = text;
            return false;
        }
    }
    return true;
}

static void keep_pristine(struct image_file *file)
{
    for (size_t i = 0; i < file->segment_count; i++) {
        struct host_segment *segment = &file->segments[i];
        if (segment->access != HOST_READ_WRITE)
            continue;
        file->pristine[i] = host_resize(NULL, segment->size);
        memcpy(file->pristine[i], segment->start, segment->size);
    }
}

struct placing {
    struct image_file *file;
    const char *section;
};

/* A symbol may come twice: constructors have two names. */
static bool is_placed(const struct image_file *file, uintptr_t start)
{
    for (size_t i = 0; i < file->range_count; i++)
        if (file->ranges[i].start == start)
            return true;
    return false;
}

static void place(void *context, const struct host_symbol *symbol)
{
    const struct placing *placing = context;
    struct image_file *file = placing->file;
    if (symbol->size == 0 || symbol->start < file->start || symbol->start > file->end || symbol->size > file->end - symbol->start || is_placed(file, symbol->start))
        return; /* a damaged symbol table, or done */
    file->ranges = host_resize(file->ranges, (file->range_count + 1) * sizeof *file->ranges);
    file->ranges[file->range_count++] = (struct image_range){.start = symbol->start, .end = symbol->start + symbol->size,
        .init = strcmp(placing->section, "INIT") == 0, .page = strncmp(placing->section, "PAGE", 4) == 0};
}

static int by_address(const void *left, const void *right)
{
    const struct image_range *a = left, *b = right;
    return a->start < b->start ? -1 : a->start > b->start;
}

/* A function that was optimised away has no place. */
static void find_sections(struct image_file *file)
{
    const struct ntsim_alloc_text *row = file->descriptor->alloc_text;
    for (; row && row->section; row++)
        host_symbols_named(file->module, row->function, place, &(struct placing){file, row->section});
    if (file->range_count)
        qsort(file->ranges, file->range_count, sizeof *file->ranges, by_address);
}

/* A copy: the module's own is not readable while the image is unloaded. */
static const struct ntsim_module *copy_of(const struct ntsim_module *descriptor)
{
    struct ntsim_module *copy = host_take(1, sizeof *copy);
    *copy = *descriptor;
    return copy;
}

static bool fill(struct image_file *file, const char *path, const char **error)
{
    file->module = host_module_open(path, error);
    if (!file->module)
        return false;
    file->segment_count = host_module_segments(file->module, file->segments, HOST_SEGMENTS_MAX);
    file->descriptor = host_module_symbol(file->module, "ntsim_module");
    *error = image_file_check(file, file->descriptor);
    if (*error || !bind_imports(file->descriptor, error))
        return false;
    const struct host_segment *last = &file->segments[file->segment_count - 1];
    file->start = (uintptr_t)file->segments[0].start;
    file->end = (uintptr_t)last->start + last->size;
    file->accessible = true;
    find_sections(file);
    file->source_hash = file->descriptor->source_hash ? *file->descriptor->source_hash : 0;
    file->descriptor = copy_of(file->descriptor);
    keep_pristine(file);
    return true;
}

struct image_file *image_file_open(const char *path, const char **error)
{
    char *real = realpath(path, NULL);
    const char *whole = real ? real : path;
    for (size_t i = 0; i < file_count; i++)
        if (strcmp(files[i]->path, whole) == 0) {
            free(real);
            return files[i];
        }
    if (file_count == FILES_MAX) {
        *error = "too many modules";
        free(real);
        return NULL;
    }
    struct image_file *file = host_take(1, sizeof *file);
    snprintf(file->path, sizeof file->path, "%s", whole);
    free(real);
    base_name(path, file->name, sizeof file->name);
    if (!fill(file, path, error)) {
        free(file);
        return NULL;
    }
    file->number = (uint32_t)file_count;
    files[file_count++] = file;
    return file;
}

struct image_file *image_file_at(uintptr_t address)
{
    static struct image_file *last;
    if (last && address - last->start < last->end - last->start)
        return last;
    for (size_t i = 0; i < file_count; i++)
        if (address - files[i]->start < files[i]->end - files[i]->start)
            return last = files[i];
    return NULL;
}

void image_file_set_accessible(struct image_file *file, bool accessible)
{
    if (file->accessible == accessible)
        return;
    file->accessible = accessible;
    if (!accessible) {
        host_protect((void *)file->start, file->end - file->start, HOST_NONE);
        return;
    }
    for (size_t i = 0; i < file->segment_count; i++)
        host_protect(file->segments[i].start, file->segments[i].size, file->segments[i].access);
}

size_t image_files(struct image_file *const **list)
{
    *list = files;
    return file_count;
}
