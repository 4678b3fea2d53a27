#!/bin/sh
# What C++ source gets of a header is what C source gets: every function and variable that it declares has C linkage.
# usage: linkage.sh <gcc> <C++ compiler> <directory whose headers are checked> [more include directories...]
# gcc lists what the header declares to C (-aux-info); a C++ file that refers to all of it must not ask for one mangled name.
gcc=$1
compiler=$2
checked=$3
shift 3
flags="-I$checked -fshort-wchar -fno-builtin -w"
[ "$checked" = include/ntsim ] && flags="-iquote$checked -w" # for programs of the host
for folder in "$@"; do
    flags="$flags -I$folder"
done

work=$(mktemp -d "${TMPDIR:-/tmp}/ntsim-linkage.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
status=0
total=0
for header in $(cd "$checked" && find . -name '*.h' | sed 's|^\./||' | LC_ALL=C sort); do
    case $header in
    pshpack[1248].h | poppack.h | *_body.h) continue ;;
    esac
    printf '#include "%s"\n' "$header" >"$work/header.c"
    # shellcheck disable=SC2086
    "$gcc" $flags -fsyntax-only -aux-info "$work/declared" "$work/header.c" || exit 1
    sed -n 's/^\/\* [^*:]*include\/[dwn][dit][^*:]*:[^*]*\*\/ extern [^(]*[ *]\([A-Za-z_][A-Za-z0-9_]*\) (.*);.*$/\1/p' "$work/declared" | grep -Ev '_s$|^Interlocked' | LC_ALL=C sort -u >"$work/functions" # without those that C++ has more forms of (ntsim/arrays.h)
    sed -n 's/^extern .*[ *]\([A-Za-z_][A-Za-z0-9_]*\)\(\[[0-9]*\]\)\{0,1\};$/\1/p' "$checked/$header" >"$work/variables"
    {
        printf '#include "%s"\nextern "C" const void *const refers_to[];\nconst void *const refers_to[] = {\n' "$header"
        sed 's/.*/    (const void *)(\&&),/' "$work/functions" "$work/variables"
        echo '};'
    } >"$work/header.cpp"
    # shellcheck disable=SC2086
    "$compiler" $flags -std=gnu++14 -S -o "$work/header.s" "$work/header.cpp" || exit 1
    if mangled=$(grep -o '_Z[A-Za-z0-9_]*' "$work/header.s" | sort -u | grep .); then
        echo "$header declares these with C++ linkage: $mangled" >&2
        status=1
    fi
    total=$((total + $(wc -l <"$work/functions")))
done
echo "$total declarations of functions"
[ $total -gt 30 ] || exit 1
exit $status
