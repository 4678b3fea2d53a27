#!/bin/sh
# Every header compiles alone, without a warning.
# usage: headers_alone.sh <compiler> <directory whose headers are checked> [more include directories...]
# <pshpackN.h> and <poppack.h> are halves of a pair and left out.
compiler=$1
checked=$2
shift 2

includes=-I$checked
for directory in "$@"; do
    includes="$includes -I$directory"
done

status=0
for header in $(cd "$checked" && find . -name '*.h' | sed 's|^\./||' | LC_ALL=C sort); do
    case $header in
    pshpack[1248].h | poppack.h) continue ;;
    esac
    # shellcheck disable=SC2086
    printf '#include "%s"\n' "$header" |
        "$compiler" -x c -fsyntax-only -std=gnu17 -fshort-wchar -fno-builtin -Wall -Wextra -Wshadow \
            -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla -Werror $includes - || {
        echo "$header does not compile alone" >&2
        status=1
    }
done
exit $status
