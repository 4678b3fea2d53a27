foreach(test bitmap generic_table intsafe library string string_forms)
    ntsim_unit_test(rtl ${test})
endforeach()
