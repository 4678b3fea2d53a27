/*
 * See debug_dwarf.h. Built without <elfutils/libdw.h>, this file is empty.
 */
#if __has_include(<elfutils/libdw.h>)

#include "debug_dwarf.h"

#include <fcntl.h>
#include <unistd.h>
#include <uv.h>

static struct debug_library dw;

static bool open_library(void)
{
    static const char *const names[] = {"libdw.so.1", "libdw.so"};
    static uv_lib_t library;
    for (unsigned i = 0; i < sizeof names / sizeof names[0] && library.handle == NULL; i++)
        if (uv_dlopen(names[i], &library) != 0)
            uv_dlclose(&library);
    bool got = library.handle != NULL;
#define GET(name) got = got && uv_dlsym(&library, #name, (void **)&dw.name) == 0;
    DEBUG_FUNCTIONS(GET)
#undef GET
    return got;
}

const struct debug_library *host__debug_library(void)
{
    static enum { UNKNOWN, ABSENT, PRESENT } state;
    if (state == UNKNOWN)
        state = open_library() ? PRESENT : ABSENT;
    return state == PRESENT ? &dw : NULL;
}

/* All units are asked: the table that would tell which one (.debug_aranges) is not written by every compiler. */
static void visit_units(Dwarf *dwarf, Dwarf_Addr address, void (*visit)(void *context, Dwarf_Die *unit, Dwarf_Addr address), void *context)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    while (dw.dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &die, NULL) == 0)
        if (dw.dwarf_haspc(&die, address) > 0)
            visit(context, &die, address);
}

void host__debug_units_at(const struct host_module *module, uintptr_t address, void (*visit)(void *context, Dwarf_Die *unit, Dwarf_Addr address), void *context)
{
    if (host__debug_library() == NULL)
        return;
    int file = open(module->path, O_RDONLY | O_CLOEXEC);
    Dwarf *dwarf = file < 0 ? NULL : dw.dwarf_begin(file, DWARF_C_READ);
    if (dwarf != NULL) {
        dw.dwarf_new_oom_handler(dwarf, (Dwarf_OOM)host_out_of_memory); /* its own ends with exit code 1 */
        visit_units(dwarf, address - module->base, visit, context);
        dw.dwarf_end(dwarf);
    }
    if (file >= 0)
        close(file);
}

#endif
