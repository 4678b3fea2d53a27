foreach(test avl bitmap generic_table intsafe ip_text library oem security string string_forms)
    ntsim_unit_test(rtl ${test})
endforeach()
