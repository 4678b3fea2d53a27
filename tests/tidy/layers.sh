#!/bin/sh
# A file of sim/ includes only from its own layer or from one below it, and nobody but sim/host includes <uv.h> (design section 3).
# usage: layers.sh, in the source tree

# Bottom first. crt is the modules' side and stands on nothing; what it shares with the simulator (module.h, format.h) anybody may use.
layers="crt host base arena event choice ddi image ke mm rtl ex se ob ps hal dev tm cm io po pnp scm win32 verify machine report lab explore api cli"

sources() {
    find "$@" -type f \( -name '*.[chS]' -o -name '*.def' -o -name '*.inc' \) | LC_ALL=C sort
}

# Rows "file:line header", one for every #include "header".
quoted_includes() {
    # shellcheck disable=SC2046
    grep -n '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' $(sources sim) /dev/null |
        sed 's/^\([^:]*:[0-9]*\):[^"]*"\([^"]*\)".*/\1 \2/'
}

# Rows "file:line includer's-layer included-layer". A name is looked for beside the file, then below sim/, as the compiler does.
uses() {
    sources sim >"$files"
    quoted_includes | awk -v listing="$files" '
        function plain(path) {
            while (match(path, /[^\/]+\/\.\.\//))
                path = substr(path, 1, RSTART - 1) substr(path, RSTART + RLENGTH)
            return path
        }
        function layer(path) { sub(/^sim\//, "", path); sub(/\/.*/, "", path); return path }
        BEGIN { while ((getline path <listing) > 0) exists[path] = 1 }
        {
            file = $1; sub(/:[0-9]*$/, "", file)
            beside = file; sub(/[^\/]*$/, "", beside)
            if (plain(beside $2) in exists) print $1, layer(file), layer(plain(beside $2))
            else if (("sim/" $2) in exists) print $1, layer(file), layer("sim/" $2)
        }'
}

files=$(mktemp "${TMPDIR:-/tmp}/ntsim-layers.XXXXXX") || exit 1
trap 'rm -f "$files"' EXIT

complaints=$(
    uses | awk -v order="$layers" '
        BEGIN { n = split(order, name, " "); for (i = 1; i <= n; i++) height[name[i]] = i }
        !($2 in height) && !told[$2]++ { print "sim/" $2 " is in no line of design section 3 (tests/tidy/layers.sh lists them)" }
        height[$3] > height[$2] { print $1 ": " $2 " includes from " $3 ", which is above it" }'
    # shellcheck disable=SC2046
    grep -n '#[[:space:]]*include[[:space:]]*[<"]uv[./]' $(sources sim include drivers tests | grep -v '^sim/host/') /dev/null |
        sed 's/:[^:]*$/: only sim\/host knows libuv/'
)
[ -z "$complaints" ] && exit 0
echo "$complaints" >&2
exit 1
