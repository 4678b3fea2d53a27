#!/bin/sh
# The table of demand is true: what the headers are said to give is there and has no row, no name has two demands, and what three or more real drivers use is
# modelled or given by the headers, or belongs to an area that is not modelled yet.
# usage: ddi_demand.sh <compiler>, in the source tree
compiler=$1

names() { # names WORDS FILE...: the first argument of such rows
    words=$1
    shift
    sed -nE "s/^($words)\(([A-Za-z0-9_]*)[,)].*/\2/p" "$@" | LC_ALL=C sort
}

work=$(mktemp -d "${TMPDIR:-/tmp}/ntsim-demand.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
names 'DDI|DECLARED|DATA|HOOK' sim/ddi/*.def >"$work/rows"
names INLINE sim/ddi/inline.def >"$work/inline"
names DEMAND sim/ddi/demand.inc >"$work/demand"

# Names that the headers define themselves, as a macro or with a body, and those of the library that a driver is linked with.
{
    find include/ddk -name '*.h' -exec sed -nE 's/^ *# *define *([A-Za-z0-9_]*).*/\1/p; s/^(static|FORCEINLINE|inline).*[ *]([A-Za-z0-9_]*)\(.*/\2/p' {} +
    printf '#include <ntstrsafe.h>\n#include <ntintsafe.h>\n' | "$compiler" -E -P -Iinclude/ddk -Iinclude/ddk/crt - | grep -o 'Rtl[A-Za-z0-9]*(' | tr -d '('
} | LC_ALL=C sort -u >"$work/headers"

names 'DDI|DATA' sim/ddi/*.def | LC_ALL=C sort - "$work/inline" >"$work/served"

wanted() { # rows of demand, as "name drivers folders area", that three or more use and nothing serves
    sed -n 's/^DEMAND(\(.*\))$/\1/p' sim/ddi/demand.inc | tr -d , | awk -v served="$work/served" '
        BEGIN { while ((getline name <served) > 0) have[name] = 1 }
        ($2 >= 3 || $3 >= 3) && !($1 in have)'
}

complaints=$(
    wanted | while read -r name drivers folders area; do
        case $area in PNP | POWER | WMI | DMA | FILE_SYSTEMS) continue ;; esac
        echo "$name is used by $drivers drivers and $folders folders, and is not modelled"
    done
    uniq -d "$work/demand" | sed 's/$/ has two rows in sim\/ddi\/demand.inc/'
    uniq -d "$work/inline" | sed 's/$/ has two rows in sim\/ddi\/inline.def/'
    comm -12 "$work/rows" "$work/inline" | sed 's/$/ has a row in sim\/ddi and another in inline.def/'
    comm -13 "$work/headers" "$work/inline" | sed 's/$/ stands in inline.def, and no header defines it/'
)
[ -z "$complaints" ] && exit 0
echo "$complaints" >&2
exit 1
