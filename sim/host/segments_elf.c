/*
 * Where an ELF module lies: dlinfo knows the module's load address, dl_iterate_phdr the segments at that address. And where the host's own code lies: noted before
 * the first module is opened, because to ask the dynamic linker later (dladdr) would have musl's look into pages of modules that are gone.
 */
#define _GNU_SOURCE
#include "private.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

static enum host_access access_of(unsigned flags)
{
    if (flags & PF_W)
        return HOST_READ_WRITE;
    if (flags & PF_X)
        return HOST_READ_EXECUTE;
    return flags & PF_R ? HOST_READ : HOST_NONE;
}

static void add_segment(struct host_module *module, const ElfW(Phdr) * header)
{
    uintptr_t page = host_page_size();
    uintptr_t start = (module->base + header->p_vaddr) & ~(page - 1);
    uintptr_t end = (module->base + header->p_vaddr + header->p_memsz + page - 1) & ~(page - 1);
    module->segments[module->segment_count++] =
        (struct host_segment){.start = (void *)start, .size = end - start, .access = access_of(header->p_flags)};
}

/* Program headers are in address order. */
static int visit_object(struct dl_phdr_info *info, size_t size, void *context)
{
    struct host_module *module = context;
    (void)size;
    if (info->dlpi_addr != module->base || strcmp(info->dlpi_name, module->path) != 0)
        return 0;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        if (header->p_type == PT_LOAD && module->segment_count < HOST_SEGMENTS_MAX)
            add_segment(module, header);
    }
    return 1;
}

const char *host__segments_find(struct host_module *module)
{
    struct link_map *map;
    if (dlinfo(module->handle, RTLD_DI_LINKMAP, &map) != 0)
        return "the dynamic linker does not know it";
    module->base = map->l_addr;
    return dl_iterate_phdr(visit_object, module) == 0 ? "the dynamic linker does not list it" : NULL;
}

#define CODE_MAX 64

static struct code {
    uintptr_t start, end;
} code[CODE_MAX]; /* the program and its libraries */
static size_t code_count;

static int note_object(struct dl_phdr_info *info, size_t size, void *context)
{
    struct code *object = &code[code_count];
    (void)size;
    (void)context;
    *object = (struct code){.start = UINTPTR_MAX};
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + header->p_vaddr, end = start + header->p_memsz;
        if (header->p_type == PT_LOAD && start < object->start)
            object->start = start & ~(uintptr_t)(host_page_size() - 1);
        if (header->p_type == PT_LOAD && end > object->end)
            object->end = end;
    }
    return ++code_count == CODE_MAX;
}

void host__code_note(void)
{
    if (code_count == 0)
        (void)dl_iterate_phdr(note_object, NULL);
}

bool host_code_offset(uintptr_t address, uintptr_t *offset)
{
    host__code_note();
    for (size_t i = 0; i < code_count; i++)
        if (address >= code[i].start && address < code[i].end) {
            *offset = address - code[i].start;
            return true;
        }
    return false;
}
