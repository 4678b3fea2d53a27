/*
 * Memory and narrow strings, as the NT kernel offers them to drivers. The *_s functions empty the destination when it
 * is too small, and return an errno_t; an application is also ended by them (invalid parameter), a driver is not.
 */
#ifndef NTSIM_DDK_STRING_H
#define NTSIM_DDK_STRING_H

#include "../ntsim/arrays.h"
#include "../ntsim/crt_types.h"

EXTERN_C_START

void *memcpy(void *destination, const void *source, size_t count);
void *memmove(void *destination, const void *source, size_t count);
void *memset(void *destination, int value, size_t count);
int memcmp(const void *first, const void *second, size_t count);
void *memchr(const void *buffer, int value, size_t count);
int _memicmp(const void *first, const void *second, size_t count);
errno_t memcpy_s(void *destination, size_t size, const void *source, size_t count);
errno_t memmove_s(void *destination, size_t size, const void *source, size_t count);

size_t strlen(const char *string);
size_t strnlen(const char *string, size_t limit);
char *strcpy(char *destination, const char *source);
char *strncpy(char *destination, const char *source, size_t count);
char *strcat(char *destination, const char *source);
char *strncat(char *destination, const char *source, size_t count);
int strcmp(const char *first, const char *second);
int strncmp(const char *first, const char *second, size_t count);
int _stricmp(const char *first, const char *second);
int _strnicmp(const char *first, const char *second, size_t count);
char *strchr(const char *string, int value);
char *strrchr(const char *string, int value);
char *strstr(const char *string, const char *searched);
size_t strspn(const char *string, const char *set);
size_t strcspn(const char *string, const char *set);
char *strpbrk(const char *string, const char *set);
char *_strlwr(char *string);
char *_strupr(char *string);
char *_strrev(char *string);
char *_strset(char *string, int value);
char *strtok_s(char *string, const char *delimiters, char **context);

errno_t strcpy_s(char *destination, size_t size, const char *source);
errno_t strncpy_s(char *destination, size_t size, const char *source, size_t count);
errno_t strcat_s(char *destination, size_t size, const char *source);
errno_t strncat_s(char *destination, size_t size, const char *source, size_t count);

EXTERN_C_END

#ifdef __cplusplus
extern "C++" {
__NTSIM_ARRAY_COPY(strcpy_s, char)
__NTSIM_ARRAY_COPY(strcat_s, char)
__NTSIM_ARRAY_COPY_PART(strncpy_s, char)
__NTSIM_ARRAY_COPY_PART(strncat_s, char)
}
#endif

/* Microsoft's string.h also declares the wide functions. */
#include "wchar.h"

#endif
