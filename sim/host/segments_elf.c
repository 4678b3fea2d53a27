/* Where an ELF module lies: dlinfo knows the module's load address, dl_iterate_phdr the segments at that address. */
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
