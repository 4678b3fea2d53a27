foreach(test arena heap map snapshot)
    ntsim_unit_test(arena ${test})
endforeach()
