# The installed package: find_package(ntsim) gives ntsim_add_driver and its like, ntsim::program and ntsim::ntsim.
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/ntsim)
set(data ${CMAKE_INSTALL_DATADIR}/ntsim)
set(targets ntsim_core ntsim_driver_rt ntsim_app_rt ntsim_scenario_rt)
if(TARGET ntsim)
    list(APPEND targets ntsim)
endif()

install(TARGETS ${targets} EXPORT ntsimTargets)
install(EXPORT ntsimTargets NAMESPACE ntsim:: DESTINATION ${package})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/ntsimConfig.cmake.in ${CMAKE_BINARY_DIR}/package/ntsimConfig.cmake
    INSTALL_DESTINATION ${package} PATH_VARS data)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/package/ntsimConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/package/ntsimConfig.cmake ${CMAKE_BINARY_DIR}/package/ntsimConfigVersion.cmake
    ${CMAKE_CURRENT_LIST_DIR}/NtsimModules.cmake ${CMAKE_CURRENT_LIST_DIR}/NtsimSources.cmake
    ${CMAKE_CURRENT_LIST_DIR}/NtsimDependencies.cmake ${CMAKE_CURRENT_LIST_DIR}/link_module.sh DESTINATION ${package})

install(DIRECTORY include/ DESTINATION ${data}/include)
install(FILES sim/crt/module.h sim/crt/module_sections.h sim/crt/module_driver.c sim/crt/module_app.c sim/crt/module_scenario.c DESTINATION ${data}/crt)
install(DIRECTORY sim/ddi/ DESTINATION ${data}/ddi FILES_MATCHING PATTERN "*.def")
