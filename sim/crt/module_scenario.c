/*
 * Linked into every scenario module: where its scenarios are. Each NTSIM_SCENARIO puts one pointer into section
 * `ntsim_scenarios`.
 */
#include "module_sections.h"

SECTION_RANGE(const struct ntsim_scenario *const, ntsim_scenarios);

const struct ntsim_module ntsim_module = {
    MODULE_COMMON(NTSIM_MODULE_SCENARIO),
    .scenarios = SECTION_FIRST(ntsim_scenarios),
    .scenarios_end = SECTION_END(ntsim_scenarios),
};
