#!/bin/sh
# As much of macOS as another system can check: every module is compiled and linked as Mach-O by clang and lld, for both kinds of Mac, and leaves nothing
# undefined; all of sim/ that is not the host layer compiles for that target without a warning (with musl's headers, which suppose no system).
# Not checked: that dyld loads it, and that it runs.
# usage: macos.sh <source folder> <work folder>
source=$1 work=$2
for program in clang ninja; do
    command -v $program >/dev/null || {
        echo "skipped: $program is not installed"
        exit 77
    }
done
[ -x "$(clang -print-prog-name=ld64.lld)" ] && [ -x "$(clang -print-prog-name=llvm-nm)" ] || {
    echo "skipped: clang has no ld64.lld or no llvm-nm (Debian: lld, llvm)"
    exit 77
}
nm=$(clang -print-prog-name=llvm-nm)
status=0
mkdir -p "$work" || exit 1

modules() { # modules ARCH: all of them
    cmake -S "$source" -B "$work/$1" -G Ninja --toolchain "$source/tests/build/macos.cmake" -DNTSIM_MACOS_ARCH="$1" -DNTSIM_WERROR=ON >"$work/said" 2>&1 || return 1
    # shellcheck disable=SC2046
    ninja -C "$work/$1" -k 0 $(ninja -C "$work/$1" -t targets all | sed -n 's/^\(modules\/[^:]*\):.*/\1/p') >"$work/said" 2>&1
}

undefined() { # undefined ARCH: prints "module symbol" for what dyld would have to find elsewhere
    for module in "$work/$1"/modules/*; do
        "$nm" -u "$module" | sed "s|^|${module##*/}: |"
    done
}

for arch in arm64 x86_64; do
    modules $arch || {
        grep -E 'error|FAILED|calls' "$work/said" | head -n 20 >&2
        echo "$arch: the modules cannot be made" >&2
        exit 1
    }
    count=$(ls "$work/$arch/modules" | wc -l)
    [ "$count" -gt 100 ] || { echo "$arch: only $count modules" >&2 && status=1; }
    left=$(undefined $arch)
    [ -z "$left" ] || { echo "$arch: undefined: $left" >&2 && status=1; }
    echo "$arch: $count modules"
done

headers=
for folder in /usr/include/*-linux-musl /usr/lib/musl/include; do
    [ -f "$folder/stdio.h" ] && headers=$folder
done
[ -n "$headers" ] || {
    echo "not checked for want of musl's headers: sim/"
    exit $status
}
for arch in arm64 x86_64; do
    find "$source/sim" -name '*.c' ! -path '*/sim/host/*' ! -path '*/sim/crt/*' | xargs -n 40 clang -target $arch-apple-macos11 -fsyntax-only -std=gnu17 -fshort-wchar -fsigned-char \
        -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla -Wno-multichar -Werror \
        -DNTSIM_INSIDE=1 -DNTSIM_VERSION='"0"' -I"$source/sim" -I"$source/include" -isystem "$source/include/ddk" -isystem "$headers" -idirafter /usr/include || status=1
    echo "$arch: the code of sim/ compiles"
done
exit $status
