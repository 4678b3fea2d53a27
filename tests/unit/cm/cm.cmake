foreach(test registry registry_forms tree)
    ntsim_unit_test(cm ${test})
endforeach()

# Registry callbacks must lie in an image.
ntsim_add_driver(cm_callback_cases SOURCES unit/cm/drivers/callback.c)
ntsim_unit_test(cm callback MODULES cm_callback_cases.sys)
