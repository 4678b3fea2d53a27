/*
 * The demand of real drivers, and what the headers give without a row: for the table of ntsim ddi, and for nothing that a run depends on.
 */
#include "ddi/ddi.h"

#include <string.h>

const struct ddi_demand ddi_demand[] = {
#define DEMAND(name, drivers, folders, area) {#name, drivers, folders, DDI_##area},
#include "ddi/demand.inc"
};
const size_t ddi_demand_count = sizeof ddi_demand / sizeof *ddi_demand;

const char *const ddi_inline[] = {
#define INLINE(name) #name,
#include "ddi/inline.def"
    NULL};

static const char *const variables[] = {
#define DDI(name, low, high, flags)
#define DECLARED(name)
#define HOOK(name)
#define DATA(name) #name,
#include "ddi/ddi.def"
    NULL};

static int listed(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return 1;
    return 0;
}

const struct ddi_demand *ddi_demand_of(const char *name)
{
    for (size_t i = 0; i < ddi_demand_count; i++)
        if (strcmp(ddi_demand[i].name, name) == 0)
            return &ddi_demand[i];
    return NULL;
}

enum ddi_state ddi_state_of(const char *name)
{
    enum ddi id = ddi_named(name);
    if (id > DDI_COUNT)
        return DDI_IS_EXPORTED;
    if (id != DDI_NONE)
        return ddi_rows[id].modelled ? DDI_IS_MODELLED : DDI_IS_DECLARED;
    return listed(ddi_inline, name) ? DDI_IS_INLINE : listed(variables, name) ? DDI_IS_DATA : DDI_UNKNOWN;
}

const char *ddi_area_name(enum ddi_area area)
{
    static const char *const names[] = {"", "PnP", "power", "WMI", "DMA", "file systems", "another class of drivers"};
    return names[area];
}
