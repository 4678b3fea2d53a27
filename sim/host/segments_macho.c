/*
 * Where a Mach-O module lies. dyld lists images by number; ours is the one that opens to the same handle, and the newest is the last. __LINKEDIT is
 * left out: dyld and the symbol reader use it, and nothing of the driver is in it.
 */
#include "private.h"

#include <dlfcn.h>
#include <mach-o/dyld.h>
#include <mach-o/loader.h>
#include <mach/vm_prot.h>
#include <string.h>

static bool find_image(struct host_module *module)
{
    for (uint32_t i = _dyld_image_count(); i-- > 0;) {
        void *handle = dlopen(_dyld_get_image_name(i), RTLD_LAZY | RTLD_NOLOAD);
        if (handle != NULL)
            dlclose(handle);
        if (handle == module->handle) {
            module->image = _dyld_get_image_header(i);
            module->base = (uintptr_t)_dyld_get_image_vmaddr_slide(i);
            return true;
        }
    }
    return false;
}

/* __DATA_CONST is written by dyld and read-only from then on. */
static enum host_access access_of(const struct segment_command_64 *segment)
{
    if (segment->initprot & VM_PROT_WRITE)
        return segment->flags & SG_READ_ONLY ? HOST_READ : HOST_READ_WRITE;
    if (segment->initprot & VM_PROT_EXECUTE)
        return HOST_READ_EXECUTE;
    return segment->initprot & VM_PROT_READ ? HOST_READ : HOST_NONE;
}

static void add_segment(struct host_module *module, const struct segment_command_64 *segment)
{
    size_t page = host_page_size();
    module->segments[module->segment_count++] = (struct host_segment){
        .start = (void *)(module->base + (uintptr_t)segment->vmaddr),
        .size = ((size_t)segment->vmsize + page - 1) & ~(page - 1),
        .access = access_of(segment),
    };
}

const char *host__segments_find(struct host_module *module)
{
    if (!find_image(module))
        return "the dynamic linker does not list it";
    const struct mach_header_64 *header = module->image;
    const struct load_command *command = (const struct load_command *)(header + 1);
    for (uint32_t i = 0; i < header->ncmds && module->segment_count < HOST_SEGMENTS_MAX; i++) {
        const struct segment_command_64 *segment = (const struct segment_command_64 *)command;
        if (command->cmd == LC_SEGMENT_64 && segment->vmsize != 0 && strcmp(segment->segname, SEG_LINKEDIT) != 0)
            add_segment(module, segment);
        command = (const struct load_command *)((const char *)command + command->cmdsize);
    }
    return NULL;
}

void host__code_note(void)
{
}

bool host_code_offset(uintptr_t address, uintptr_t *offset)
{
    Dl_info info;
    if (dladdr((void *)address, &info) == 0 || info.dli_fbase == NULL)
        return false;
    *offset = address - (uintptr_t)info.dli_fbase;
    return true;
}
