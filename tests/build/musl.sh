#!/bin/sh
# The quick tests, all scenarios among them, with musl in place of the GNU C library, where .ci/musl has prepared it; without, as much as a compiler says.
# usage: musl.sh, in the source tree
command -v musl-gcc >/dev/null || {
    echo "skipped: musl-gcc is not installed (.ci/musl installs it)"
    exit 77
}
if [ -f build/musl-root/include/uv.h ]; then
    exec cmake --workflow --preset musl
fi

# libuv's and jansson's headers suppose no C library; in a folder of their own, so that nothing else of the GNU C library's is seen.
headers=$(mktemp -d "${TMPDIR:-/tmp}/ntsim-musl.XXXXXX") || exit 1
trap 'rm -rf "$headers"' EXIT
for name in uv.h uv jansson.h jansson_config.h; do
    for folder in /usr/include /usr/include/*-linux-gnu; do
        [ -e "$folder/$name" ] && ln -sf "$folder/$name" "$headers/$name"
    done
done
find sim -name '*.c' ! -path 'sim/crt/*' ! -name '*_macos.c' ! -name '*_macho.c' | xargs -n 40 musl-gcc -fsyntax-only -std=gnu17 -fshort-wchar -fsigned-char \
    -D__DEFINED_wchar_t -Dwchar_t=__WCHAR_TYPE__ -Wall -Wextra -Wno-multichar -Werror -DNTSIM_INSIDE=1 -DNTSIM_VERSION='"0"' -Isim -Iinclude -isystem include/ddk \
    -isystem "$headers" || exit 1
echo "compiled only: build/musl-root has no libraries (.ci/musl makes them)"
