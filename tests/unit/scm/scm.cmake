foreach(test disk service)
    ntsim_unit_test(scm ${test})
endforeach()
