#!/bin/sh
# A routine that is modelled is tried by something: each DDI row's name stands in code of a test or of a driver that tests run. Comments and texts do not count, nor
# does tests/unit/ddk, which is compiled and never run; that every file found here is compiled is what files.sh holds.
# usage: ddi_tests.sh, in the source tree
rows=$(sed -nE 's/^DDI\(([A-Za-z0-9_]*),.*/\1/p' sim/ddi/*.def | LC_ALL=C sort)

# Names that need none, each with its reason beside it. There is no such name.
excepted=

# The words of all that code. A comment that goes over lines is cut line by line.
words=$(
    find tests drivers -name '*.[ch]' ! -path 'tests/unit/ddk/*' -exec cat {} + |
        awk '
            { line = $0; out = "" }
            inside { end = index(line, "*/"); if (!end) next; line = substr(line, end + 2); inside = 0 }
            {
                gsub(/\\./, "", line)
                gsub(/"[^"]*"/, "\"\"", line)
                while ((start = index(line, "/*")) > 0) {
                    out = out substr(line, 1, start - 1) " "
                    line = substr(line, start + 2)
                    end = index(line, "*/")
                    if (!end) { inside = 1; line = ""; break }
                    line = substr(line, end + 2)
                }
                out = out line
                sub(/\/\/.*/, "", out)
                print out
            }' | tr -c 'A-Za-z0-9_' '\n' | LC_ALL=C sort -u
)

complaints=$(
    { echo "$words"; echo "$rows" | sed 's/$/ row/'; } | awk -v excepted=" $excepted " '
        NF == 1 { used[$1] = 1; next }
        NF == 2 && !($1 in used) && !index(excepted, " " $1 " ") { print $1 " is modelled, and no test or driver calls it" }'
    for name in $excepted; do
        echo "$words" | grep -qx "$name" && echo "$name is called: tests/tidy/ddi_tests.sh need not except it"
    done
)
[ -z "$complaints" ] && exit 0
echo "$complaints" >&2
exit 1
