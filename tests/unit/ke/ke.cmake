# One program per object file of sim/ke.
foreach(test apc armed boot call dispatch dpc due end gate interlocked irql label objects point spinlock stacks thread_ddi time_ddi timer wait
    wait_ddi)
    ntsim_unit_test(ke ${test})
endforeach()
