/*
 * Values: what their files share; their text and data on the way to the application (registry_text.c).
 */
#ifndef NTSIM_WIN32_REGISTRY_TEXT_H
#define NTSIM_WIN32_REGISTRY_TEXT_H

#include "win32/registry.h"

struct reg_text {
    const WCHAR *text; /* no NUL behind */
    size_t chars;
};
struct reg_data {
    DWORD type, size;
    const void *bytes;
};

/* Something to be done with a value. */
struct reg_value_call {
    struct reg_call base;
    struct reg_name value;
    bool make;  /* the subkey is made where it is missing */
    DWORD index, type, size;
    void *data;    /* in: to be set, as it goes to the registry */
    void *scratch; /* out: what a query gave, to be freed */
};

bool reg_is_text(DWORD type);
/* With a NUL behind. *room: characters there, with the NUL; then the length without it. NULL: the length is all that is wanted. ERROR_MORE_DATA: it does not fit. */
LSTATUS reg_give_text(const struct win32_caller *caller, const struct reg_text *text, bool wide, void *to, DWORD *room);
/* A value's data, text in the application's form. *room: bytes there; then its size. NULL: the size is all that is wanted. ERROR_MORE_DATA: it does not fit. */
LSTATUS reg_give_data(const struct win32_caller *caller, const struct reg_data *data, bool wide, void *to, DWORD *room);

#endif
