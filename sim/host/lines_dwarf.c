/*
 * Source lines from a module's debug information, by elfutils' libdw. The library is opened at the first question and
 * not linked: starting must stay quick, and most runs never ask. Without the library (or without debug information)
 * there are no lines.
 *
 * Built without <elfutils/libdw.h>, this file has only the empty host__line_find.
 */
#include "private.h"

#if __has_include(<elfutils/libdw.h>)

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

/* The functions used, under their own names. */
#define FUNCTIONS(each)                                                                                                \
    each(dwarf_begin) each(dwarf_end) each(dwarf_get_units) each(dwarf_haspc) each(dwarf_getsrc_die)                   \
        each(dwarf_linesrc) each(dwarf_lineno) each(dwarf_attr) each(dwarf_formstring) each(dwarf_new_oom_handler)

static struct {
#define POINTER(name) __typeof__(&name) name;
    FUNCTIONS(POINTER)
#undef POINTER
} dw;

static bool open_library(void)
{
    static const char *const names[] = {"libdw.so.1", "libdw.so"};
    static uv_lib_t library;
    for (unsigned i = 0; i < sizeof names / sizeof names[0] && library.handle == NULL; i++)
        if (uv_dlopen(names[i], &library) != 0)
            uv_dlclose(&library);
    bool got = library.handle != NULL;
#define GET(name) got = got && uv_dlsym(&library, #name, (void **)&dw.name) == 0;
    FUNCTIONS(GET)
#undef GET
    return got;
}

static bool have_library(void)
{
    static enum { UNKNOWN, ABSENT, PRESENT } state;
    if (state == UNKNOWN)
        state = open_library() ? PRESENT : ABSENT;
    return state == PRESENT;
}

/* The name as given to the compiler: libdw puts the compiler's working folder before a relative one. */
static const char *without_folder(Dwarf_Die *unit, const char *file)
{
    Dwarf_Attribute attribute;
    const char *folder = dw.dwarf_formstring(dw.dwarf_attr(unit, DW_AT_comp_dir, &attribute));
    size_t length = folder == NULL ? 0 : strlen(folder);
    if (length > 0 && strncmp(file, folder, length) == 0 && file[length] == '/')
        return file + length + 1;
    return file;
}

static void find_in_unit(Dwarf_Die *unit, Dwarf_Addr address, struct host_symbol *symbol)
{
    Dwarf_Line *line = dw.dwarf_getsrc_die(unit, address);
    const char *file = line == NULL ? NULL : dw.dwarf_linesrc(line, NULL, NULL);
    int number = 0;
    if (file == NULL || dw.dwarf_lineno(line, &number) != 0)
        return;
    strncpy(symbol->file, without_folder(unit, file), sizeof symbol->file - 1);
    symbol->line = (unsigned)number;
}

/* All units are asked: the table that would tell which one (.debug_aranges) is not written by every compiler. */
static void find(Dwarf *dwarf, Dwarf_Addr address, struct host_symbol *symbol)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    while (dw.dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0)
        if (dw.dwarf_haspc(&die, address) > 0)
            find_in_unit(&die, address, symbol);
}

void host__line_find(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    if (!have_library())
        return;
    int file = open(module->path, O_RDONLY | O_CLOEXEC);
    Dwarf *dwarf = file < 0 ? NULL : dw.dwarf_begin(file, DWARF_C_READ);
    if (dwarf != NULL) {
        dw.dwarf_new_oom_handler(dwarf, (Dwarf_OOM)host_out_of_memory); /* its own ends with exit code 1 */
        find(dwarf, address - module->base, symbol);
        dw.dwarf_end(dwarf);
    }
    if (file >= 0)
        close(file);
}

#else

void host__line_find(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    (void)module;
    (void)address;
    (void)symbol;
}

#endif
