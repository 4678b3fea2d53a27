# The module runtime (sim/crt) as libraries for tests: compiled as it is for modules, under names of its own (rename.h). Included by
# tests/CMakeLists.txt. Here it gets the sanitizers of the preset, which modules never do.

set(crt ${PROJECT_SOURCE_DIR}/sim/crt)
set(crt_format ${crt}/format.c ${crt}/format_text.c)
set(crt_shared ${crt}/driver/ctype.c ${crt}/driver/hooks.c ${crt}/driver/memory.c ${crt}/driver/number_narrow.c ${crt}/driver/number_wide.c
    ${crt}/driver/printf_narrow.c ${crt}/driver/printf_wide.c ${crt}/driver/rand.c ${crt}/driver/sort.c ${crt}/driver/string_narrow.c
    ${crt}/driver/string_wide.c)
set(crt_driver ${crt_format} ${crt_shared} ${crt}/driver/invalid.c ${crt}/driver/ntstrsafe_counted.c ${crt}/driver/ntstrsafe_narrow.c ${crt}/driver/ntstrsafe_wide.c
    ${crt}/driver/style.c)
set(crt_user ${crt_format} ${crt}/format_float.c ${crt}/decimal.c ${crt_shared} ${crt}/user/calendar.c ${crt}/user/cxx.c ${crt}/user/environment.c ${crt}/user/error.c ${crt}/user/heap.c ${crt}/user/input.c
    ${crt}/user/print.c ${crt}/user/scan.c ${crt}/user/start.c ${crt}/user/stream.c ${crt}/user/strsafe_narrow.c ${crt}/user/strsafe_wide.c
    ${crt}/user/style.c ${crt}/user/text.c ${crt}/user/thread.c ${crt}/user/time.c)

# The runtime's own headers stand before the host's, in its sources only; the tests include them by path.
function(unit_crt_library name folder)
    add_library(${name} STATIC ${ARGN} ${CMAKE_CURRENT_SOURCE_DIR}/unit/crt/imports.c)
    ntsim_options(${name})
    target_compile_definitions(${name} PRIVATE main=under_test_main wmain=under_test_wmain _Z5wmainiPKPKw=under_test__Z5wmainiPKPKw WinMain=under_test_WinMain)
    target_compile_options(${name} PRIVATE -fno-builtin -UNDEBUG -U_FORTIFY_SOURCE "SHELL:-include \"${CMAKE_CURRENT_SOURCE_DIR}/unit/crt/rename.h\"")
    target_include_directories(${name} BEFORE PRIVATE ${PROJECT_SOURCE_DIR}/include/${folder}/crt ${PROJECT_SOURCE_DIR}/include/${folder})
endfunction()

unit_crt_library(unit_crt_driver ddk ${crt_driver})
unit_crt_library(unit_crt_user win32 ${crt_user})

foreach(test format memory module number printf setjmp string strsafe strsafe_ex)
    ntsim_unit_test(crt ${test} LIBRARIES unit_crt_driver)
endforeach()
foreach(test calendar console cxx float process scan text)
    ntsim_unit_test(crt ${test} LIBRARIES unit_crt_user)
endforeach()
