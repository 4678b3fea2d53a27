ntsim_unit_test(hal resources_ddi)
