foreach(test attach image notify ps_ddi section thread view)
    ntsim_unit_test(ps ${test})
endforeach()
