# Each strategy finds a planted race; what it found is one line of text, and short.
foreach(test schedule search units coverage)
    ntsim_unit_test(explore ${test})
endforeach()

# What sleep sets leave out: nothing. Scenarios that are small enough, and programs of single steps, are run in all schedules, and by dfs.
ntsim_add_driver(explore_steps SOURCES unit/explore/drivers/steps.c INCLUDES unit/explore/drivers)
ntsim_add_scenario(explore_steps SOURCES unit/explore/scenarios/steps.c INCLUDES unit/explore/drivers DRIVERS explore_steps)
ntsim_unit_test(explore dfs)
target_include_directories(unit_explore_dfs PRIVATE unit/explore/drivers)
add_dependencies(unit_explore_dfs explore_steps.scn stop_race.scn deadlock.scn lazy_init.scn cancel_flush.scn dpc_rearm.scn io_completion_at_unload.scn)
