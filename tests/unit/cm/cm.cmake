foreach(test registry tree)
    ntsim_unit_test(cm ${test})
endforeach()
