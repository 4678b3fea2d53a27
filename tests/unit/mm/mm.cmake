foreach(test hook mdl pool quarantine shadow stamp user)
    ntsim_unit_test(mm ${test})
endforeach()
