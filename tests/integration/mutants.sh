#!/bin/sh
# The tests notice (design 8): each edit below takes one mechanism out of a copy of the source tree, and then the tests named beside it must fail - and must
# have passed before. One build folder, so that only what an edit touches is compiled again.
#
#   mutants.sh SOURCE WORK
set -eu
source=$1 work=$2
copy=$work/source tree=$work/tree
rm -rf "$copy"
mkdir -p "$copy" "$tree"
(cd "$source" && tar cf - --exclude=./build --exclude=./.git .) | (cd "$copy" && tar xmf -) # new times: nothing of a run that broke off is taken for built
cmake -S "$copy" -B "$tree" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DNTSIM_TEST_PRESETS= >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }

# What the tests below run, and no more: each edit would link every test program again.
targets="ntsim unit_explore_dfs u01_handle_left_open.scn u16_timer_left_set.scn u26_thread_left_running.scn u27_thread_last_instruction.scn"

rebuild()
{
    # shellcheck disable=SC2086
    cmake --build "$tree" --parallel 2 --target $targets >"$work/log" 2>&1 && return
    tail -40 "$work/log" >&2
    echo "$1 does not build" >&2
    exit 1
}

# passes TEST: exactly that one.
passes()
{
    (cd "$tree" && ctest -R "^$1\$" --no-tests=error >"$work/test.log" 2>&1)
}

# mutant NAME FILE 'SED EDIT' TEST...
mutant()
{
    name=$1 file=$2 edit=$3
    shift 3
    for test; do
        passes "$test" || { cat "$work/test.log" >&2; echo "$test fails before anything is taken out" >&2; status=1; return; }
    done
    sed -i.good "$edit" "$copy/$file"
    if cmp -s "$copy/$file" "$copy/$file.good"; then
        echo "$name: the edit finds nothing in $file; please adapt this script" >&2
        status=1
        mv "$copy/$file.good" "$copy/$file"
        return
    fi
    rebuild "$name"
    for test; do
        if passes "$test"; then
            echo "$name: $test does not notice" >&2
            status=1
        else
            echo "$name: $test fails, as it should"
        fi
    done
    mv "$copy/$file.good" "$copy/$file"
    touch "$copy/$file"
    rebuild "the good source"
}

status=0
rebuild "the source"

mutant "no page protection" sim/image/file.c 's/^        host_protect((void \*)file->start, file->end - file->start, HOST_NONE);$/        (void)0;/' \
    u26_thread_left_running
mutant "an open file is no reference on its device" sim/io/file.c 's/^    device->ReferenceCount++;$//' \
    u01_handle_left_open
mutant "KeSetEvent lets nobody run before it returns" sim/ddi/ke.def 's/^\(DDI(KeSetEvent,.*\)POINT | WAKES | KNOWN)$/\1POINT | KNOWN)/' \
    demo
mutant "two writes to one address are independent" sim/choice/footprint.c 's/(a->write || b->write)/(a->write != b->write)/' \
    unit.explore.dfs
mutant "a spin lock leaves no footprint" sim/ke/spinlock.c 's/^    footprint_write(lock, sizeof \*lock);$//' \
    unit.explore.dfs
exit $status
