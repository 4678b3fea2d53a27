foreach(test access resources_ddi)
    ntsim_unit_test(hal ${test})
endforeach()
