# C++ in drivers and applications: for projects that have enabled it (`project(mydrv C CXX)`). A module without a C++ source is built as if this file were
# not there.
#
# The language is that of Windows' kernel-mode builds: no exceptions, no type information, static locals of drivers without locks. What the compiler calls behind
# the source (operator new, constructors of global objects, pure virtual functions) is in sim/crt: user/cxx.c, driver/purecall.c; of libstdc++ nothing is there.

set(NTSIM_CXX_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/constructors CACHE INTERNAL "")
set(NTSIM_CXX_ENDING "\\.(cpp|cxx|cc|c\\+\\+|CPP|CXX|CC|C)$" CACHE INTERNAL "")

set(NTSIM_MODULE_CXX_FLAGS -nostdinc++ -fno-exceptions -fno-rtti -fsized-deallocation -Wno-sign-compare -Wno-reorder -Wno-invalid-offsetof CACHE INTERNAL "")
set(NTSIM_MODULE_CXX_GNU_FLAGS -Wno-class-memaccess -Wno-narrowing -fpermissive CACHE INTERNAL "")
# As Microsoft's compiler by default, both take the address of a temporary, a number that is made narrower in braces, and a template's text of which nobody asks
# (clang; gcc says what -fpermissive says). -fms-compatibility: a goto may pass the initialisation of a number, and a macro without its last arguments loses the
# comma. gcc knows no such thing.
set(NTSIM_MODULE_CXX_CLANG_FLAGS -fms-compatibility -Wno-microsoft -Wno-pragma-pack -Wno-builtin-macro-redefined
    -Wno-address-of-temporary -Wno-c++11-narrowing -fdelayed-template-parsing CACHE INTERNAL "")

# Whether this project may have the C++ source; ends with a sentence if not.
function(ntsim__check_cxx who source)
    get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
    if(who MATCHES "^ntsim_add_scenario")
        message(FATAL_ERROR "${who}: ${source} is C++; scenarios are written in C.")
    elseif(NOT "CXX" IN_LIST languages)
        message(FATAL_ERROR "${who}: ${source} is C++, and the project has not enabled it; please write project(NAME C CXX).")
    elseif(APPLE)
        message(FATAL_ERROR "${who}: ${source} is C++; on macOS ntsim compiles C only.")
    endif()
endfunction()

# Headers of the C++ standard library that the source asks for and ntsim does not have: the compiler then says why instead of that there is no such file.
function(ntsim__missing_cxx_header name system file)
    foreach(folder IN LISTS system)
        if(EXISTS "${folder}/${name}")
            file(REMOVE "${file}") # of a version that did not have it
            return()
        endif()
    endforeach()
    if(name MATCHES "^[a-z_]+$")
        ntsim__write("${file}" "#error \"<${name}> is of the C++ standard library, of which ntsim has <new> only (and for applications <iostream> and what is of C): a driver on Windows cannot link with it either, and applications here have the C runtime and Win32\"\n")
    endif()
endfunction()

# ntsim__cxx_options(TARGET FLAGS GENERATOR-EXPRESSION-CONDITION): each flag for sources of that language and compiler.
function(ntsim__cxx_options target condition)
    foreach(flag IN LISTS ARGN)
        target_compile_options(${target} PRIVATE "$<${condition}:${flag}>")
    endforeach()
endfunction()

# What a module with C++ sources is compiled and linked with, beside what all modules are.
function(ntsim__add_cxx target kind sources no_hooks)
    set(cxx ${sources})
    list(FILTER cxx INCLUDE REGEX ${NTSIM_CXX_ENDING})
    if(NOT cxx)
        return()
    endif()
    if(NOT CMAKE_CXX_STANDARD)
        set_target_properties(${target} PROPERTIES CXX_STANDARD 17)
    endif()
    get_target_property(launcher ${target} C_LINKER_LAUNCHER)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON CXX_CLANG_TIDY "" CXX_LINKER_LAUNCHER "${launcher}")
    set(script ${NTSIM_CXX_SCRIPT}.ld)
    if(kind STREQUAL "driver")
        set(script ${NTSIM_CXX_SCRIPT}_driver.ld)
    endif()
    set(gnu $<COMPILE_LANG_AND_ID:CXX,GNU>)
    set(clang $<COMPILE_LANG_AND_ID:CXX,Clang>)
    ntsim__cxx_options(${target} $<COMPILE_LANGUAGE:CXX> ${NTSIM_MODULE_CXX_FLAGS})
    ntsim__cxx_options(${target} ${gnu} ${NTSIM_MODULE_CXX_GNU_FLAGS})
    ntsim__cxx_options(${target} ${clang} ${NTSIM_MODULE_CXX_CLANG_FLAGS})
    if(kind STREQUAL "driver")
        ntsim__cxx_options(${target} $<COMPILE_LANGUAGE:CXX> -fno-threadsafe-statics)
    endif()
    if(NOT no_hooks)
        ntsim__cxx_options(${target} ${gnu} -fsanitize=thread "SHELL:--param tsan-distinguish-volatile=1" -Wno-tsan)
        ntsim__cxx_options(${target} ${clang} -fsanitize=thread "SHELL:-mllvm -tsan-distinguish-volatile=1")
    endif()
    # gcc refers to __cxa_pure_virtual weakly, for which no linker looks into an archive.
    target_link_options(${target} PRIVATE -Wl,--no-demangle -Wl,-u,__cxa_pure_virtual "SHELL:-Wl,-T,\"${script}\"")
endfunction()
