/* What tests of sections share: where the functions of a module lie. */
#ifndef NTSIM_TESTS_IMAGE_SECTIONS_H
#define NTSIM_TESTS_IMAGE_SECTIONS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/image.h"

static const struct image_file *sections_file;

static inline int sections_open(const char *path)
{
    const char *error = NULL;
    sections_file = image_file_open(path, &error);
    return sections_file ? 0 : -1;
}

static inline void sections_count(void *context, const struct host_symbol *symbol)
{
    unsigned *counts = context;
    bool page = image_in_section(symbol->start, "PAGE"), init = image_in_section(symbol->start, "INIT");
    bool end_too = image_in_section(symbol->start + symbol->size - 1, page ? "PAGE" : "INIT") == (page || init);
    counts[!end_too ? 3 : page ? 1 : init ? 2 : 0]++;
}

/* That all functions of the name are in the section: "PAGE", "INIT" or "". */
#define assert_in(section, name)                                                                                                    \
    do {                                                                                                                            \
        unsigned counts[4] = {0}, wanted = (section)[0] == 'P' ? 1 : (section)[0] == 'I' ? 2 : 0;                                   \
        host_symbols_named(sections_file->module, name, sections_count, counts);                                                    \
        if (counts[wanted] == 0 || counts[0] + counts[1] + counts[2] + counts[3] != counts[wanted])                                 \
            fail_msg("%s: %u in no section, %u in PAGE, %u in INIT, %u in part", name, counts[0], counts[1], counts[2], counts[3]); \
    } while (0)

#endif
