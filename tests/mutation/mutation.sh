#!/bin/sh
# Which changes of sim/ob, of the way out of a driver in sim/io, and of timers and DPCs in sim/ke do the tests notice? All mutants are compiled into a copy of the
# tree at once; each then costs no more than the tests that meet it. survivors.txt has those that cannot be noticed.
#
#   mutation.sh SOURCE BUILD WORK [SAMPLE [SEED]]      BUILD has the tools (targets mutation_mutate, mutation_run); SAMPLE 0: all
#
# What the last one built is built on: only files that changed are compiled again. WORK/results.txt has the verdicts on this build, a row each; a run that was broken
# off goes on behind them. When anything changed they become earlier.txt, which says where to look first, and all are asked again.
set -eu
source=$1 build=$2 work=$3 sample=${4:-0} seed=${5:-1}
copy=$work/source fresh=$work/fresh tree=$work/tree
rm -rf "$fresh"
mkdir -p "$copy" "$fresh" "$tree"
(cd "$source" && tar cf - --exclude=./build --exclude=./.git .) | (cd "$fresh" && tar xf -)
(cd "$fresh" && xargs "$build/mutation_mutate" 1 <"$source/tests/mutation/files.txt") >"$work/mutants.txt"
cp "$source/tests/mutation/mutant.c" "$source/tests/mutation/mutant.h" "$fresh/sim/base/"
sed -i.good 's/^ntsim_layer(base /ntsim_layer(base mutant.c /' "$fresh/sim/CMakeLists.txt"
# Units and scenarios are asked; the rest of the tests need not be built.
for part in build integration fuzz mutation bench demo; do
    sed -i.good "/^add_subdirectory($part)/d" "$fresh/tests/CMakeLists.txt"
    rm -rf "$fresh/tests/$part"
done
(cd "$fresh" && find . -type f) | while read -r file; do
    cmp -s "$fresh/$file" "$copy/$file" && continue
    if [ -f "$work/results.txt" ]; then
        cat "$work/results.txt" >>"$work/earlier.txt"
        rm "$work/results.txt"
    fi
    mkdir -p "$copy/$(dirname "$file")"
    cp "$fresh/$file" "$copy/$file"
done
cmake -S "$copy" -B "$tree" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DNTSIM_TEST_PRESETS= -DCMAKE_C_FLAGS=-w >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
nice -n 10 cmake --build "$tree" --parallel 2 >"$work/log" 2>&1 || { tail -40 "$work/log" >&2; exit 1; }
cd "$work"
nice -n 10 "$build/mutation_run" "$tree" mutants.txt "$source/tests/mutation/survivors.txt" "$sample" "$seed"
