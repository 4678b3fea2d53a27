#!/bin/sh
# Every routine with a row is declared by a header that drivers include: one that is not could only be called through an implicit declaration.
# usage: ddi_declared.sh <compiler>, in the source tree
compiler=$1
work=$(mktemp -d "${TMPDIR:-/tmp}/ntsim-declared.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT

# All headers in one source; not the halves of a pair.
(cd include/ddk && ls ./*.h | grep -Ev 'pshpack|poppack') | sed 's|^\./\(.*\)|#include <\1>|' >"$work/all.c"
"$compiler" -x c -E -P -std=gnu17 -fshort-wchar -Iinclude/ddk -Iinclude/ddk/crt "$work/all.c" >"$work/all.i" || exit 1
grep -o '[A-Za-z_][A-Za-z0-9_]* *(' "$work/all.i" | tr -d ' (' | LC_ALL=C sort -u >"$work/declared"
# Exported and documented nowhere: who uses it declares it himself.
undocumented='PsGetProcessImageFileName|PsGetProcessInheritedFromUniqueProcessId|PsGetProcessSectionBaseAddress|PsGetThreadProcess|PsWrapApcWow64Thread|ZwQueryInformationProcess'
undocumented="$undocumented|ObOpenObjectByName|ObReferenceObjectByName|IoCreateDriver|IoDeleteDriver"
sed -nE 's/^(DDI|DECLARED)\(([A-Za-z0-9_]*)[,)].*/\2/p' sim/ddi/*.def | grep -vxE "$undocumented" | LC_ALL=C sort >"$work/rows"

undeclared=$(LC_ALL=C comm -13 "$work/declared" "$work/rows")
[ -z "$undeclared" ] && exit 0
echo "$undeclared" | sed 's/$/ has a row in sim\/ddi and no prototype in include\/ddk/' >&2
exit 1
