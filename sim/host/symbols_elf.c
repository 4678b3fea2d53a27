/*
 * Names from a module's symbol table, read from its file (the module's pages may be gone): .symtab, so static functions
 * too. Read once per module and kept. Lines come from lines_dwarf.c, what plain names do not say of C++ from names_dwarf.c.
 */
#include "elf_file.h"
#include "private.h"

#include <stdlib.h>
#include <string.h>

struct host_symbols {
    struct elf_symbols list;
};

/* The file is read later, when somebody asks: its pages are not the module's. */
void host__symbols_open(struct host_module *module)
{
    (void)module;
}

/* A file without a symbol table gives an empty one: no names, and no second attempt. It stays mapped. */
static const struct elf_symbols *symbols_of(const struct host_module *module)
{
    if (module->symbols == NULL) {
        struct host_symbols *symbols = host_take(1, sizeof *symbols);
        struct elf_file file;
        if (elf_map(module->path, &file))
            symbols->list = elf_symbols_of(&file);
        ((struct host_module *)(uintptr_t)module)->symbols = symbols;
    }
    return &module->symbols->list;
}

static bool is_named_place(const Elf64_Sym *symbol)
{
    unsigned type = ELF64_ST_TYPE(symbol->st_info);
    return (type == STT_FUNC || type == STT_OBJECT) && symbol->st_shndx != SHN_UNDEF;
}

static bool name_it(const struct host_module *module, const Elf64_Sym *symbol, struct host_symbol *found)
{
    *found = (struct host_symbol){.start = module->base + symbol->st_value, .size = symbol->st_size};
    const char *name = elf_symbol_name(symbols_of(module), symbol);
    if (!host__name_of_cxx(name, found->routine, sizeof found->routine))
        strncpy(found->routine, name, sizeof found->routine - 1);
    return true;
}

static bool describe(const struct host_module *module, const Elf64_Sym *symbol, uintptr_t address,
                     struct host_symbol *found)
{
    name_it(module, symbol, found);
    if (strncmp(found->routine, "_Z", 2) == 0)
        host__name_find(module, address, found);
    if (ELF64_ST_TYPE(symbol->st_info) == STT_FUNC)
        host__line_find(module, address, found);
    return true;
}

static const Elf64_Sym *symbol_at(const struct host_module *module, uintptr_t address)
{
    const struct elf_symbols *symbols = symbols_of(module);
    for (size_t i = 0; i < symbols->count; i++) {
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
    const struct elf_symbols *symbols = symbols_of(module);
    for (size_t i = 0; i < symbols->count; i++) {
        const Elf64_Sym *each = &symbols->table[i];
        if (is_named_place(each) && strcmp(elf_symbol_name(symbols, each), name) == 0)
            return name_it(module, each, symbol); /* no line: who asks by name wants the place, and a line costs milliseconds */
    }
    return false;
}

void host_symbols_named(const struct host_module *module, const char *name, void (*visit)(void *context, const struct host_symbol *symbol), void *context)
{
    const struct elf_symbols *symbols = symbols_of(module);
    for (size_t i = 0; i < symbols->count; i++) {
        const Elf64_Sym *each = &symbols->table[i];
        const char *own = elf_symbol_name(symbols, each);
        struct host_symbol symbol;
        if (!is_named_place(each) || ELF64_ST_TYPE(each->st_info) != STT_FUNC || (strncmp(own, "_Z", 2) != 0 && strcmp(own, name) != 0))
            continue;
        name_it(module, each, &symbol);
        if (strcmp(symbol.routine, name) == 0)
            visit(context, &symbol);
    }
}
