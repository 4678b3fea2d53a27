#!/bin/sh
# No scenario's or driver's name occurs in the code of sim/ (design section 8): what happens to a driver comes from what it does.
# usage: names.sh, in the source tree

names() {
    find drivers tests/scenario tests/apps -name '*.c' | sed 's|.*/||; s|\.c$||'
    sed -n 's/^NTSIM_SCENARIO(\([A-Za-z0-9_]*\),.*/\1/p' tests/scenario/*.c
}

# "deadlock" is the name of an outcome, and so of a benchmark in the literature.
wanted=$(names | grep -vx deadlock | LC_ALL=C sort -u | tr '\n' ' ')
[ -n "$wanted" ] || {
    echo "there is no driver and no scenario to look for" >&2
    exit 1
}

# Words in comments are English; words of the code, strings included, are not. A device's model has the device's name (sim/dev), and so may its driver.
find sim -path sim/dev -prune -o -type f \( -name '*.[chS]' -o -name '*.def' -o -name '*.inc' \) -exec awk -v wanted="$wanted" '
    BEGIN { n = split(wanted, list, " "); for (i = 1; i <= n; i++) name[list[i]] = 1 }
    FNR == 1 { comment = 0 }
    {
        line = $0
        if (comment) {
            if (!match(line, /\*\//)) next
            line = substr(line, RSTART + 2)
            comment = 0
        }
        while ((at = index(line, "/*")) > 0) {
            rest = substr(line, at + 2)
            line = substr(line, 1, at - 1) " "
            if (match(rest, /\*\//)) line = line substr(rest, RSTART + 2)
            else comment = 1
        }
        sub(/\/\/.*/, "", line)
        gsub(/[^A-Za-z0-9_]+/, " ", line)
        n = split(line, word, " ")
        for (i = 1; i <= n; i++)
            if (word[i] in name) { print FILENAME ":" FNR ": " word[i] " is the name of a driver or scenario"; found = 1 }
    }
    END { exit found }' {} + >&2
