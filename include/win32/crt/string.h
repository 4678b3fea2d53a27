/*
 * Memory and strings, as for drivers; and what needs a heap or a state.
 */
#ifndef NTSIM_WIN32_STRING_H
#define NTSIM_WIN32_STRING_H

#include "../../ddk/crt/string.h"
#include "wchar.h"

EXTERN_C_START

char *_strdup(const char *string);
char *strtok(char *string, const char *delimiters);
char *strerror(int error);

#define strdup   _strdup
#define stricmp  _stricmp
#define strcmpi  _stricmp
#define strnicmp _strnicmp
#define strlwr   _strlwr
#define strupr   _strupr
#define strrev   _strrev

EXTERN_C_END

#endif
