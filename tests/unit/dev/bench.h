/* A card on the test bench: one model in slot 3, reached as a driver reaches it. */
#ifndef NTSIM_TESTS_DEV_BENCH_H
#define NTSIM_TESTS_DEV_BENCH_H

#include "../machine_fixture.h"

#include "dev/dev.h"
#include "ke/interrupt.h"

#define SLOT 3u

static UCHAR *registers;

static inline uint32_t config(unsigned offset, unsigned size)
{
    uint32_t value = 0;
    HalGetBusDataByOffset(PCIConfiguration, 0, SLOT, &value, offset, size);
    return value;
}

static inline void set_config(unsigned offset, unsigned size, uint32_t value)
{
    HalSetBusDataByOffset(PCIConfiguration, 0, SLOT, &value, offset, size);
}

static inline void map(uint64_t address, size_t size)
{
    registers = MmMapIoSpace((PHYSICAL_ADDRESS){.QuadPart = (LONGLONG)address}, size, MmNonCached);
}

static inline void plug(const struct ntsim_device *model)
{
    dev_add(model);
    map(config(0x10, 4) & ~15u, model->bars[0].size);
}

static inline ULONG get(unsigned offset)
{
    return READ_REGISTER_ULONG((volatile ULONG *)(void *)(registers + offset));
}

static inline void set(unsigned offset, ULONG value)
{
    WRITE_REGISTER_ULONG((volatile ULONG *)(void *)(registers + offset), value);
}

#endif
