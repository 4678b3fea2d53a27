foreach(test avl bitmap generic_table intsafe library oem security string string_forms)
    ntsim_unit_test(rtl ${test})
endforeach()
