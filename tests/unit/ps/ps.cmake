foreach(test attach image notify open ps_ddi query section thread view)
    ntsim_unit_test(ps ${test})
endforeach()
