foreach(test address_ddi hook mdl pool pool_ddi quarantine shadow stamp user)
    ntsim_unit_test(mm ${test})
endforeach()
