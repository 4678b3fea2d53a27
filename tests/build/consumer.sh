#!/bin/sh
# README's project, word for word, built and tested against the installed package, and a program of a plain Makefile beside it; all in folders with spaces.
# usage: consumer.sh <build folder> <source folder> <work folder> <compiler> <generator> [user]
# With `user`, which takes root, all but the installation is done by a user who may write nothing else.
build=$1 source=$2 work=$3 compiler=$4 generator=$5 user=$6

fail() {
    echo "$*" >&2
    exit 1
}

# must WORDS...: runs it; its output is shown when it fails.
must() {
    said=$("$@" 2>&1) || fail "failed: $*
$said"
}

# The files that README shows: a paragraph that ends with a colon and has the name in it (`mydrv.c`:), and a fenced block behind it.
extract() {
    awk -v folder="$1" '
        /^```/ && file != "" { if (inside) file = ""; inside = !inside; next }
        inside { print >(folder "/" file); next }
        /`[A-Za-z_.]+`[^`]*:$/ { file = $0; sub(/^[^`]*`/, "", file); sub(/`.*/, "", file); next }
        /[^ ]/ { file = "" }' "$2"
}

if [ -n "$user" ]; then
    if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
        echo "skipped: becoming another user takes root and setpriv (the other consumer tests run as $(id -un))"
        exit 77
    fi
    work=$(mktemp -d "${TMPDIR:-/tmp}/ntsim consumer XXXXXX") || exit 1
    trap 'rm -rf "$work"' EXIT
else
    rm -rf "$work"
fi
prefix="$work/pre fix" project="$work/my project"
mkdir -p "$project/build" || exit 1
must cmake --install "$build" --prefix "$prefix"
extract "$project" "$source/README.md"
for file in CMakeLists.txt mydrv.c myapp.c stop.c; do
    [ -s "$project/$file" ] || fail "README.md does not show $file"
done
cp "$source"/tests/build/embedder/* "$project" || exit 1

# No text of the package leads back to where it was built.
found=$(grep -rlIF -e "$build" -e "$source" "$prefix") && fail "these name the build or source folder: $found"

as=
if [ -n "$user" ]; then
    nobody=$(id -u nobody) && chown -R "$nobody" "$project" && chmod 755 "$work" || exit 1
    as="setpriv --reuid=$nobody --regid=$nobody --clear-groups --no-new-privs env HOME=/nonexistent"
    # shellcheck disable=SC2086
    [ "$($as id -u)" = "$nobody" ] || fail "setpriv did not change the user"
    $as touch "$prefix/x" 2>/dev/null && fail "the user may write into the package"
fi
cd "$project" || exit 1
modules="$project/build/modules"
# Another folder of the same may be in the environment of who runs the tests.
unset NTSIM_PATH

must $as cmake -B build -G "$generator" -DCMAKE_C_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$prefix"
must $as cmake --build build
must $as ctest --test-dir build --output-on-failure
echo "$said" | grep -q '100% tests passed, 0 tests failed out of 2' || fail "README's two tests should pass: $said"

must $as "$prefix/bin/ntsim" run --driver "$modules/mydrv.sys" --app "$modules/myapp.exe"
echo "$said" | grep -q 'opened' && echo "$said" | grep -q '^outcome: quiet' || fail "the application should open the device: $said"

must $as "$prefix/bin/ntsim" list --path "$modules"
echo "$said" | grep -q '^stop_armed ' || fail "the scenario is not listed: $said"

must $as env PKG_CONFIG_PATH="$(dirname "$(find "$prefix" -name ntsim.pc)")" make CC="$compiler" embedder
must $as env NTSIM_PATH="$modules" ./embedder stop_armed
echo "$said" | grep -q '^ntsim [0-9.]*: quiet, clean$' || fail "the embedding program should find the run clean: $said"
$as env NTSIM_PATH="$modules" ./embedder no_such_scenario >/dev/null 2>&1 && fail "the embedding program should not find that scenario"
exit 0
