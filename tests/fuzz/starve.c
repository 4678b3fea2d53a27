/*
 * Linked into a copy of the program with --wrap: the host has no memory once. NTSIM_STARVE_AT=n: the n-th time that the simulator asks (from 1; 0: never).
 * NTSIM_STARVE_TELL=file: how often it asked.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/types.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
char *__real_realpath(const char *path, char *resolved);
void *__real_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset);
int __real_mprotect(void *at, size_t size, int protection);
int __real_ftruncate(int file, off_t size);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_realpath(const char *path, char *resolved);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset);
int __wrap_mprotect(void *at, size_t size, int protection);
int __wrap_ftruncate(int file, off_t size);

static unsigned long asked, starve_at;

static void __attribute__((constructor)) begin(void)
{
    const char *at = getenv("NTSIM_STARVE_AT");
    starve_at = at ? strtoul(at, NULL, 10) : 0;
}

static void __attribute__((destructor)) tell(void)
{
    unsigned long n = asked;
    const char *path = getenv("NTSIM_STARVE_TELL");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file)
        return;
    fprintf(file, "%lu\n", n);
    fclose(file);
}

static bool starves(void)
{
    if (++asked != starve_at)
        return false;
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return starves() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return starves() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return starves() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
    return starves() ? NULL : __real_strdup(text);
}

char *__wrap_realpath(const char *path, char *resolved)
{
    return starves() ? NULL : __real_realpath(path, resolved);
}

void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file, off_t offset)
{
    return starves() ? MAP_FAILED : __real_mmap(at, size, protection, flags, file, offset);
}

int __wrap_mprotect(void *at, size_t size, int protection)
{
    return starves() ? -1 : __real_mprotect(at, size, protection);
}

int __wrap_ftruncate(int file, off_t size)
{
    return starves() ? -1 : __real_ftruncate(file, size);
}
