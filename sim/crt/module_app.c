/*
 * Linked into every application: what `ntsim_module` says of it. The entry is the user CRT's; it finds main, wmain or
 * WinMain (user/start.c).
 */
#include "module_sections.h"

#include <stddef.h>

extern int ntsim_user_start(int argc, char **argv, wchar_t **wargv);

const struct ntsim_module ntsim_module = {
    MODULE_COMMON(NTSIM_MODULE_APP),
    .entry = (void (*)(void))ntsim_user_start,
};
