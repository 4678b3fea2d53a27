#!/bin/sh
# Pages of another size than 4 KiB, as Apple's processors have them (16 KiB) and some Linux kernels (64 KiB): qemu-user gives a program any. Tests of what stands on
# pages are run with that; then the memory calls of some runs are looked at, because qemu lets pass what a kernel would refuse: an address that begins no page.
# usage: pages.sh SIZE <build folder> <ctest> <ntsim, as it is run under qemu> <modules>
size=$1 build=$2 ctest=$3 ntsim=$4
NTSIM_PATH=$5
export NTSIM_PATH

case $size in
16384) begins='^[0-9a-f]*[048c]000$' ;;
65536) begins='^[0-9a-f]*0000$' ;;
*) exit 2 ;;
esac
QEMU_PAGESIZE=$size
NTSIM_TEST_PAGE_SIZE=$size # unit.host.memory compares
export QEMU_PAGESIZE NTSIM_TEST_PAGE_SIZE

"$ctest" --test-dir "$build" --output-on-failure --no-tests=error -E '^build\.' -R \
    '^unit\.(host|image|arena|mm)\.|^unit\.ke\.(dpc|fault|seh|stacks)$|^(echo|edu_factorial|left_behind|stop_race|u16_timer_left_set|u26_thread_left_running|u27_thread_last_instruction|u01_handle_inherited)(_fixed)?$' || exit 1

said=$(mktemp "${TMPDIR:-/tmp}/ntsim-pages.XXXXXX") || exit 1
trap 'rm -f "$said"' EXIT
status=0
for scenario in echo edu_factorial left_behind u01_handle_inherited u16_timer_left_set u27_thread_last_instruction; do
    QEMU_STRACE=1 "$ntsim" run $scenario >/dev/null 2>"$said" || { echo "$scenario failed" >&2 && status=1; }
    calls=$(sed -nE 's/^.*(mmap|mprotect|munmap|madvise|mremap)\(0x([0-9a-f]+),.*/\2 \0/p' "$said")
    [ "$(echo "$calls" | wc -l)" -gt 20 ] || { echo "$scenario: qemu tells of no memory calls" >&2 && status=1; }
    wrong=$(echo "$calls" | awk -v begins="$begins" '$1 !~ begins')
    [ -z "$wrong" ] || { echo "$scenario: no multiple of $size: $wrong" >&2 && status=1; }
done
exit $status
