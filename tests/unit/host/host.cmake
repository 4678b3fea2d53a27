# A module with a few exported routines, to be opened by tests that know nothing of drivers.
add_library(host_sample MODULE unit/host/sample_module.c)
set_target_properties(host_sample PROPERTIES PREFIX "" SUFFIX .module LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/unit)
target_compile_options(host_sample PRIVATE ${NTSIM_MODULE_FLAGS})
target_link_options(host_sample PRIVATE ${NTSIM_MODULE_LINK})

foreach(test memory fiber files)
    ntsim_unit_test(host ${test})
endforeach()
foreach(test fault module symbols)
    ntsim_unit_test(host ${test} MODULES host_sample ARGS $<TARGET_FILE:host_sample>)
endforeach()
