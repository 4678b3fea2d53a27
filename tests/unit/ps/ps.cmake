ntsim_unit_test(ps thread)
