/*
 * malloc and its kin: the process heap. And copies of strings, which need it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "win32.h"

static void *allocate(unsigned flags, size_t size)
{
    void *block = HeapAlloc(GetProcessHeap(), flags, size != 0 ? size : 1);
    if (block == NULL)
        errno = ENOMEM;
    return block;
}

void *malloc(size_t size)
{
    return allocate(0, size);
}

void *calloc(size_t count, size_t size)
{
    if (size != 0 && count > (size_t)-1 / size) {
        errno = ENOMEM;
        return NULL;
    }
    return allocate(HEAP_ZERO_MEMORY, count * size);
}

void *realloc(void *block, size_t size)
{
    if (block == NULL)
        return malloc(size);
    if (size == 0) {
        free(block);
        return NULL;
    }
    void *moved = HeapReAlloc(GetProcessHeap(), 0, block, size);
    if (moved == NULL)
        errno = ENOMEM;
    return moved;
}

void free(void *block)
{
    if (block != NULL)
        HeapFree(GetProcessHeap(), 0, block);
}

size_t _msize(void *block)
{
    return HeapSize(GetProcessHeap(), 0, block);
}

char *_strdup(const char *string)
{
    size_t size = string == NULL ? 0 : strlen(string) + 1;
    char *copy = string == NULL ? NULL : malloc(size);
    return copy == NULL ? NULL : memcpy(copy, string, size);
}

wchar_t *_wcsdup(const wchar_t *string)
{
    size_t size = string == NULL ? 0 : (wcslen(string) + 1) * sizeof(wchar_t);
    wchar_t *copy = string == NULL ? NULL : malloc(size);
    return copy == NULL ? NULL : memcpy(copy, string, size);
}
