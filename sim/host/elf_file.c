#include "elf_file.h"
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool elf_map(const char *path, struct elf_file *file)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    void *data = MAP_FAILED;
    errno = 0;
    if (fstat(descriptor, &status) == 0 && status.st_size > 0)
        data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data == MAP_FAILED && errno == ENOMEM)
        host_out_of_memory(); /* not: a module without names */
    close(descriptor);
    if (data == MAP_FAILED)
        return false;
    *file = (struct elf_file){.data = data, .size = (size_t)status.st_size};
    return true;
}

bool elf_inside(const struct elf_file *file, uint64_t offset, uint64_t size)
{
    return offset <= file->size && size <= file->size - offset;
}

static const Elf64_Shdr *section_table(const struct elf_file *file, size_t *count)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)file->data;
    if (file->size < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return NULL;
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_shentsize != sizeof(Elf64_Shdr) || header->e_shoff % _Alignof(Elf64_Shdr) != 0)
        return NULL;
    *count = header->e_shnum;
    if (!elf_inside(file, header->e_shoff, *count * sizeof(Elf64_Shdr)))
        return NULL;
    return (const Elf64_Shdr *)(file->data + header->e_shoff);
}

struct elf_symbols elf_symbols_of(const struct elf_file *file)
{
    struct elf_symbols symbols = {0};
    size_t count = 0;
    const Elf64_Shdr *sections = section_table(file, &count);
    for (size_t i = 0; sections != NULL && i < count; i++) {
        if (sections[i].sh_type != SHT_SYMTAB || sections[i].sh_link >= count || sections[i].sh_offset % _Alignof(Elf64_Sym) != 0)
            continue;
        const Elf64_Shdr *names = &sections[sections[i].sh_link];
        if (!elf_inside(file, sections[i].sh_offset, sections[i].sh_size) || !elf_inside(file, names->sh_offset, names->sh_size))
            continue;
        symbols.table = (const Elf64_Sym *)(file->data + sections[i].sh_offset);
        symbols.count = sections[i].sh_size / sizeof(Elf64_Sym);
        symbols.names = (const char *)file->data + names->sh_offset;
        symbols.names_size = names->sh_size;
    }
    return symbols;
}

const char *elf_symbol_name(const struct elf_symbols *symbols, const Elf64_Sym *symbol)
{
    if (symbol->st_name >= symbols->names_size)
        return "";
    const char *name = symbols->names + symbol->st_name;
    return memchr(name, 0, symbols->names_size - symbol->st_name) ? name : "";
}
