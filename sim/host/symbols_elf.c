/*
 * Names from a module's symbol table, read from its file (the module's pages may be gone): .symtab, so static functions
 * too. Read once per module and kept. Lines come from lines_dwarf.c.
 */
#include "private.h"

#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct host_symbols {
    const Elf64_Sym *table; /* into the mapped file */
    size_t count;
    const char *names;
    size_t names_size;
};

struct file {
    const unsigned char *data;
    size_t size;
};

static bool map_file(const char *path, struct file *file)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    void *data = MAP_FAILED;
    if (fstat(descriptor, &status) == 0 && status.st_size > 0)
        data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    close(descriptor);
    *file = (struct file){.data = data, .size = (size_t)status.st_size};
    return data != MAP_FAILED;
}

static bool inside(const struct file *file, uint64_t offset, uint64_t size)
{
    return offset <= file->size && size <= file->size - offset;
}

static const Elf64_Shdr *section_table(const struct file *file, size_t *count)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)file->data;
    if (file->size < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return NULL;
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_shentsize != sizeof(Elf64_Shdr))
        return NULL;
    *count = header->e_shnum;
    if (!inside(file, header->e_shoff, *count * sizeof(Elf64_Shdr)))
        return NULL;
    return (const Elf64_Shdr *)(file->data + header->e_shoff);
}

static void find_table(const struct file *file, struct host_symbols *symbols)
{
    size_t count = 0;
    const Elf64_Shdr *sections = section_table(file, &count);
    for (size_t i = 0; sections != NULL && i < count; i++) {
        if (sections[i].sh_type != SHT_SYMTAB || sections[i].sh_link >= count)
            continue;
        const Elf64_Shdr *names = &sections[sections[i].sh_link];
        if (!inside(file, sections[i].sh_offset, sections[i].sh_size) ||
            !inside(file, names->sh_offset, names->sh_size))
            continue;
        symbols->table = (const Elf64_Sym *)(file->data + sections[i].sh_offset);
        symbols->count = sections[i].sh_size / sizeof(Elf64_Sym);
        symbols->names = (const char *)file->data + names->sh_offset;
        symbols->names_size = names->sh_size;
    }
}

/* The file is read later, when somebody asks: its pages are not the module's. */
void host__symbols_open(struct host_module *module)
{
    (void)module;
}

/* A file without a symbol table gives an empty one: no names, and no second attempt. */
static const struct host_symbols *symbols_of(const struct host_module *module)
{
    if (module->symbols == NULL) {
        struct host_symbols *symbols = calloc(1, sizeof *symbols);
        struct file file;
        if (symbols != NULL && map_file(module->path, &file))
            find_table(&file, symbols);
        ((struct host_module *)(uintptr_t)module)->symbols = symbols;
    }
    return module->symbols;
}

static const char *name_of(const struct host_symbols *symbols, const Elf64_Sym *symbol)
{
    if (symbol->st_name >= symbols->names_size)
        return "";
    return symbols->names + symbol->st_name;
}

static bool is_named_place(const Elf64_Sym *symbol)
{
    unsigned type = ELF64_ST_TYPE(symbol->st_info);
    return (type == STT_FUNC || type == STT_OBJECT) && symbol->st_shndx != SHN_UNDEF;
}

static bool name_it(const struct host_module *module, const Elf64_Sym *symbol, struct host_symbol *found)
{
    *found = (struct host_symbol){.start = module->base + symbol->st_value, .size = symbol->st_size};
    strncpy(found->routine, name_of(module->symbols, symbol), sizeof found->routine - 1);
    return true;
}

static bool describe(const struct host_module *module, const Elf64_Sym *symbol, uintptr_t address,
                     struct host_symbol *found)
{
    name_it(module, symbol, found);
    if (ELF64_ST_TYPE(symbol->st_info) == STT_FUNC)
        host__line_find(module, address, found);
    return true;
}

static const Elf64_Sym *symbol_at(const struct host_module *module, uintptr_t address)
{
    const struct host_symbols *symbols = symbols_of(module);
    for (size_t i = 0; symbols != NULL && i < symbols->count; i++) {
        const Elf64_Sym *each = &symbols->table[i];
        if (is_named_place(each) && address - module->base - each->st_value < each->st_size)
            return each;
    }
    return NULL;
}

bool host_symbol_at(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    const Elf64_Sym *found = symbol_at(module, address);
    return found && describe(module, found, address, symbol);
}

bool host_symbol_name_at(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    const Elf64_Sym *found = symbol_at(module, address);
    return found && name_it(module, found, symbol);
}

bool host_symbol_named(const struct host_module *module, const char *name, struct host_symbol *symbol)
{
    const struct host_symbols *symbols = symbols_of(module);
    for (size_t i = 0; symbols != NULL && i < symbols->count; i++) {
        const Elf64_Sym *each = &symbols->table[i];
        if (is_named_place(each) && strcmp(name_of(symbols, each), name) == 0)
            return name_it(module, each, symbol); /* no line: who asks by name wants the place, and a line costs milliseconds */
    }
    return false;
}
