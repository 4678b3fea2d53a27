#!/bin/sh
# Every header compiles alone, without a warning.
# usage: headers_alone.sh <c or c++> <compiler> <directory whose headers are checked> [more include directories or compiler flags...]
# Left out: <pshpackN.h> and <poppack.h>, halves of a pair; *_body.h, which are filled in by who includes them; what is for another platform; of sim,
# the modules' side, which sees other headers and is checked by itself.
language=$1
compiler=$2
checked=$3
shift 3

flags=-I$checked
[ "$checked" = include/ntsim ] && flags=-iquote$checked # they are <ntsim/...> for everybody, and <cmocka.h> is not theirs
for argument in "$@"; do
    case $argument in
    -*) flags="$flags $argument" ;;
    *) flags="$flags -I$argument" ;;
    esac
done
case $(uname) in
Darwin) other=linux ;;
*) other=macos ;;
esac

# The flags of modules (sim/cmake/NtsimModules.cmake); drivers in C++ have neither exceptions nor type information.
case $language in
c) flags="-std=gnu17 -Wstrict-prototypes -Wmissing-prototypes $flags" ;;
c++) flags="-std=gnu++14 -fno-exceptions -fno-rtti -Wno-missing-field-initializers $flags" ;;
esac

status=0
for header in $(cd "$checked" && find . -name '*.h' | sed 's|^\./||' | LC_ALL=C sort); do
    case $header in
    pshpack[1248].h | poppack.h | *_body.h | *_$other.h | crt/driver/* | crt/user/*) continue ;;
    esac
    # shellcheck disable=SC2086
    printf '#include "%s"\n' "$header" |
        "$compiler" -x "$language" -fsyntax-only -fshort-wchar -fno-builtin -Wall -Wextra -Wshadow -Wpointer-arith -Wwrite-strings -Wvla -Werror $flags - || {
        echo "$header does not compile alone as $language" >&2
        status=1
    }
done
exit $status
