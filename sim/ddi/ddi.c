#include "ddi/ddi.h"

#include <string.h>
#include <wdm.h>

const struct ddi_row ddi_rows[DDI_END] = {
    [DDI_NONE] = {"", PASSIVE_LEVEL, HIGH_LEVEL, QUIET, 0},
#define DDI(name, low, high, flags) [DDI_##name] = {#name, low, high, flags, 1},
#define DECLARED(name) [DDI_##name] = {#name, PASSIVE_LEVEL, HIGH_LEVEL, 0, 0},
#define HOOK(name)
#define DATA(name)
#include "ddi/ddi.def"
    [DDI_COUNT] = {"(exported)", PASSIVE_LEVEL, HIGH_LEVEL, 0, 0},
#define EXPORTED(name) [DDI_##name] = {#name, PASSIVE_LEVEL, HIGH_LEVEL, 0, 0},
#include "ddi/exported.def"
};

enum ddi ddi_named(const char *name)
{
    for (int id = 1; id < DDI_END; id++)
        if (strcmp(ddi_rows[id].name, name) == 0)
            return (enum ddi)id;
    return DDI_NONE;
}
