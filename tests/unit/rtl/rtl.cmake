foreach(test library string)
    ntsim_unit_test(rtl ${test})
endforeach()
