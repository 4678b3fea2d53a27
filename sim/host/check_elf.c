#include "check_elf.h"
#include "private.h"

#include <string.h>

#if defined(__aarch64__)
#define OWN_MACHINE EM_AARCH64
#else
#define OWN_MACHINE EM_X86_64
#endif

#define HEADERS_MAX 64
#define SPAN_MAX    ((uint64_t)1 << 30) /* a driver of more than 1 GiB is none */

const void *elf_loaded(const struct elf_check *check, uint64_t address, uint64_t size, unsigned alignment)
{
    for (size_t i = 0; i < check->header_count; i++) {
        const Elf64_Phdr *each = &check->headers[i];
        uint64_t offset = address - each->p_vaddr;
        if (each->p_type == PT_LOAD && offset <= each->p_filesz && size <= each->p_filesz - offset)
            return (each->p_offset + offset) % alignment == 0 ? check->file.data + each->p_offset + offset : NULL;
    }
    return NULL;
}

bool elf_in_memory(const struct elf_check *check, uint64_t address, uint64_t size, unsigned flags)
{
    for (size_t i = 0; i < check->header_count; i++) {
        const Elf64_Phdr *each = &check->headers[i];
        uint64_t offset = address - each->p_vaddr;
        if (each->p_type == PT_LOAD && (each->p_flags & flags) == flags && offset <= each->p_memsz && size <= each->p_memsz - offset)
            return true;
    }
    return false;
}

static const char *check_file_header(struct elf_check *check)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)check->file.data;
    if (check->file.size < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return "it is no ELF file";
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB || header->e_machine != OWN_MACHINE)
        return "it was built for another machine";
    if (header->e_type != ET_DYN)
        return "it is no shared module";
    if (header->e_ident[EI_VERSION] != EV_CURRENT || header->e_version != EV_CURRENT || header->e_ehsize != sizeof *header)
        return "its ELF header is damaged";
    if (header->e_phentsize != sizeof(Elf64_Phdr) || header->e_phnum == 0 || header->e_phnum > HEADERS_MAX || header->e_phoff % _Alignof(Elf64_Phdr) != 0 ||
        !elf_inside(&check->file, header->e_phoff, header->e_phnum * sizeof(Elf64_Phdr)))
        return "its ELF header does not lead to program headers";
    check->headers = (const Elf64_Phdr *)(check->file.data + header->e_phoff);
    check->header_count = header->e_phnum;
    return NULL;
}

/* The dynamic linker maps from the lowest to the highest address in one piece, and then one segment after the other over it. */
static const char *check_segment(struct elf_check *check, const Elf64_Phdr *segment)
{
    uint64_t page = host_page_size();
    if (!elf_inside(&check->file, segment->p_offset, segment->p_filesz))
        return "it ends before its segments do";
    if (segment->p_align < page || (segment->p_align & (segment->p_align - 1)) != 0 || (segment->p_vaddr - segment->p_offset) % segment->p_align != 0)
        return "its segments are not aligned to pages";
    if (segment->p_memsz == 0 || segment->p_memsz < segment->p_filesz || segment->p_memsz > SPAN_MAX || segment->p_vaddr > UINT64_MAX - 2 * SPAN_MAX)
        return "a segment's sizes make no sense";
    if (segment->p_memsz > segment->p_filesz && !(segment->p_flags & PF_W))
        return "a segment that is not writable is larger than what the file has of it";
    if (!(segment->p_flags & PF_R))
        return "a segment is not readable";
    if (check->end != 0 && segment->p_vaddr / page < (check->end + page - 1) / page)
        return "its segments overlap";
    if (check->end == 0)
        check->start = segment->p_vaddr;
    check->end = segment->p_vaddr + segment->p_memsz;
    return check->end - check->start > SPAN_MAX ? "its segments are too far apart" : NULL;
}

static const char *check_segments(struct elf_check *check)
{
    const char *wrong = NULL;
    size_t count = 0;
    for (size_t i = 0; i < check->header_count && wrong == NULL; i++)
        if (check->headers[i].p_type == PT_LOAD) {
            wrong = check_segment(check, &check->headers[i]);
            count++;
        }
    if (wrong != NULL)
        return wrong;
    return count == 0 ? "it has no segments" : count > HOST_SEGMENTS_MAX ? "it has too many segments" : NULL;
}

/* The dynamic linker walks the notes for one that says what the processor is to check. */
static bool notes_end_well(const struct elf_check *check, const Elf64_Phdr *header)
{
    const unsigned char *at = elf_loaded(check, header->p_vaddr, header->p_memsz, 4);
    uint64_t left = header->p_memsz, unit = header->p_align == 8 ? 8 : 4;
    while (at != NULL && left > 0) {
        const Elf64_Nhdr *note = (const Elf64_Nhdr *)at;
        uint64_t size = left < sizeof *note ? left + 1 : sizeof *note + ((note->n_namesz + 3ull) & ~3ull) + ((note->n_descsz + unit - 1) & ~(unit - 1));
        if (size > left)
            return false;
        at += size;
        left -= size;
    }
    return at != NULL;
}

static const char *check_other(const struct elf_check *check, const Elf64_Phdr *header)
{
    switch (header->p_type) {
    case PT_NULL:
    case PT_LOAD:
    case PT_GNU_STACK:
        return NULL;
    case PT_TLS:
        return "it has thread-local variables, which a driver cannot have";
    case PT_DYNAMIC:
        return elf_in_memory(check, header->p_vaddr, header->p_memsz, PF_W) && elf_loaded(check, header->p_vaddr, header->p_memsz, 8) ? NULL : "its dynamic section is not there";
    case PT_GNU_RELRO:
        return elf_in_memory(check, header->p_vaddr, header->p_memsz, PF_W) ? NULL : "what is to become read-only is in no segment";
    case PT_NOTE:
    case PT_GNU_PROPERTY:
        return notes_end_well(check, header) ? NULL : "its notes are damaged";
    case PT_GNU_EH_FRAME:
        return elf_loaded(check, header->p_vaddr, header->p_memsz, 1) ? NULL : "its unwind table is not there";
    default:
        return "it has a program header that no module of ntsim has";
    }
}

const char *elf_check_headers(struct elf_check *check)
{
    const char *wrong = check_file_header(check);
    if (wrong == NULL)
        wrong = check_segments(check);
    for (size_t i = 0; i < check->header_count && wrong == NULL; i++)
        wrong = check_other(check, &check->headers[i]);
    return wrong;
}

const char *host__module_check(const void *data, size_t size)
{
    struct elf_check check = {.file = {data, size}};
    const char *wrong = elf_check_headers(&check);
    if (wrong == NULL)
        wrong = elf_check_tables(&check);
    if (wrong == NULL)
        wrong = elf_check_relocations(&check);
    return wrong;
}
