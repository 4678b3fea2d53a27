foreach(test device pending reference views)
    ntsim_unit_test(lab ${test})
endforeach()
