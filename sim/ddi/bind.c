/*
 * Name to address of everything that a module may import. A separate file because the real prototypes must not be seen here.
 */
#include "ddi/ddi.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DATA(name)
#define DDI(name, low, high, flags) void name(void);
#define DECLARED(name) void name(void);
#define HOOK(name) void name(void);
#define WIN32(name) void name(void);
#define SCENARIO(name) void name(void);
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wbuiltin-declaration-mismatch"
#endif
#define EXPORTED(name) DECLARED(name)
#include "ddi/ddi.def"
#include "ddi/exported.def"
#include "ddi/win32.def"
#include "ddi/scenario.def"

#undef DDI
#undef DECLARED
#undef HOOK
#undef WIN32
#undef SCENARIO

struct binding {
    const char *name;
    void (*address)(void);
};

/* Sorted once, at the first question: the rows stand in the order of subsystems. */
static struct binding bindings[] = {
#define DDI(name, low, high, flags) {#name, name},
#define DECLARED(name) {#name, name},
#define HOOK(name) {#name, name},
#define WIN32(name) {#name, name},
#define SCENARIO(name) {#name, name},
#include "ddi/ddi.def"
#include "ddi/exported.def"
#include "ddi/scenario.def"
#include "ddi/win32.def"
};

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct binding *)left)->name, ((const struct binding *)right)->name);
}

void *ddi_address(const char *name)
{
    static bool sorted;
    if (!sorted)
        qsort(bindings, sizeof bindings / sizeof *bindings, sizeof *bindings, by_name);
    sorted = true;
    struct binding key = {name, NULL};
    struct binding *found = bsearch(&key, bindings, sizeof bindings / sizeof *bindings, sizeof *bindings, by_name);
    return found ? (void *)found->address : NULL;
}
