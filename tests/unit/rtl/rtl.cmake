foreach(test bitmap intsafe library string string_forms)
    ntsim_unit_test(rtl ${test})
endforeach()
