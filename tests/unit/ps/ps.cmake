foreach(test image notify ps_ddi thread)
    ntsim_unit_test(ps ${test})
endforeach()
