foreach(test attach builders cancel complete csq device driver file holders irp iotimer remove_lock request share startio unload workitem)
    ntsim_unit_test(io ${test})
endforeach()
