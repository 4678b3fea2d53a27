foreach(test attach builders cancel complete csq device driver file hard_error holders irp iotimer query remove_lock request share startio unload workitem
    zw_file)
    ntsim_unit_test(io ${test})
endforeach()
