# Toolchain: AArch64 Linux from another machine, run under qemu-user (preset aarch64). The compiler is Debian's cross compiler; the libraries lie
# in a folder that .ci/aarch64 fills with Debian's arm64 packages, so that nothing of the machine's own is changed.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)

set(NTSIM_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../../build/aarch64-sysroot CACHE PATH "Folder with AArch64 libc, libuv, jansson, libdw and CMocka")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES NTSIM_SYSROOT)
get_filename_component(sysroot ${NTSIM_SYSROOT} ABSOLUTE)
if(NOT EXISTS ${sysroot}/usr/include/uv.h)
    message(FATAL_ERROR "${sysroot} has no AArch64 libraries; .ci/aarch64 fetches them (Debian), or set NTSIM_SYSROOT.")
endif()

set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_SYSROOT ${sysroot})
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# pkg-config would describe this machine's libraries: they are looked for by name instead (NtsimDependencies.cmake).
set(CMAKE_DISABLE_FIND_PACKAGE_PkgConfig ON)

find_program(NTSIM_QEMU qemu-aarch64 NAMES qemu-aarch64-static)
if(NTSIM_QEMU)
    set(CMAKE_CROSSCOMPILING_EMULATOR ${NTSIM_QEMU};-L;${sysroot})
endif()
