# One program per object file of sim/ke.
foreach(test apc dispatch dpc due irql objects point spinlock timer wait wait_ddi)
    ntsim_unit_test(ke ${test})
endforeach()
