#!/bin/sh
# The quick tests, all scenarios among them, on AArch64 under qemu-user, where .ci/aarch64 has prepared it.
# usage: aarch64.sh, in the source tree
for program in aarch64-linux-gnu-gcc qemu-aarch64; do
    command -v $program >/dev/null || {
        echo "skipped: $program is not installed (.ci/aarch64 installs it)"
        exit 77
    }
done
[ -f build/aarch64-sysroot/usr/include/uv.h ] || {
    echo "skipped: build/aarch64-sysroot has no AArch64 libraries (.ci/aarch64 fetches them)"
    exit 77
}
exec cmake --workflow --preset aarch64
