foreach(test etw fast_mutex guarded_mutex interlocked_list lookaside push_lock resource run_once rundown slist system timer)
    ntsim_unit_test(ex ${test})
endforeach()
