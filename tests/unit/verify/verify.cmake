# What orders two contexts, and what a race is; the points of level 2.
foreach(test race points)
    ntsim_unit_test(verify ${test})
endforeach()
