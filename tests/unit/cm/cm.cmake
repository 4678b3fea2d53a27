foreach(test registry registry_forms tree)
    ntsim_unit_test(cm ${test})
endforeach()
