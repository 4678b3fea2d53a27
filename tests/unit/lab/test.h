/*
 * What tests of the views share: a machine with the I/O tests' driver, and a view's text to look into. A view is shown from inside a body, as at an event.
 */
#ifndef NTSIM_TEST_UNIT_LAB_TEST_H
#define NTSIM_TEST_UNIT_LAB_TEST_H

#include "../io/test.h"
#include "lab/lab.h"

static struct text seen;
static char said[LAB_ERROR_SIZE];

/* The view's text is in seen.bytes, or why there is none in `said`. */
static inline bool look(const char *command)
{
    seen.used = 0;
    said[0] = 0;
    text_add(&seen, "%s", "");
    return lab_show(command, &seen, said);
}

static inline bool look_at(const char *view, const void *address)
{
    char command[80];
    snprintf(command, sizeof command, "%s 0x%llx", view, (unsigned long long)(uintptr_t)address);
    return look(command);
}

static inline bool shows(const char *text)
{
    return strstr(seen.bytes, text) != NULL;
}

static inline bool says(const char *text)
{
    return strstr(said, text) != NULL;
}

/* "0x200100000040", as views print it. */
static inline const char *hex(const void *address)
{
    static char text[4][24];
    static unsigned next;
    char *one = text[next++ % 4];
    snprintf(one, 24, "0x%llx", (unsigned long long)(uintptr_t)address);
    return one;
}

#endif
