# How the simulator itself is compiled. Sanitizers and coverage are options of its targets, never CMAKE_C_FLAGS: they must not reach the modules,
# which are always compiled alike (NtsimModules.cmake).

option(NTSIM_WERROR "Warnings are errors" OFF)
option(NTSIM_COVERAGE "Measure line coverage of sim/" OFF)
option(NTSIM_LTO "Optimise the simulator across files (gcc); its objects can still be linked without" OFF)
set(NTSIM_SANITIZE "" CACHE STRING "Sanitizers for the simulator, for instance address,undefined")

set(NTSIM_WARNINGS -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla -Wno-multichar)

# wchar_t has 16 bits here. musl's headers define their own, unless they are told that it is there already.
include(CheckCSourceCompiles)
set(CMAKE_REQUIRED_FLAGS -fshort-wchar)
check_c_source_compiles("#include <stddef.h>
_Static_assert(sizeof(wchar_t) == 2, \"\");
int main(void) { return 0; }" NTSIM_WCHAR_IS_THE_COMPILERS)
unset(CMAKE_REQUIRED_FLAGS)
set(NTSIM_WCHAR)
if(NOT NTSIM_WCHAR_IS_THE_COMPILERS)
    set(NTSIM_WCHAR __DEFINED_wchar_t wchar_t=__WCHAR_TYPE__)
endif()

# ntsim_options(target): language, warnings and the checks asked for.
function(ntsim_options target)
    set_target_properties(${target} PROPERTIES C_STANDARD 17 C_STANDARD_REQUIRED ON C_EXTENSIONS ON)
    target_compile_definitions(${target} PRIVATE NTSIM_INSIDE=1 ${NTSIM_WCHAR})
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:-fshort-wchar>
        $<$<COMPILE_LANGUAGE:C>:-fsigned-char> # CHAR is char, which AArch64 Linux takes for unsigned and Windows does not
        $<$<COMPILE_LANGUAGE:C>:-fno-omit-frame-pointer> # ke/seh.c follows frames through our own code
        $<$<COMPILE_LANGUAGE:C>:${NTSIM_WARNINGS}>)
    if(NTSIM_WERROR)
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:-Werror>)
    endif()
    if(NTSIM_SANITIZE)
        set(checks -fsanitize=${NTSIM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:${checks}>)
        target_link_options(${target} PUBLIC -fsanitize=${NTSIM_SANITIZE})
    endif()
    if(NTSIM_COVERAGE)
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:--coverage> -fprofile-abs-path)
        target_link_options(${target} PUBLIC --coverage)
    endif()
    if(NTSIM_LTO AND CMAKE_C_COMPILER_ID STREQUAL "GNU")
        # ddi/bind.c declares routines without their types, on purpose.
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:-flto=auto> $<$<COMPILE_LANGUAGE:C>:-ffat-lto-objects>)
        target_link_options(${target} PRIVATE -flto=auto -Wno-lto-type-mismatch -Wno-stringop-overflow)
    endif()
endfunction()
