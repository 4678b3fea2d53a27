/*
 * The qualified name of a C++ function from a module's debug information: its own name behind those of the classes, namespaces and functions that it stands
 * in. Built without <elfutils/libdw.h>, this file has only the empty host__name_find.
 */
#include "private.h"

#if __has_include(<elfutils/libdw.h>)

#include "debug_dwarf.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 16 /* classes in classes, lambdas in functions */

/* What code was made for (specification) or inlined from (origin) leads to the place where it stands in its class. */
static Dwarf_Die declaration_of(Dwarf_Die die)
{
    const struct debug_library *dw = host__debug_library();
    static const unsigned ways[] = {DW_AT_abstract_origin, DW_AT_specification};
    for (unsigned i = 0; i < 2; i++) {
        Dwarf_Attribute attribute;
        Dwarf_Die next;
        if (dw->dwarf_attr(&die, ways[i], &attribute) != NULL && dw->dwarf_formref_die(&attribute, &next) != NULL)
            die = next;
    }
    return die;
}

static bool is_named_scope(Dwarf_Die *die)
{
    switch (host__debug_library()->dwarf_tag(die)) {
    case DW_TAG_namespace:
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
    case DW_TAG_subprogram:
        return true;
    default:
        return false;
    }
}

static const char *name_of(Dwarf_Die *die)
{
    const char *name = host__debug_library()->dwarf_diename(die);
    if (name == NULL)
        return host__debug_library()->dwarf_tag(die) == DW_TAG_namespace ? "(anonymous namespace)" : "<lambda>";
    return strncmp(name, "<lambda", 7) == 0 ? "<lambda>" : name; /* gcc names its parameters too */
}

/* The scope that the declaration stands in; false: none. */
static bool parent_of(Dwarf_Die *declaration, Dwarf_Die *parent)
{
    Dwarf_Die *scopes = NULL;
    int count = host__debug_library()->dwarf_getscopes_die(declaration, &scopes);
    bool found = false;
    for (int i = 1; i < count && !found; i++)
        if ((found = is_named_scope(&scopes[i])))
            *parent = scopes[i];
    free(scopes);
    return found;
}

static void append(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);
    strncat(text, more, size - 1 - used);
}

static void qualify(Dwarf_Die die, unsigned depth, char *text, size_t size)
{
    Dwarf_Die declaration = declaration_of(die), parent;
    if (depth < DEPTH_MAX && parent_of(&declaration, &parent)) {
        qualify(parent, depth + 1, text, size);
        append(text, size, "::");
    }
    append(text, size, name_of(&declaration));
}

/* Scopes come innermost first: blocks, then the function; inlined functions are none of ours. */
static void find_in_unit(void *context, Dwarf_Die *unit, Dwarf_Addr address)
{
    const struct debug_library *dw = host__debug_library();
    struct host_symbol *symbol = context;
    Dwarf_Die *scopes = NULL;
    int count = dw->dwarf_getscopes(unit, address, &scopes);
    for (int i = 0; i < count; i++) {
        if (dw->dwarf_tag(&scopes[i]) != DW_TAG_subprogram)
            continue;
        symbol->routine[0] = 0;
        qualify(scopes[i], 0, symbol->routine, sizeof symbol->routine);
        break;
    }
    free(scopes);
}

void host__name_find(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    host__debug_units_at(module, address, find_in_unit, symbol);
}

#else

void host__name_find(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    (void)module;
    (void)address;
    (void)symbol;
}

#endif
