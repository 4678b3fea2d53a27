# Toolchain: Mach-O modules on another system, for tests/build/macos.sh. No header and no library of macOS is needed for them; whatever else the build
# would make is not built.
set(CMAKE_SYSTEM_NAME Darwin)
set(NTSIM_MACOS_ARCH arm64 CACHE STRING "arm64 or x86_64")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES NTSIM_MACOS_ARCH)
set(CMAKE_SYSTEM_PROCESSOR ${NTSIM_MACOS_ARCH})
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_OSX_SYSROOT "" CACHE STRING "")
foreach(language C ASM)
    set(CMAKE_${language}_COMPILER clang)
    set(CMAKE_${language}_COMPILER_TARGET ${NTSIM_MACOS_ARCH}-apple-macos11)
endforeach()
foreach(tool AR RANLIB)
    string(TOLOWER llvm-${tool} name)
    execute_process(COMMAND clang -print-prog-name=${name} OUTPUT_VARIABLE path OUTPUT_STRIP_TRAILING_WHITESPACE)
    set(CMAKE_${tool} ${path} CACHE FILEPATH "")
endforeach()
set(CMAKE_INSTALL_NAME_TOOL true CACHE STRING "") # asked for by CMake, not used
set(CMAKE_MODULE_LINKER_FLAGS_INIT -fuse-ld=lld)
