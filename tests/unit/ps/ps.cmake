foreach(test attach image notify ps_ddi query section thread view)
    ntsim_unit_test(ps ${test})
endforeach()
