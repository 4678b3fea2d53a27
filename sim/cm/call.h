/*
 * The registry by handle, as system services see it: every operation goes past the registry callbacks of drivers. Whose handles and rights count is the previous
 * mode of the thread (ps_previous_mode): Zw routines set KernelMode first, applications and the service controller come with UserMode.
 *
 * [moves] all of them, where a driver has a callback registered. PASSIVE_LEVEL. Names and buffers must lie where a driver may look at them.
 */
#ifndef NTSIM_CM_CALL_H
#define NTSIM_CM_CALL_H

#include <stdbool.h>
#include <wdm.h>

/* A key to be opened, or made where it is missing (open.c). */
struct cm_opening {
    ACCESS_MASK access;
    const OBJECT_ATTRIBUTES *attributes;
    bool make;
    ULONG options;
    PUNICODE_STRING class; /* of a key that is made; may be NULL */
    PULONG disposition;    /* NULL: not wanted */
    HANDLE transaction;    /* whose changes it sees, and to which what is done by its handle belongs; NULL: none */
};
NTSTATUS cm_open(const struct cm_opening *opening, HANDLE *handle);
/* As ZwDeleteKey, ZwFlushKey, ... */
NTSTATUS cm_call_delete_key(HANDLE handle);
NTSTATUS cm_call_flush_key(HANDLE handle);
NTSTATUS cm_call_query_key(HANDLE handle, KEY_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size);
NTSTATUS cm_call_enumerate_key(HANDLE handle, ULONG index, KEY_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size);
NTSTATUS cm_call_query_value(HANDLE handle, UNICODE_STRING *name, KEY_VALUE_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size);
NTSTATUS cm_call_enumerate_value(HANDLE handle, ULONG index, KEY_VALUE_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size);
NTSTATUS cm_call_set_value(HANDLE handle, UNICODE_STRING *name, ULONG type, void *data, ULONG size);
NTSTATUS cm_call_delete_value(HANDLE handle, UNICODE_STRING *name);
/* Closes a handle that cm_open gave. */
void cm_call_close(HANDLE handle);
/* Whether `size` bytes at `at` lie within `room`: a driver may have answered a query itself, and put what it likes there. */
static inline bool cm_fits(ULONG at, ULONG size, ULONG room)
{
    return at <= room && size <= room - at;
}
/* Whether a driver would hear of an operation that were asked for now. */
bool cm_is_watched(void);

#endif
