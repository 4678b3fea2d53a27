/*
 * Devices and IRPs for those who only look: nothing here moves or changes anything, and any pointer may be asked about.
 */
#ifndef NTSIM_IO_INSPECT_H
#define NTSIM_IO_INSPECT_H

#include "io/io.h"

#include <ntddk.h>

struct io_device_info {
    const DEVICE_OBJECT *object;
    const DEVICE_OBJECT *attached_to; /* the device below */
    uint32_t id, doe;                 /* DOE_* flags: io_doe_names */
    char name[96], driver[64];        /* "\Device\Foo"; the service */
    bool deleted;                     /* IoDeleteDevice was called */
    uintptr_t created_by, attached_by;
    uint64_t created_at, attached_at, deleted_at;
};
/* False: no device (any more). */
bool io_device_info(const void *object, struct io_device_info *info);
/* Every device object that exists, in order of creation. */
void io_devices_visit(void (*visit)(void *context, const struct io_device_info *info), void *context);
/* "DOE_UNLOAD_PENDING DOE_DELETE_PENDING". Returns text. */
const char *io_doe_names(uint32_t doe, char *text, size_t size);

struct io_routine { /* that somebody gave us */
    const void *routine;
    uint32_t generation;
    uintptr_t by;
    uint64_t at;
};
struct io_irp_info {
    const IRP *irp;
    uint32_t id;
    uint8_t stack_size;
    bool foreign, below, completed; /* in the driver's own memory; at a driver; reached the top */
    uintptr_t created_by;
    uint64_t created_at;
    const struct ke_thread *thread; /* issuing; NULL: none */
    const FILE_OBJECT *file;
    const DEVICE_OBJECT *sent_to;
    struct io_routine cancel;
};
/* False: no IRP (any more). */
bool io_irp_info(const void *irp, struct io_irp_info *info);
/* The routine in a stack location (0: the lowest driver's) as it was when the IRP was sent down; routine NULL: none. */
struct io_routine io_irp_completion(const void *irp, unsigned location);

struct io_timer_info {
    const DEVICE_OBJECT *device;
    struct io_routine routine;
};
/* IoTimers that run. */
void io_timers_visit(void (*visit)(void *context, const struct io_timer_info *info), void *context);

#endif
