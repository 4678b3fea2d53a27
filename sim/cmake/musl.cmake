# Toolchain: musl instead of the GNU C library, on Debian (preset musl). The libraries lie in a folder that .ci/musl fills; libdw is not among them: source
# lines come from addr2line. On a musl distribution nothing of this is needed.
set(NTSIM_MUSL_ROOT ${CMAKE_CURRENT_LIST_DIR}/../../build/musl-root CACHE PATH "Folder with libuv, jansson and CMocka for musl")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES NTSIM_MUSL_ROOT)
get_filename_component(root ${NTSIM_MUSL_ROOT} ABSOLUTE)
if(NOT EXISTS ${root}/include/uv.h)
    message(FATAL_ERROR "${root} has no libraries for musl; .ci/musl makes them (Debian), or set NTSIM_MUSL_ROOT.")
endif()
set(CMAKE_C_COMPILER musl-gcc)
set(CMAKE_PREFIX_PATH ${root})
set(CMAKE_DISABLE_FIND_PACKAGE_PkgConfig ON) # it would describe the libraries for the GNU C library
set(CMAKE_INSTALL_RPATH ${root}/lib) # musl's dynamic linker does not know that folder
