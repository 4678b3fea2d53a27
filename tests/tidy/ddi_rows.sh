#!/bin/sh
# One row of a .def file, one routine: no name has two rows, and a DDI row's routine is defined once, its gate being its own.
# usage: ddi_rows.sh <compiler>, in the source tree
compiler=$1

# Rows "kind name", one for every row of the .def files given.
rows() {
    sed -n 's/^\([A-Z][A-Z0-9]*\)(\([A-Za-z0-9_]*\)[,)].*/\1 \2/p' "$@"
}

# Rows "gate routine": the argument of ddi_enter and the function that it stands in. Files that make routines by macros are expanded first.
gates() {
    find sim -name '*.c' | LC_ALL=C sort | while read -r file; do
        if grep -q 'ddi_enter(.*\\$' "$file"; then
            "$compiler" -E -P -std=gnu17 -fshort-wchar -DNTSIM_INSIDE=1 -Isim -Iinclude -isystem include/ddk "$file" |
                grep -o 'gate_ [^;]*[.]id = DDI_[A-Za-z0-9_]*' | sed 's/.*DDI_\(.*\)/\1 \1/'
        else
            awk '
                /^[A-Za-z_].*\(/ { routine = $0; sub(/\(.*/, "", routine); sub(/.*[^A-Za-z0-9_]/, "", routine) }
                /^ +ddi_enter\(/ { gate = $0; sub(/^ +ddi_enter\(/, "", gate); sub(/[^A-Za-z0-9_].*/, "", gate); print gate, routine }' "$file"
        fi
    done
}

twice() { # twice WORDS: which lines of the input come more than once
    LC_ALL=C sort | uniq -d | sed "s|\$| $1|"
}

complaints=$(
    rows sim/ddi/*.def | sed 's/.* //' | twice "has two rows in sim/ddi/*.def"
    find sim -name '*.def' ! -path 'sim/ddi/*' | while read -r file; do
        rows "$file" | twice "stands twice in $file"
    done
    {
        rows sim/ddi/*.def
        gates | sed 's/^/gate /'
    } | awk '
        $1 == "DDI" { row[$2] = 1 }
        $1 == "gate" { gates[$2]++; if ($2 != $3) print $3 " enters the gate of " $2 }
        END {
            for (name in row) if (gates[name] != 1) print name " has a DDI row and " gates[name] + 0 " definitions with its gate"
            for (name in gates) if (!(name in row)) print name " has a definition and no DDI row"
        }' | LC_ALL=C sort
)
[ -z "$complaints" ] && exit 0
echo "$complaints" >&2
exit 1
