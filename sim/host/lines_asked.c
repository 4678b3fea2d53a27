/*
 * What a program said of a source line is kept: some runs report the same few places a thousand times, and starting a program costs milliseconds.
 */
#include "private.h"

#include <string.h>

struct host_line {
    struct host_line *next; /* of the module, in no order */
    uintptr_t address;
    struct host_symbol answer; /* its line and file only */
};

static const struct host_line *asked_before(const struct host_module *module, uintptr_t address)
{
    const struct host_line *line = module->lines;
    while (line != NULL && line->address != address)
        line = line->next;
    return line;
}

static const struct host_line *ask(const struct host_module *module, uintptr_t address)
{
    struct host_line *line = host_take(1, sizeof *line);
    line->address = address;
    line->next = module->lines;
    host__line_tool(module, address, &line->answer);
    ((struct host_module *)(uintptr_t)module)->lines = line;
    return line;
}

void host__line_ask(const struct host_module *module, uintptr_t address, struct host_symbol *symbol)
{
    const struct host_line *line = asked_before(module, address);
    if (line == NULL)
        line = ask(module, address);
    if (line->answer.line == 0)
        return;
    memcpy(symbol->file, line->answer.file, sizeof symbol->file);
    symbol->line = line->answer.line;
}
