foreach(test attach builders cancel complete csq device driver file hard_error holders irp iotimer query remove_lock request share startio unload workitem
    zw_file)
    ntsim_unit_test(io ${test})
endforeach()

# What becomes of an image that has sections and data.
ntsim_add_driver(io_cases SOURCES unit/io/drivers/cases.c)
ntsim_unit_test(io image MODULES io_cases.sys)
