foreach(test pci edu interrupt)
    ntsim_unit_test(dev ${test})
endforeach()
