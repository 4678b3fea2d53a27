#include "hal/hal.h"

struct hal_state *hal;

void hal_boot(void)
{
    hal = sim_alloc(sizeof *hal);
    list_init(&hal->claims);
}

void hal_set_bus(const struct hal_bus *bus)
{
    hal->bus = bus;
}
