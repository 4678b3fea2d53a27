foreach(test directory handle object)
    ntsim_unit_test(ob ${test})
endforeach()
