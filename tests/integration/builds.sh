#!/bin/sh
# Level-1 traces are equal whatever built the simulator and the modules (design 4.2): gcc and clang, optimised and not. Each build is made in a folder of
# its own under WORK; every scenario's level-1 trace must be the same bytes in all, and also of two runs of one build (addresses differ: ASLR is on).
#
#   builds.sh SOURCE WORK SCENARIO...
set -eu
source=$1 work=$2
shift 2
mkdir -p "$work"

# build NAME COMPILER TYPE
build()
{
    cmake -S "$source" -B "$work/$1" -G Ninja -DCMAKE_C_COMPILER="$2" -DCMAKE_BUILD_TYPE="$3" -DNTSIM_TEST_PRESETS= >"$work/$1.log" 2>&1 &&
        cmake --build "$work/$1" --parallel 2 --target ntsim $targets >>"$work/$1.log" 2>&1 || {
        tail -40 "$work/$1.log" >&2
        exit 1
    }
    builds="$builds $1"
}

targets="dpc_rearm.scn u30_completion_last_instruction.scn"
for scenario; do
    [ -f "$source/tests/scenario/$scenario.c" ] && targets="$targets $scenario.scn"
done
builds=
command -v gcc >/dev/null && build gcc-debug gcc Debug && build gcc-release gcc Release
command -v clang >/dev/null && build clang-debug clang Debug && build clang-release clang Release
if [ "$(echo $builds | wc -w)" -lt 4 ]; then
    echo "gcc and clang are both needed; built:$builds" >&2
    exit 77
fi

# trace BUILD SCENARIO SUFFIX: the run's own exit code is the scenario tests' business.
trace()
{
    unset NTSIM_PATH
    "$work/$1/ntsim" run "$2" --trace "$work/$1/$2.$3" --json "$work/$1/$2.json" >/dev/null
    "$work/$1/ntsim" trace "$work/$1/$2.$3" --level 1 >"$work/$1/$2.$3.level1"
}

status=0
for scenario; do
    for build in $builds; do
        trace "$build" "$scenario" trace
        trace "$build" "$scenario" again
        cmp "$work/$build/$scenario.trace" "$work/$build/$scenario.again" || status=1
        first=$work/gcc-debug/$scenario.trace.level1
        if ! cmp -s "$first" "$work/$build/$scenario.trace.level1"; then
            echo "$scenario: level 1 of $build differs from that of gcc-debug:" >&2
            diff "$first" "$work/$build/$scenario.trace.level1" | head -10 >&2
            status=1
        fi
    done
    hashes=$(for build in $builds; do grep '"trace_hash"' "$work/$build/$scenario.json"; done | sort -u | wc -l)
    if [ "$hashes" != 1 ]; then
        echo "$scenario: trace_hash differs between builds" >&2
        status=1
    fi
    [ -s "$first" ] || { echo "$scenario: the trace is empty" >&2; status=1; }
done

# What one build finds, every other shows: the three longest-standing kinds of race, found and shortened by the first build, replayed by all.
for scenario in dpc_rearm u27_thread_last_instruction u30_completion_last_instruction; do
    found=$("$work/gcc-debug/ntsim" explore "$scenario" --runs 3000 2>/dev/null | sed -n "s/^replay: ntsim replay '\(NTS1:[^']*\)'.*/\1/p")
    [ -n "$found" ] || { echo "$scenario: gcc-debug found nothing" >&2; status=1; continue; }
    for build in $builds; do
        "$work/$build/ntsim" replay "$found" --trace "$work/$build/$scenario.found" >"$work/$build/$scenario.told" && { echo "$scenario: $build: '$found' does not fail" >&2; status=1; }
        grep -qE 'diverged|has changed' "$work/$build/$scenario.told" && { echo "$scenario: $build: '$found' does not fit" >&2; status=1; }
        "$work/$build/ntsim" trace "$work/$build/$scenario.found" --level 1 >"$work/$build/$scenario.found.level1"
        cmp "$work/gcc-debug/$scenario.found.level1" "$work/$build/$scenario.found.level1" || status=1
    done
done
exit $status
