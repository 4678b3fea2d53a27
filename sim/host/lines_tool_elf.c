/*
 * Source lines where libdw is not to be had: asked of addr2line (GNU binutils, or LLVM's of the same arguments and answers).
 */
#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "/folder/file.c:12", "/folder/file.c:12 (discriminator 3)", or "??:0" and "/folder/file.c:?" when it does not know. */
static bool read_answer(char *answer, struct host_symbol *symbol)
{
    char *colon = strrchr(answer, ':');
    unsigned long line = colon == NULL ? 0 : strtoul(colon + 1, NULL, 10);
    size_t length = colon == NULL ? 0 : (size_t)(colon - answer);
    if (line == 0 || answer[0] == '?' || length >= sizeof symbol->file)
        return false;
    memcpy(symbol->file, answer, length);
    symbol->file[length] = 0;
    symbol->line = (unsigned)line;
    return true;
}

void host__line_tool(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    static const char *const programs[] = {"addr2line", "llvm-addr2line"};
    char place[32], answer[sizeof symbol->file + 64];
    snprintf(place, sizeof place, "%#llx", (unsigned long long)(address - module->base));
    for (unsigned i = 0; i < sizeof programs / sizeof *programs; i++) {
        const char *const arguments[] = {programs[i], "-e", module->path, place, NULL};
        if (host__tool_answer((char *const *)(uintptr_t)arguments, answer, sizeof answer) && read_answer(answer, symbol))
            return;
    }
}
