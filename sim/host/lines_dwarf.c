/*
 * Source lines from a module's debug information (debug_dwarf.h); without libdw, at build time or at run time, a program is asked instead (lines_asked.c).
 */
#include "private.h"

#if __has_include(<elfutils/libdw.h>)

#include "debug_dwarf.h"

#include <string.h>

/* The name as given to the compiler: libdw puts the compiler's working folder before a relative one. */
static const char *without_folder(Dwarf_Die *unit, const char *file)
{
    const struct debug_library *dw = host__debug_library();
    Dwarf_Attribute attribute;
    const char *folder = dw->dwarf_formstring(dw->dwarf_attr(unit, DW_AT_comp_dir, &attribute));
    size_t length = folder == NULL ? 0 : strlen(folder);
    if (length > 0 && strncmp(file, folder, length) == 0 && file[length] == '/')
        return file + length + 1;
    return file;
}

static void find_in_unit(void *context, Dwarf_Die *unit, Dwarf_Addr address)
{
    const struct debug_library *dw = host__debug_library();
    struct host_symbol *symbol = context;
    Dwarf_Line *line = dw->dwarf_getsrc_die(unit, address);
    const char *file = line == NULL ? NULL : dw->dwarf_linesrc(line, NULL, NULL);
    int number = 0;
    if (file == NULL || dw->dwarf_lineno(line, &number) != 0)
        return;
    strncpy(symbol->file, without_folder(unit, file), sizeof symbol->file - 1);
    symbol->line = (unsigned)number;
}

void host__line_find(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    if (host__debug_library() == NULL)
        host__line_ask(module, address, symbol);
    else
        host__debug_units_at(module, address, find_in_unit, symbol);
}

#else

void host__line_find(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    host__line_ask(module, address, symbol);
}

#endif
