# The installed package: find_package(ntsim) gives ntsim_add_driver and its like, ntsim::program and ntsim::ntsim; pkg-config ntsim what a program
# needs that runs scenarios itself. It can be moved as a whole: no file of it has an absolute path of its own.
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
    ${CMAKE_CURRENT_LIST_DIR}/NtsimModules.cmake ${CMAKE_CURRENT_LIST_DIR}/NtsimSources.cmake ${CMAKE_CURRENT_LIST_DIR}/NtsimAllocText.cmake
    ${CMAKE_CURRENT_LIST_DIR}/NtsimCxx.cmake ${CMAKE_CURRENT_LIST_DIR}/constructors.ld ${CMAKE_CURRENT_LIST_DIR}/constructors_driver.ld
    ${CMAKE_CURRENT_LIST_DIR}/NtsimTracing.cmake ${CMAKE_CURRENT_LIST_DIR}/NtsimMessages.cmake ${CMAKE_CURRENT_LIST_DIR}/wpp.tmh.in
    ${CMAKE_CURRENT_LIST_DIR}/NtsimDependencies.cmake ${CMAKE_CURRENT_LIST_DIR}/link_module.sh ${CMAKE_CURRENT_LIST_DIR}/module_exports.map ${CMAKE_CURRENT_LIST_DIR}/long_words.awk
    ${CMAKE_CURRENT_LIST_DIR}/compile_module.sh ${CMAKE_CURRENT_LIST_DIR}/microsoft.awk ${CMAKE_CURRENT_LIST_DIR}/sections.awk
    ${CMAKE_CURRENT_LIST_DIR}/macos_no_library.tbd DESTINATION ${package})

install(DIRECTORY include/ DESTINATION ${data}/include)
install(FILES sim/crt/module.h sim/crt/module_sections.h sim/crt/module_driver.c sim/crt/module_app.c sim/crt/module_scenario.c DESTINATION ${data}/crt)
install(DIRECTORY sim/ddi/ DESTINATION ${data}/ddi FILES_MATCHING PATTERN "*.def")

file(RELATIVE_PATH NTSIM_PREFIX_FROM_PC /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" NTSIM_PREFIX_FROM_PC ${NTSIM_PREFIX_FROM_PC})
set(NTSIM_PC_LIBS)
if(NTSIM_SANITIZE)
    set(NTSIM_PC_LIBS -fsanitize=${NTSIM_SANITIZE})
elseif(NTSIM_COVERAGE)
    set(NTSIM_PC_LIBS --coverage)
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/ntsim.pc.in ${CMAKE_BINARY_DIR}/package/ntsim.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/package/ntsim.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES sim/cli/ntsim.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES sim/cmake/ntsim_add_driver.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
install(FILES sim/cli/shell/ntsim.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ntsim)
install(FILES sim/cli/shell/_ntsim DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES sim/cli/shell/ntsim.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
