/*
 * Whether the dynamic linker can be given a Mach-O file. dyld looks at what it maps itself, so this is about files that are not whole or not ours: the
 * header, and load commands and segments that lie inside of the file.
 */
#include "private.h"

#include <mach-o/loader.h>

#if defined(__aarch64__)
#define OWN_MACHINE CPU_TYPE_ARM64
#else
#define OWN_MACHINE CPU_TYPE_X86_64
#endif

static const char *check_command(const struct load_command *command, size_t left, size_t file_size)
{
    const struct segment_command_64 *segment = (const struct segment_command_64 *)command;
    if (left < sizeof *command || command->cmdsize < sizeof *command || command->cmdsize > left || command->cmdsize % 8 != 0)
        return "its load commands are damaged";
    if (command->cmd != LC_SEGMENT_64)
        return NULL;
    if (command->cmdsize < sizeof *segment)
        return "its load commands are damaged";
    if (segment->fileoff > file_size || segment->filesize > file_size - segment->fileoff)
        return "it ends before its segments do";
    return segment->filesize > segment->vmsize ? "a segment's sizes make no sense" : NULL;
}

const char *host__module_check(const void *data, size_t size)
{
    const struct mach_header_64 *header = data;
    if (size < sizeof *header || header->magic != MH_MAGIC_64)
        return "it is no Mach-O file";
    if (header->cputype != OWN_MACHINE)
        return "it was built for another machine";
    if (header->filetype != MH_BUNDLE && header->filetype != MH_DYLIB)
        return "it is no shared module";
    if (header->sizeofcmds > size - sizeof *header)
        return "it ends before its load commands do";
    const char *wrong = NULL;
    size_t used = 0;
    for (uint32_t i = 0; i < header->ncmds && wrong == NULL; i++) {
        const struct load_command *command = (const struct load_command *)((const char *)data + sizeof *header + used);
        wrong = check_command(command, header->sizeofcmds - used, size);
        used += wrong == NULL ? command->cmdsize : 0;
    }
    return wrong;
}
