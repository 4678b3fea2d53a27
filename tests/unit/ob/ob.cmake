foreach(test callback directory handle ob_ddi_handle object)
    ntsim_unit_test(ob ${test})
endforeach()
