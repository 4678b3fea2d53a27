foreach(test address_ddi hook mdl pool pool_ddi quarantine shadow stamp user)
    ntsim_unit_test(mm ${test})
endforeach()
ntsim_unit_test(mm paging_ddi MODULES ke_cases.sys)
