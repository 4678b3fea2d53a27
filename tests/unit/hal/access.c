/*
 * Claims about reading and writing registers and ports, in every width, one by one and in runs: what width and place reaches the card, what comes back, that a run
 * of registers moves on while a run at a port stays, and that nothing goes past the end of a mapping.
 */
#include "../dev/bench.h"

#define CELLS 0x40u

static struct {
    uint64_t last_offset, last_value;
    unsigned last_bar, last_size, accesses;
    uint8_t cells[2][CELLS]; /* by BAR: what was written is what is read */
} seen;

static uint64_t model_read(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size)
{
    uint64_t value = 0;
    (void)card;
    seen.last_bar = bar, seen.last_offset = offset, seen.last_size = size;
    seen.accesses++;
    memcpy(&value, &seen.cells[bar][offset % CELLS], size);
    return value;
}

static void model_write(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
    (void)card;
    seen.last_bar = bar, seen.last_offset = offset, seen.last_size = size, seen.last_value = value;
    seen.accesses++;
    memcpy(&seen.cells[bar][offset % CELLS], &value, size);
}

static const struct ntsim_device model = {
    .name = "cells",
    .vendor = 0x1AF4,
    .device = 0x1235,
    .class_code = 0x050000,
    .bars = {{NTSIM_BAR_MEMORY, 0x1000}, {NTSIM_BAR_PORTS, 0x40}},
    .read = model_read,
    .write = model_write,
};

static uint8_t *in_pool(size_t size)
{
    return mm_pool_alloc(NonPagedPool, size, 'tset', true, 1);
}

static uintptr_t start(void)
{
    memset(&seen, 0, sizeof seen);
    plug(&model);
    return config(0x14, 4) & ~3u;
}

static bool last_was(unsigned bar, uint64_t offset, unsigned size)
{
    return seen.last_bar == bar && seen.last_offset == offset && seen.last_size == size;
}

/* One width: single accesses, then a run of three, at registers. */
#define REGISTERS(read_one, write_one, read_run, write_run, type, value)                                                                                    \
    static void registers_##type(void)                                                                                                                      \
    {                                                                                                                                                       \
        start();                                                                                                                                            \
        volatile type *at = (volatile type *)(void *)(registers + 8);                                                                                       \
        type *buffer = (type *)(void *)in_pool(4 * sizeof(type));                                                                                           \
        uint64_t before = ke_now();                                                                                                                         \
        write_one(at, (type)(value));                                                                                                                       \
        claim(last_was(0, 8, sizeof(type)) && seen.last_value == (type)(value));                                                                            \
        claim(read_one(at) == (type)(value) && last_was(0, 8, sizeof(type)) && ke_now() == before + 2);                                                     \
        for (unsigned i = 0; i < 4; i++)                                                                                                                    \
            buffer[i] = (type)((value) + i);                                                                                                                \
        seen.accesses = 0;                                                                                                                                  \
        write_run(at, buffer, 3);                                                                                                                           \
        claim(seen.accesses == 3 && last_was(0, 8 + 2 * sizeof(type), sizeof(type)) && seen.last_value == (type)((value) + 2));                             \
        memset(buffer, 0, 4 * sizeof(type));                                                                                                                \
        read_run(at, buffer, 3);                                                                                                                            \
        claim(seen.accesses == 6 && buffer[0] == (type)(value) && buffer[2] == (type)((value) + 2) && buffer[3] == 0);                                      \
        write_run(at, buffer, 0);                                                                                                                           \
        read_run(at, buffer, 0);                                                                                                                            \
        claim(seen.accesses == 6);                                                                                                                          \
    }

REGISTERS(READ_REGISTER_UCHAR, WRITE_REGISTER_UCHAR, READ_REGISTER_BUFFER_UCHAR, WRITE_REGISTER_BUFFER_UCHAR, UCHAR, 0xA5)
REGISTERS(READ_REGISTER_USHORT, WRITE_REGISTER_USHORT, READ_REGISTER_BUFFER_USHORT, WRITE_REGISTER_BUFFER_USHORT, USHORT, 0xA55A)
REGISTERS(READ_REGISTER_ULONG, WRITE_REGISTER_ULONG, READ_REGISTER_BUFFER_ULONG, WRITE_REGISTER_BUFFER_ULONG, ULONG, 0x89ABCDEF)
REGISTERS(READ_REGISTER_ULONG64, WRITE_REGISTER_ULONG64, READ_REGISTER_BUFFER_ULONG64, WRITE_REGISTER_BUFFER_ULONG64, ULONG64, 0x0123456789ABCDEFull)

static void registers_in_every_width_and_in_runs_that_move_on(void **state)
{
    (void)state;
    run_body(registers_UCHAR);
    run_body(registers_USHORT);
    run_body(registers_ULONG);
    run_body(registers_ULONG64);
}

/* The same at a port: a run goes to the one port each time. */
#define PORTS(read_one, write_one, read_run, write_run, type, value)                                                                                        \
    static void ports_##type(void)                                                                                                                          \
    {                                                                                                                                                       \
        type *port = (type *)(start() + 4);                                                                                                                 \
        type *buffer = (type *)(void *)in_pool(4 * sizeof(type));                                                                                           \
        uint64_t before = ke_now();                                                                                                                         \
        write_one(port, (type)(value));                                                                                                                     \
        claim(last_was(1, 4, sizeof(type)) && seen.last_value == (type)(value));                                                                            \
        claim(read_one(port) == (type)(value) && last_was(1, 4, sizeof(type)) && ke_now() == before + 2);                                                   \
        for (unsigned i = 0; i < 4; i++)                                                                                                                    \
            buffer[i] = (type)((value) + i);                                                                                                                \
        seen.accesses = 0;                                                                                                                                  \
        write_run(port, buffer, 3);                                                                                                                         \
        claim(seen.accesses == 3 && last_was(1, 4, sizeof(type)) && seen.last_value == (type)((value) + 2));                                                \
        read_run(port, buffer, 2);                                                                                                                          \
        claim(seen.accesses == 5 && buffer[0] == (type)((value) + 2) && buffer[1] == buffer[0] && buffer[2] == (type)((value) + 2));                        \
        claim(buffer[3] == (type)((value) + 3));                                                                                                            \
    }

PORTS(READ_PORT_UCHAR, WRITE_PORT_UCHAR, READ_PORT_BUFFER_UCHAR, WRITE_PORT_BUFFER_UCHAR, UCHAR, 0x5A)
PORTS(READ_PORT_USHORT, WRITE_PORT_USHORT, READ_PORT_BUFFER_USHORT, WRITE_PORT_BUFFER_USHORT, USHORT, 0x1234)
PORTS(READ_PORT_ULONG, WRITE_PORT_ULONG, READ_PORT_BUFFER_ULONG, WRITE_PORT_BUFFER_ULONG, ULONG, 0xFEDCBA98)

static void ports_in_every_width_and_in_runs_that_stay(void **state)
{
    (void)state;
    run_body(ports_UCHAR);
    run_body(ports_USHORT);
    run_body(ports_ULONG);
}

/* On ordinary memory they are ordinary accesses, as on x64. */
static void plain_memory(void)
{
    start();
    ULONG64 *memory = (ULONG64 *)(void *)in_pool(16);
    WRITE_REGISTER_ULONG64(memory, 0x1122334455667788ull);
    claim(READ_REGISTER_ULONG64(memory) == 0x1122334455667788ull && READ_REGISTER_USHORT((volatile USHORT *)(void *)memory) == 0x7788);
    WRITE_REGISTER_UCHAR((volatile UCHAR *)memory + 7, 0);
    claim(*memory == 0x0022334455667788ull && seen.accesses == 0);
}

static void ordinary_memory_is_ordinary(void **state)
{
    (void)state;
    run_body(plain_memory);
}

static void run_past_the_end(void)
{
    start();
    WRITE_REGISTER_BUFFER_USHORT((volatile USHORT *)(void *)(registers + 0xFFC), (PUSHORT)(void *)in_pool(16), 3);
}

static void wide_at_the_end(void)
{
    start();
    READ_REGISTER_ULONG64((volatile ULONG64 *)(void *)(registers + 0xFFC));
}

static void into_freed_memory(void)
{
    start();
    UCHAR *buffer = in_pool(16);
    ExFreePool(buffer);
    READ_REGISTER_BUFFER_UCHAR(registers, buffer, 4);
}

static void nothing_goes_past_the_mapping_or_into_memory_that_is_gone(void **state)
{
    (void)state;
    run_body_to_bugcheck(run_past_the_end, PAGE_FAULT_IN_NONPAGED_AREA);
    assert_int_equal(seen.accesses, 2);
    run_body_to_bugcheck(wide_at_the_end, PAGE_FAULT_IN_NONPAGED_AREA);
    run_body_to_bugcheck(into_freed_memory, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registers_in_every_width_and_in_runs_that_move_on),
        cmocka_unit_test(ports_in_every_width_and_in_runs_that_stay),
        cmocka_unit_test(ordinary_memory_is_ordinary),
        cmocka_unit_test(nothing_goes_past_the_mapping_or_into_memory_that_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
