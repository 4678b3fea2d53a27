# Drivers, applications and scenarios as modules: what design calls "built and linked as on no other system".
#
#   ntsim_add_driver(NAME SOURCES ... [INCLUDES ...] [DEFINITIONS ...] [OPTIONS ...] [NO_HOOKS]
#                    [WPP_FUNC ...])                                                                        makes NAME.sys
#   ntsim_add_app(NAME SOURCES ... [the same])                                                          makes NAME.exe
#   ntsim_add_scenario(NAME SOURCES ... [DRIVERS ...] [APPS ...] [the same])                            makes NAME.scn
#   ntsim_add_test(SCENARIO [NAME test] [EXPLORE] [RUNS n] [BOUND k] [ARGS ...] [LABELS ...] [TIMEOUT s])
#
# WPP_FUNC: trace functions as -func: names them on Windows, "DoTraceLevelMessage(LEVEL,FLAGS,MSG,...)"; .tmh files and the header of a .mc file are generated.
# The targets are called like the files (mydrv.sys), so a driver and its scenario may share a name. All modules lie in NTSIM_MODULE_DIR.
# A module is compiled with the same flags whatever the build type or preset: -O0 (above it a setjmp-based __try loses locals and tail calls lose
# call sites), memory hooks by -fsanitize=thread's code generation with our runtime behind it, no header but ours, no library but ours.

if(NOT NTSIM_ROOT)
    get_filename_component(NTSIM_ROOT ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE) # the source tree; the installed package sets its own
    # In the cache, because a project that embeds this one by add_subdirectory calls the functions below from its own scope.
    set(NTSIM_CRT_DIR ${NTSIM_ROOT}/sim/crt CACHE INTERNAL "")
    set(NTSIM_DDI_DIR ${NTSIM_ROOT}/sim/ddi CACHE INTERNAL "")
    set(NTSIM_INCLUDE_DIR ${NTSIM_ROOT}/include CACHE INTERNAL "")
endif()
set(NTSIM_MODULE_DIR ${CMAKE_BINARY_DIR}/modules CACHE PATH "Where drivers, applications and scenarios are put")
set(NTSIM_COMPILE_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/compile_module.sh CACHE INTERNAL "")
set(NTSIM_LINK_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/link_module.sh CACHE INTERNAL "")
include(${CMAKE_CURRENT_LIST_DIR}/NtsimSources.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/NtsimCxx.cmake)

# The header folders that source of a kind sees, in order. The compiler's own come last: <stdarg.h> and its like.
function(ntsim__header_folders kind result)
    execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=include OUTPUT_VARIABLE compiler OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(kind STREQUAL "driver")
        set(${result} ${NTSIM_INCLUDE_DIR}/ddk/crt ${NTSIM_INCLUDE_DIR}/ddk ${NTSIM_INCLUDE_DIR}/hw ${compiler} PARENT_SCOPE)
    elseif(kind STREQUAL "app")
        set(${result} ${NTSIM_INCLUDE_DIR}/win32/crt ${NTSIM_INCLUDE_DIR}/win32 ${compiler} PARENT_SCOPE)
    else()
        set(${result} ${NTSIM_INCLUDE_DIR}/win32/crt ${NTSIM_INCLUDE_DIR}/win32 ${NTSIM_INCLUDE_DIR} ${compiler} PARENT_SCOPE)
    endif()
endfunction()

# Compiler flags without the hooks. They stand behind CMAKE_C_FLAGS on the command line and take back what those may have said.
set(NTSIM_MODULE_FLAGS
    -O0 -g -UNDEBUG -U_FORTIFY_SOURCE -fPIC -fvisibility=hidden -fshort-wchar -fsigned-char -fms-extensions
    -fno-sanitize=all -fno-lto -fno-builtin -fno-optimize-sibling-calls -fno-omit-frame-pointer -fno-stack-protector
    -fno-strict-aliasing -fwrapv -fno-delete-null-pointer-checks
    -Wall -Wno-unknown-pragmas -Wno-unused -Wno-multichar -Wno-missing-braces -Wno-parentheses -Wno-switch -Wno-main)
set(NTSIM_MODULE_C_FLAGS -std=gnu17 -fgnu89-inline -fcommon -Wno-pointer-sign
    -Wno-error=implicit-function-declaration -Wno-error=incompatible-pointer-types -Wno-error=int-conversion)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    set(NTSIM_HOOK_FLAGS -fsanitize=thread "SHELL:--param tsan-distinguish-volatile=1" -Wno-tsan)
else()
    list(APPEND NTSIM_MODULE_C_FLAGS -Wno-microsoft -Wno-pragma-pack -Wno-builtin-macro-redefined)
    set(NTSIM_HOOK_FLAGS -fsanitize=thread "SHELL:-mllvm -tsan-distinguish-volatile=1")
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64") # where a division by zero gives 0: the compiler puts a trap before it
    list(APPEND NTSIM_MODULE_FLAGS -fsanitize=integer-divide-by-zero -fsanitize-undefined-trap-on-error)
endif()

if(APPLE)
    list(APPEND NTSIM_MODULE_FLAGS -fno-stack-check) # Apple's clang would call ___chkstk_darwin where a frame is large
endif()

# Two segments (code, data), every symbol bound inside, nothing imported; stubs that are not called drop out.
if(APPLE)
    # Apple's linker wants every bundle linked with libSystem: it is given that name without one symbol behind it, for a module calls nothing of the host.
    set(NTSIM_MODULE_LINK -nostdlib -fno-sanitize=all -fno-lto -Wl,-dead_strip -Wl,-undefined,error ${CMAKE_CURRENT_LIST_DIR}/macos_no_library.tbd)
else()
    set(NTSIM_MODULE_LINK -nostdlib -fno-sanitize=all -fno-lto -Wl,-Bsymbolic -Wl,-z,now -Wl,-z,norelro -Wl,-z,noseparate-code -Wl,--gc-sections
        -Wl,-z,muldefs # a function `inline` in a header, or a variable there, is the same in every source, as Microsoft's linker has it
        -Wl,-z,start-stop-gc -Wl,-z,start-stop-visibility=hidden
        -Wl,-Ttext-segment=0x400000 # line information of dropped functions stays behind at address 0: real code must be elsewhere
         -Wl,-z,defs -Wl,--build-id=none)
endif()

set(NTSIM_MODULE_EXPORTS)
if(NOT APPLE)
    set(NTSIM_MODULE_EXPORTS "-Wl,--version-script=${CMAKE_CURRENT_LIST_DIR}/module_exports.map")
endif()

foreach(list NTSIM_MODULE_EXPORTS NTSIM_MODULE_FLAGS NTSIM_MODULE_C_FLAGS NTSIM_HOOK_FLAGS NTSIM_MODULE_LINK)
    set(${list} "${${list}}" CACHE INTERNAL "")
endforeach()

# Common to the three kinds. Extra arguments: those of ntsim_add_*.
function(ntsim__add_module command kind suffix name)
    cmake_parse_arguments(PARSE_ARGV 4 arg "NO_HOOKS" "" "SOURCES;INCLUDES;DEFINITIONS;OPTIONS;DRIVERS;APPS;WPP_FUNC")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "${command}(${name}): unknown argument ${arg_UNPARSED_ARGUMENTS}.")
    endif()
    if(NOT arg_SOURCES)
        message(FATAL_ERROR "${command}(${name}): SOURCES is missing.")
    endif()
    set(target ${name}${suffix})
    set(work ${CMAKE_CURRENT_BINARY_DIR}/${target}.dir)
    set(includes)
    foreach(folder IN LISTS arg_INCLUDES)
        get_filename_component(folder ${folder} ABSOLUTE)
        list(APPEND includes ${folder})
    endforeach()
    ntsim__header_folders(${kind} system)
    ntsim__read_sources("${command}(${name})" ${work} "${arg_SOURCES}" "${arg_DEFINITIONS}" "${includes}" "${system}" "${arg_WPP_FUNC}" sources)

    if(kind STREQUAL "driver")
        list(APPEND sources ${work}/source_hash.c)
    endif()
    set(launcher) # a project's own, ccache perhaps
    if(CMAKE_C_COMPILER_LAUNCHER)
        set(launcher ";${CMAKE_C_COMPILER_LAUNCHER}")
    endif()
    set(cxx_launcher)
    if(CMAKE_CXX_COMPILER_LAUNCHER)
        set(cxx_launcher ";${CMAKE_CXX_COMPILER_LAUNCHER}")
    endif()
    add_library(${target} MODULE ${sources} ${NTSIM_CRT_DIR}/module_${kind}.c)
    set_target_properties(${target} PROPERTIES
        PREFIX "" SUFFIX ${suffix} OUTPUT_NAME ${name} LIBRARY_OUTPUT_DIRECTORY ${NTSIM_MODULE_DIR}
        C_COMPILER_LAUNCHER "sh;${NTSIM_COMPILE_SCRIPT}${launcher}" CXX_COMPILER_LAUNCHER "sh;${NTSIM_COMPILE_SCRIPT}${cxx_launcher}"
        DEFINE_SYMBOL "" C_STANDARD 17 C_EXTENSIONS ON C_VISIBILITY_PRESET hidden INTERPROCEDURAL_OPTIMIZATION OFF C_CLANG_TIDY ""
        C_LINKER_LAUNCHER "sh;${NTSIM_LINK_SCRIPT};${kind};${target};${NTSIM_DDI_DIR};${NTSIM_INCLUDE_DIR};${work}/sources")
    target_include_directories(${target} BEFORE PRIVATE ${work}/${NTSIM_FORWARD_FOLDER} ${includes})
    target_compile_definitions(${target} PRIVATE ${arg_DEFINITIONS})
    target_compile_options(${target} PRIVATE -nostdinc)
    foreach(folder IN LISTS system)
        target_compile_options(${target} PRIVATE "SHELL:-isystem \"${folder}\"")
    endforeach()
    target_compile_options(${target} PRIVATE ${NTSIM_MODULE_FLAGS})
    foreach(flag IN LISTS NTSIM_MODULE_C_FLAGS)
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:${flag}>)
    endforeach()
    if(NOT arg_NO_HOOKS)
        foreach(flag IN LISTS NTSIM_HOOK_FLAGS)
            target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:C>:${flag}>")
        endforeach()
    endif()
    ntsim__add_cxx(${target} ${kind} "${sources}" "${arg_NO_HOOKS}")
    if(NTSIM_WERROR)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
    target_compile_options(${target} PRIVATE ${arg_OPTIONS})
    target_link_options(${target} PRIVATE ${NTSIM_MODULE_LINK} ${NTSIM_MODULE_EXPORTS})
    target_link_libraries(${target} PRIVATE ntsim::${kind}_rt)
    if(sources_pageable)
        ntsim__alloc_text(${target} ${work} "${sources}")
    endif()
    foreach(other IN LISTS arg_DRIVERS)
        add_dependencies(${target} ${other}.sys)
    endforeach()
    foreach(other IN LISTS arg_APPS)
        add_dependencies(${target} ${other}.exe)
    endforeach()
endfunction()

function(ntsim_add_driver name)
    ntsim__add_module(ntsim_add_driver driver .sys ${name} ${ARGN})
endfunction()

function(ntsim_add_app name)
    ntsim__add_module(ntsim_add_app app .exe ${name} ${ARGN})
endfunction()

function(ntsim_add_scenario name)
    ntsim__add_module(ntsim_add_scenario scenario .scn ${name} ${ARGN})
endfunction()

# A test that runs (or searches) a scenario and passes when it ends as the scenario says.
function(ntsim_add_test scenario)
    cmake_parse_arguments(PARSE_ARGV 1 arg "EXPLORE" "NAME;RUNS;BOUND;TIMEOUT" "ARGS;LABELS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "ntsim_add_test(${scenario}): unknown argument ${arg_UNPARSED_ARGUMENTS}.")
    endif()
    set(verb run)
    set(test ${scenario})
    if(arg_EXPLORE)
        set(verb explore)
        set(test ${scenario}.explore)
    endif()
    if(arg_NAME)
        set(test ${arg_NAME})
    endif()
    set(words ${verb} ${scenario})
    if(arg_RUNS)
        list(APPEND words --runs ${arg_RUNS})
    endif()
    if(arg_BOUND)
        list(APPEND words --bound ${arg_BOUND})
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    add_test(NAME ${test} COMMAND ntsim::program ${words} ${arg_ARGS})
    set_tests_properties(${test} PROPERTIES
        ENVIRONMENT "NTSIM_PATH=${NTSIM_MODULE_DIR}" LABELS "scenario;${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()

# A CMocka program of the host's (<ntsim/cmocka.h>), as a test. SCENARIOS are built before it.
function(ntsim_add_cmocka_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;SCENARIOS;LABELS")
    if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
        message(FATAL_ERROR "ntsim_add_cmocka_test(${name}): SOURCES is missing, or there is an unknown argument ${arg_UNPARSED_ARGUMENTS}.")
    endif()
    ntsim_dependency(cmocka cmocka cmocka.h cmocka)
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ntsim::ntsim ntsim::dep_cmocka)
    foreach(scenario IN LISTS arg_SCENARIOS)
        add_dependencies(${name} ${scenario}.scn)
    endforeach()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES ENVIRONMENT "NTSIM_PATH=${NTSIM_MODULE_DIR};CMOCKA_MESSAGE_OUTPUT=stdout" LABELS "scenario;${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()
