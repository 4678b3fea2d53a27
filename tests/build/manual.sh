#!/bin/sh
# The manual pages are well formed, and say what there is: ntsim(1) has the commands and options of --help, ntsim_add_driver(7) the keywords of the functions,
# no more and no less.
# usage: manual.sh <ntsim> <sim folder>
program=$1 sim=$2
page1=$sim/cli/ntsim.1 page7=$sim/cmake/ntsim_add_driver.7
status=0
complain() {
    echo "$*" >&2
    status=1
}

# mandoc and groff, whichever is there.
for page in "$page1" "$page7"; do
    if command -v mandoc >/dev/null; then
        said=$(mandoc -T lint -W warning "$page" 2>&1) || complain "mandoc: $said"
    fi
    if command -v groff >/dev/null; then
        said=$(groff -mandoc -w w -T utf8 "$page" 2>&1 >/dev/null)
        [ -z "$said" ] || complain "groff: $said"
    fi
done

# same "WHAT" "words of the program, one a line" "words of the manual"
same() {
    differing=$({ echo "$2" | LC_ALL=C sort -u; echo "$3" | LC_ALL=C sort -u; } | LC_ALL=C sort | uniq -u)
    [ -z "$differing" ] || complain "$1: only one of the program and the manual has:
$differing"
}

help=$("$program" --help)
synopsis=$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$page1")
same "commands" "$(echo "$help" | sed -nE 's/^(usage:|      ) ntsim ([a-z]+).*/\2/p')" "$(echo "$synopsis" | sed -n 's/^\.Cm //p')"
same "described commands" "$(echo "$help" | sed -nE 's/^(usage:|      ) ntsim ([a-z]+).*/\2/p')" "$(sed -n 's/^\.It Cm //p' "$page1")"
same "options" "$(echo "$help" | sed -nE 's/^(usage:|      ) ntsim//p; s/^  (--.*)/\1/p' | sed 's/  .*//' | grep -o -- '--[a-z]*')" \
    "$({ echo "$synopsis"; grep '^\.It Fl' "$page1"; } | grep -o '\\-[a-z][a-z]*' | sed 's/^\\/-/')"
same "exit codes" "$(echo "$help" | sed -n 's/^exit code: //p' | grep -o '[0-9] ' | tr -d ' ')" "$(sed -n '/^\.Sh EXIT/,/^\.El/s/^\.It \([0-9]\)$/\1/p' "$page1")"

keywords=$(grep -o 'cmake_parse_arguments(PARSE_ARGV.*' "$sim/cmake/NtsimModules.cmake" | grep -o '"[A-Z_;]*"' | tr -d '"' | tr ';' '\n')
described=$(sed -n '/^\.Sh DESCRIPTION/,/^\.Sh VARIABLES/s/^\.It Cm //p' "$page7" | tr ',' '\n' | tr -d ' ')
same "keywords of ntsim_add_..." "$keywords" "$described"
for function in $(sed -n 's/^function(\(ntsim_add_[a-z_]*\).*/\1/p' "$sim/cmake/NtsimModules.cmake"); do
    grep -q "^$function(" "$page7" || complain "ntsim_add_driver(7) does not show $function"
done
exit $status
