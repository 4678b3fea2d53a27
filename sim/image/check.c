/*
 * Whether what a module says of itself (struct ntsim_module) leads to places in the module. A damaged one, or one that somebody else's linker made, is
 * refused here; behind this the tables are believed.
 */
#include "image/check.h"

#include "crt/module.h"

#include <string.h>

static const struct host_segment *segment_of(const struct image_file *file, uintptr_t address)
{
    for (size_t i = 0; i < file->segment_count; i++)
        if (address - (uintptr_t)file->segments[i].start < file->segments[i].size)
            return &file->segments[i];
    return NULL;
}

/* From the address to the end of its segment. */
static size_t room_at(const struct image_file *file, uintptr_t address)
{
    const struct host_segment *segment = segment_of(file, address);
    return segment && segment->access != HOST_NONE ? segment->size - (address - (uintptr_t)segment->start) : 0;
}

bool image_file_holds(const struct image_file *file, const void *start, size_t size)
{
    return (uintptr_t)start % _Alignof(void *) == 0 && room_at(file, (uintptr_t)start) >= size;
}

bool image_file_holds_text(const struct image_file *file, const char *text)
{
    size_t room = room_at(file, (uintptr_t)text);
    return room && memchr(text, 0, room);
}

bool image_file_holds_code(const struct image_file *file, uintptr_t address)
{
    const struct host_segment *segment = segment_of(file, address);
    return segment && segment->access == HOST_READ_EXECUTE;
}

static bool holds_table(const struct image_file *file, const void *first, const void *end, size_t row)
{
    size_t size = (uintptr_t)end - (uintptr_t)first;
    return first == end || ((uintptr_t)first < (uintptr_t)end && size % row == 0 && image_file_holds(file, first, size));
}

static bool is_writable(const struct image_file *file, const void *place)
{
    const struct host_segment *segment = segment_of(file, (uintptr_t)place);
    return segment && segment->access == HOST_READ_WRITE;
}

static bool imports_are_good(const struct image_file *file, const struct ntsim_module *module)
{
    if (!holds_table(file, module->imports, module->imports_end, sizeof *module->imports))
        return false;
    for (const struct ntsim_import *at = module->imports; at < module->imports_end; at++)
        if (!is_writable(file, at) || !image_file_holds_text(file, at->name))
            return false;
    return true;
}

static bool variables_are_good(const struct image_file *file, const struct ntsim_module *module)
{
    if (!holds_table(file, module->data_imports, module->data_imports_end, sizeof *module->data_imports))
        return false;
    for (const struct ntsim_data_import *at = module->data_imports; at < module->data_imports_end; at++)
        if (!image_file_holds_text(file, at->name) || !is_writable(file, at->variable) || !image_file_holds(file, at->variable, sizeof(void *)))
            return false;
    return true;
}

static bool sections_are_good(const struct image_file *file, const struct ntsim_alloc_text *row)
{
    for (; row; row++) {
        if (!image_file_holds(file, row, sizeof *row))
            return false;
        if (!row->section)
            return true;
        if (!image_file_holds_text(file, row->section) || !image_file_holds_text(file, row->function))
            return false;
    }
    return true;
}

const char *image_file_check(const struct image_file *file, const struct ntsim_module *module)
{
    if (!module)
        return "it is no ntsim module (no symbol ntsim_module)";
    if (!image_file_holds(file, module, sizeof *module))
        return "what it says of itself (ntsim_module) is damaged";
    if (module->format != NTSIM_MODULE_FORMAT || module->size != sizeof *module)
        return "it was built for another version of ntsim";
    if (module->kind < NTSIM_MODULE_DRIVER || module->kind > NTSIM_MODULE_SCENARIO)
        return "what it says of itself (ntsim_module) is damaged";
    if (module->kind == NTSIM_MODULE_DRIVER && !module->entry)
        return "it has no DriverEntry";
    if (module->entry && !image_file_holds_code(file, (uintptr_t)module->entry))
        return "its entry point is not in its code";
    if (!imports_are_good(file, module))
        return "its table of the routines that it calls is damaged";
    if (!variables_are_good(file, module))
        return "its table of the variables that it reads is damaged";
    if (!holds_table(file, module->seh_marks, module->seh_marks_end, sizeof *module->seh_marks))
        return "its table of guarded blocks is damaged";
    if (!sections_are_good(file, module->alloc_text))
        return "its table of #pragma alloc_text is damaged";
    if (module->source_hash && room_at(file, (uintptr_t)module->source_hash) < sizeof *module->source_hash)
        return "its hash of the source is not there";
    if (!holds_table(file, module->constructors, module->constructors_end, sizeof *module->constructors))
        return "its table of constructors is damaged";
    if (module->kind == NTSIM_MODULE_DRIVER && module->constructors != module->constructors_end)
        return "it has global objects that code must construct, and Windows starts a driver at DriverEntry: nothing runs that code";
    if (!holds_table(file, module->scenarios, module->scenarios_end, sizeof *module->scenarios))
        return "its table of scenarios is damaged";
    return NULL;
}
