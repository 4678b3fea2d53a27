# What drivers see, compiled as drivers are: the compiler checks the claims, and the module that comes out is not loaded.
ntsim_add_driver(unit_ddk_wdm SOURCES unit/ddk/wdm_driver.c)
ntsim_add_driver(unit_ddk_more_headers SOURCES unit/ddk/more_headers.c)
ntsim_add_driver(unit_ddk_declared SOURCES unit/ddk/declared.c)
ntsim_add_driver(unit_ddk SOURCES unit/ddk/layout.c unit/ddk/seh_shape.c unit/ddk/entry.c)
find_program(NTSIM_CLANG clang)
add_test(NAME unit.ddk.mingw_compare COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/unit/ddk/mingw_compare.sh "${NTSIM_CLANG}" ${CMAKE_CURRENT_SOURCE_DIR}/unit/ddk)
ntsim_test_properties(unit.ddk.mingw_compare unit)
