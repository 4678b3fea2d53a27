/*
 * What the module runtime's own files share. They are compiled without memory hooks and announce what they touch in
 * whole ranges instead: reads of a string once its length is known, writes before they happen.
 */
#ifndef NTSIM_CRT_DRIVER_CRT_H
#define NTSIM_CRT_DRIVER_CRT_H

#include <stdbool.h>
#include <stddef.h>

#include "../format.h"

/* Imports from the simulator. */
void __tsan_read_range(const void *address, unsigned long size);
void __tsan_write_range(const void *address, unsigned long size);
unsigned long long __ntsim_pointer_value(const void *pointer);
void __ntsim_copy_overlaps(void *destination, const void *source, unsigned long size);

static inline void crt_reads(const void *address, size_t size)
{
    if (size != 0)
        __tsan_read_range(address, size);
}

static inline void crt_writes(const void *address, size_t size)
{
    if (size != 0)
        __tsan_write_range(address, size);
}

/* Copies without announcing it; the ranges may overlap. */
void crt_copy(void *destination, const void *source, size_t size);

/* A parameter that a *_s function refuses. Returns in a driver (as in the kernel); ends an application.
 * driver/invalid.c, user/invalid.c. */
void crt_invalid_parameter(void);

/* ERANGE for an application's errno; nothing in a driver. */
void crt_set_errno(int value);

/* How this archive formats: without floats in a driver (driver/style.c), with them in an application (user/style.c). */
extern const struct nt_format_style crt_style_narrow, crt_style_wide;

#endif
