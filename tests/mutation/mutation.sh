#!/bin/sh
# Which changes of sim/ob, of the way out of a driver in sim/io, and of timers and DPCs in sim/ke do the tests notice? All mutants are compiled into a copy of the
# tree at once; each then costs no more than the tests that meet it. survivors.txt has those that were looked at.
#
#   mutation.sh SOURCE BUILD WORK [FIRST STEP]      BUILD has the tools (targets mutation_mutate, mutation_run)
set -eu
source=$1 build=$2 work=$3 first=${4:-1} step=${5:-1}
copy=$work/source tree=$work/tree
rm -rf "$copy"
mkdir -p "$copy" "$tree"
(cd "$source" && tar cf - --exclude=./build --exclude=./.git .) | (cd "$copy" && tar xf -)
(cd "$copy" && xargs "$build/mutation_mutate" 1 <"$source/tests/mutation/files.txt") >"$work/mutants.txt"
cp "$source/tests/mutation/mutant.c" "$source/tests/mutation/mutant.h" "$copy/sim/base/"
sed -i.good 's/^ntsim_layer(base /ntsim_layer(base mutant.c /' "$copy/sim/CMakeLists.txt"
cmake -S "$copy" -B "$tree" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DNTSIM_TEST_PRESETS= -DCMAKE_C_FLAGS=-w >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
cmake --build "$tree" --parallel 2 >"$work/log" 2>&1 || { tail -40 "$work/log" >&2; exit 1; }
cd "$work"
"$build/mutation_run" "$tree" mutants.txt "$source/tests/mutation/survivors.txt" "$first" "$step"
