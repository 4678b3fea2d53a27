/*
 * Names from a module's symbol table, which dyld keeps mapped in __LINKEDIT; static functions are in it. A symbol has
 * no size in Mach-O: it ends where the next one begins. Lines come from running `atos`, which finds the object files or
 * the dSYM.
 */
#include "private.h"

#include <mach-o/loader.h>
#include <mach-o/nlist.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct host_symbols {
    struct nlist_64 *table; /* a copy, ordered by address */
    size_t count;
    const char *names;
    uintptr_t end, first; /* of the segments, at link-time addresses; `first` is what atos wants as load address */
};

static int by_address(const void *left, const void *right)
{
    const struct nlist_64 *a = left, *b = right;
    return a->n_value < b->n_value ? -1 : a->n_value > b->n_value;
}

/* Defined in a section of the module, and no debugger's entry. */
static bool is_named_place(const struct nlist_64 *symbol)
{
    return (symbol->n_type & N_STAB) == 0 && (symbol->n_type & N_TYPE) == N_SECT;
}

static void copy_table(struct host_symbols *symbols, const struct nlist_64 *table, size_t count)
{
    symbols->table = host_take(count, sizeof *table);
    for (size_t i = 0; i < count; i++)
        if (is_named_place(&table[i]))
            symbols->table[symbols->count++] = table[i];
    if (symbols->table != NULL)
        qsort(symbols->table, symbols->count, sizeof *table, by_address);
}

/* The header lies in __TEXT, whose pages must be accessible: host__symbols_open is called when the module was just
 * opened. */
static void read_commands(const struct host_module *module, struct host_symbols *symbols)
{
    const struct mach_header_64 *header = module->image;
    const struct load_command *command = (const struct load_command *)(header + 1);
    const struct symtab_command *table = NULL;
    uintptr_t linkedit = 0;
    for (uint32_t i = 0; i < header->ncmds; i++) {
        const struct segment_command_64 *segment = (const struct segment_command_64 *)command;
        if (command->cmd == LC_SYMTAB)
            table = (const struct symtab_command *)command;
        if (command->cmd == LC_SEGMENT_64 && strcmp(segment->segname, SEG_LINKEDIT) == 0)
            linkedit = module->base + (uintptr_t)segment->vmaddr - (uintptr_t)segment->fileoff;
        else if (command->cmd == LC_SEGMENT_64 && segment->vmaddr + segment->vmsize > symbols->end)
            symbols->end = (uintptr_t)(segment->vmaddr + segment->vmsize);
        command = (const struct load_command *)((const char *)command + command->cmdsize);
    }
    if (table == NULL || linkedit == 0)
        return;
    symbols->names = (const char *)(linkedit + table->stroff);
    copy_table(symbols, (const struct nlist_64 *)(linkedit + table->symoff), table->nsyms);
}

void host__symbols_open(struct host_module *module)
{
    module->symbols = host_take(1, sizeof *module->symbols);
    module->symbols->first = (uintptr_t)module->image;
    read_commands(module, module->symbols);
}

/* C names have an underscore put before them. */
static const char *name_of(const struct host_symbols *symbols, const struct nlist_64 *symbol)
{
    const char *name = symbols->names + symbol->n_un.n_strx;
    return name[0] == '_' ? name + 1 : name;
}

static void describe(const struct host_module *module, size_t index, struct host_symbol *found)
{
    const struct host_symbols *symbols = module->symbols;
    const struct nlist_64 *symbol = &symbols->table[index];
    uint64_t end = index + 1 < symbols->count ? symbol[1].n_value : symbols->end;
    *found = (struct host_symbol){.start = module->base + (uintptr_t)symbol->n_value,
                                  .size = (size_t)(end - symbol->n_value)};
    strncpy(found->routine, name_of(symbols, symbol), sizeof found->routine - 1);
}

bool host_symbol_name_at(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    const struct host_symbols *symbols = module->symbols;
    uintptr_t linked = address - module->base;
    size_t after = 0;
    while (symbols != NULL && after < symbols->count && symbols->table[after].n_value <= linked)
        after++;
    if (after == 0 || linked >= symbols->end)
        return false;
    describe(module, after - 1, symbol);
    return true;
}

bool host_symbol_at(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    if (!host_symbol_name_at(module, address, symbol))
        return false;
    host__line_find(module, address, symbol);
    return true;
}

bool host_symbol_named(const struct host_module *module, const char *name, struct host_symbol *symbol)
{
    const struct host_symbols *symbols = module->symbols;
    size_t i = 0;
    while (symbols != NULL && i < symbols->count && strcmp(name_of(symbols, &symbols->table[i]), name) != 0)
        i++;
    if (symbols == NULL || i == symbols->count)
        return false;
    describe(module, i, symbol); /* no line: who asks by name wants the place, and a line costs a program's run */
    return true;
}

/* Modules here are C: a name has one form, but static functions of two sources may share it. */
void host_symbols_named(const struct host_module *module, const char *name,
                        void (*visit)(void *context, const struct host_symbol *symbol), void *context)
{
    const struct host_symbols *symbols = module->symbols;
    for (size_t i = 0; symbols != NULL && i < symbols->count; i++) {
        struct host_symbol symbol;
        if (strcmp(name_of(symbols, &symbols->table[i]), name) != 0)
            continue;
        describe(module, i, &symbol);
        visit(context, &symbol);
    }
}

/* atos answers "routine (in module) (folder/file.c:12)", or without the last part. */
void host__line_tool(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    char load[32], place[32], line[1024];
    snprintf(load, sizeof load, "%#lx", (unsigned long)module->symbols->first);
    snprintf(place, sizeof place, "%#lx", (unsigned long)address);
    char program[] = "atos", full[] = "-fullPath", object[] = "-o", at[] = "-l";
    char *const arguments[] = {program, full, object, (char *)(uintptr_t)module->path, at, load, place, NULL};
    if (!host__tool_answer(arguments, line, sizeof line))
        return;
    char *file = strrchr(line, '('), *colon = strrchr(line, ':');
    if (file == NULL || colon == NULL || colon < file)
        return;
    *colon = 0;
    strncpy(symbol->file, file + 1, sizeof symbol->file - 1);
    symbol->line = (unsigned)strtoul(colon + 1, NULL, 10);
}

void host__line_find(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    host__line_ask(module, address, symbol);
}
