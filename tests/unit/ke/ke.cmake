# One program per object file of sim/ke.
foreach(test apc armed boot bugcheck_callbacks call declared dispatch dpc dpc_told due end gate heap inspect interlocked interrupt_ddi irql label lock_order objects on_stack point processor_ddi spinlock
    spinlock_forms spinlock_shared stacks sync thread_ddi time_ddi timer user_apc wait wait_ddi)
    ntsim_unit_test(ke ${test})
endforeach()

# What only a driver's code can do: exceptions, faults, an image that goes.
ntsim_add_driver(ke_cases SOURCES unit/ke/drivers/cases.c)
foreach(test fast_fail fault seh)
    ntsim_unit_test(ke ${test} MODULES ke_cases.sys)
endforeach()
