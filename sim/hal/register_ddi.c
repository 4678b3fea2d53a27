/*
 * READ_REGISTER_*, WRITE_REGISTER_*, READ_PORT_*, WRITE_PORT_*. Each access takes a tick of virtual time, so that a
 * loop which polls a register ends, and is a point at which another processor may come in.
 *
 * A register address is one that MmMapIoSpace gave back. On ordinary memory the routines are ordinary accesses, as they
 * are on x64.
 */
#include "hal/hal.h"

#include <string.h>

static noreturn void not_mapped(const volatile void *address, bool write, uintptr_t site)
{
    struct ke_blame blame = {.pc = site,
                             .sentence =
                                 "the register's address is not mapped (any more): MmUnmapIoSpace was called, or "
                                 "the access goes past the end of the mapping"};
    ke_bugcheck_blame(PAGE_FAULT_IN_NONPAGED_AREA, (ULONG_PTR)address, write, site, 0, &blame);
}

/* The physical address of a register; false: it is ordinary memory, which was checked. */
static bool register_at(const volatile void *address, unsigned size, bool write, uintptr_t site, uint64_t *physical)
{
    const void *plain = (const void *)(uintptr_t)address;
    if (arena_of(plain) != ARENA_DEVICE) {
        mm_touch(address, size, (write ? MM_WRITE : MM_READ) | MM_VOLATILE, site);
        return false;
    }
    const struct mm_device *mapping = mm_device_at(plain);
    size_t offset = mapping ? (size_t)((const uint8_t *)plain - mapping->start) : 0;
    if (!mapping || mapping->size - offset < size)
        not_mapped(address, write, site);
    *physical = mapping->physical + offset;
    return true;
}

static uint64_t bus_read(enum hal_space space, uint64_t address, unsigned size)
{
    uint64_t value = hal->bus ? hal->bus->read(space, address, size) : ~(uint64_t)0;
    ke_time_pass(1);
    return value;
}

static void bus_write(enum hal_space space, uint64_t address, unsigned size, uint64_t value)
{
    if (hal->bus)
        hal->bus->write(space, address, size, value);
    ke_time_pass(1);
}

static uint64_t read_register(const volatile void *address, unsigned size, uintptr_t site)
{
    uint64_t physical, value = 0;
    if (register_at(address, size, false, site, &physical))
        return bus_read(HAL_MEMORY, physical, size);
    memcpy(&value, (const void *)(uintptr_t)address, size);
    return value;
}

static void write_register(volatile void *address, unsigned size, uint64_t value, uintptr_t site)
{
    uint64_t physical;
    if (register_at(address, size, true, site, &physical))
        bus_write(HAL_MEMORY, physical, size, value);
    else
        memcpy((void *)(uintptr_t)address, &value, size);
}

/* WDK: READ_REGISTER_x, WRITE_REGISTER_x; the BUFFER forms move Count items between a run of registers and memory. */
#define REGISTER(name, type)                                                                                           \
    type READ_REGISTER_##name(volatile type *Register)                                                                 \
    {                                                                                                                  \
        ddi_enter(READ_REGISTER_##name, NULL);                                                                         \
        return (type)read_register(Register, sizeof(type), gate_.site);                                                \
    }                                                                                                                  \
    VOID WRITE_REGISTER_##name(volatile type *Register, type Value)                                                    \
    {                                                                                                                  \
        ddi_enter(WRITE_REGISTER_##name, NULL);                                                                        \
        write_register(Register, sizeof(type), Value, gate_.site);                                                     \
    }                                                                                                                  \
    VOID READ_REGISTER_BUFFER_##name(volatile type *Register, type *Buffer, ULONG Count)                               \
    {                                                                                                                  \
        ddi_enter(READ_REGISTER_BUFFER_##name, NULL);                                                                  \
        for (ULONG i = 0; i < Count; i++) {                                                                            \
            mm_touch(&Buffer[i], sizeof(type), MM_WRITE, gate_.site);                                                  \
            Buffer[i] = (type)read_register(&Register[i], sizeof(type), gate_.site);                                   \
        }                                                                                                              \
    }                                                                                                                  \
    VOID WRITE_REGISTER_BUFFER_##name(volatile type *Register, type *Buffer, ULONG Count)                              \
    {                                                                                                                  \
        ddi_enter(WRITE_REGISTER_BUFFER_##name, NULL);                                                                 \
        for (ULONG i = 0; i < Count; i++) {                                                                            \
            mm_touch(&Buffer[i], sizeof(type), MM_READ, gate_.site);                                                   \
            write_register(&Register[i], sizeof(type), Buffer[i], gate_.site);                                         \
        }                                                                                                              \
    }

REGISTER(UCHAR, UCHAR)
REGISTER(USHORT, USHORT)
REGISTER(ULONG, ULONG)
REGISTER(ULONG64, ULONG64)

#define PORT(port) ((uintptr_t)(port)&0xFFFF)

/* WDK: READ_PORT_x, WRITE_PORT_x; the BUFFER forms go to one port Count times. */
#define PORT_ACCESS(name, type)                                                                                        \
    type READ_PORT_##name(type *Port)                                                                                  \
    {                                                                                                                  \
        ddi_enter(READ_PORT_##name, NULL);                                                                             \
        return (type)bus_read(HAL_PORTS, PORT(Port), sizeof(type));                                                    \
    }                                                                                                                  \
    VOID WRITE_PORT_##name(type *Port, type Value)                                                                     \
    {                                                                                                                  \
        ddi_enter(WRITE_PORT_##name, NULL);                                                                            \
        bus_write(HAL_PORTS, PORT(Port), sizeof(type), Value);                                                         \
    }                                                                                                                  \
    VOID READ_PORT_BUFFER_##name(type *Port, type *Buffer, ULONG Count)                                                \
    {                                                                                                                  \
        ddi_enter(READ_PORT_BUFFER_##name, NULL);                                                                      \
        for (ULONG i = 0; i < Count; i++) {                                                                            \
            mm_touch(&Buffer[i], sizeof(type), MM_WRITE, gate_.site);                                                  \
            Buffer[i] = (type)bus_read(HAL_PORTS, PORT(Port), sizeof(type));                                           \
        }                                                                                                              \
    }                                                                                                                  \
    VOID WRITE_PORT_BUFFER_##name(type *Port, type *Buffer, ULONG Count)                                               \
    {                                                                                                                  \
        ddi_enter(WRITE_PORT_BUFFER_##name, NULL);                                                                     \
        for (ULONG i = 0; i < Count; i++) {                                                                            \
            mm_touch(&Buffer[i], sizeof(type), MM_READ, gate_.site);                                                   \
            bus_write(HAL_PORTS, PORT(Port), sizeof(type), Buffer[i]);                                                 \
        }                                                                                                              \
    }

PORT_ACCESS(UCHAR, UCHAR)
PORT_ACCESS(USHORT, USHORT)
PORT_ACCESS(ULONG, ULONG)
