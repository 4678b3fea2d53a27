#!/bin/sh
# No dead files: every source is compiled in this build, or belongs to another platform and is named in a list, or to a user's project of tests/build.
# usage: files.sh <build folder> <source folder, as the build names it>, in the source tree
build=$1
root=$2
[ -f "$build/compile_commands.json" ] || {
    echo "$build has no compile_commands.json" >&2
    exit 1
}
# A module's sources are listed beside it: the compiler may have read copies of them.
compiled=$(
    sed -n 's/^ *"file": "\(.*\)",*$/\1/p' "$build/compile_commands.json"
    find "$build" -path '*.dir/sources' -exec cat {} +
)

# Files of the platforms that this one is not: the list is in a CMake file all the same.
named_for_another() {
    case ${1##*/} in
    *_macos* | *_macho* | *_posix* | *_linux* | *_elf* | *_dwarf* | *_x86_64* | *_aarch64* | *_ucontext*) ;;
    *) return 1 ;;
    esac
    name=${1##*/}
    grep -Eq "(^|[^A-Za-z0-9_])${name%.[cS]}(\\.[cS])?([^A-Za-z0-9_]|\$)" sim/CMakeLists.txt sim/cmake/*.cmake tests/CMakeLists.txt tests/unit/*/*.cmake
}

status=0
for file in $(find sim drivers tests -type f \( -name '*.[cS]' -o -name '*.cpp' \) ! -path 'tests/build/project/*' ! -path 'tests/build/embedder/*' | LC_ALL=C sort); do
    echo "$compiled" | grep -Fxq "$root/$file" && continue
    named_for_another "$file" && continue
    case $file in
    *.cpp) echo "$compiled" | grep -q '\.cpp$' || continue ;; # no compiler of C++ here
    esac
    echo "$file is compiled by nothing" >&2
    status=1
done
exit $status
