#!/bin/sh
# Links a module and, when a symbol stays undefined, says in a sentence each who calls what and why that cannot be.
#   link_module.sh KIND MODULE DDI_DIR INCLUDE_DIR SOURCES LINKER ARGUMENTS...
# SOURCES is a file with the names of the module's own sources and headers. Of a driver's, `long` is warned of.
# Reads what GNU ld, gold, lld and Apple's ld print.
kind=$1 module=$2 ddi=$3 include=$4 sources=$5
shift 5

said=$(mktemp "${TMPDIR:-/tmp}/ntsim-link.XXXXXX") || exit 1
trap 'rm -f "$said"' EXIT
LC_ALL=C "$@" 2>"$said"
status=$?
if [ $status -eq 0 ]; then
    cat "$said" >&2
    if [ "$kind" = driver ]; then
        while read -r source; do awk -f "${0%/*}/long_words.awk" "$source" >&2; done <"$sources"
    fi
    exit 0
fi

# Rows "symbol file", one a symbol, from the linker's words.
undefined() {
    awk '
        function leaf(path) { sub(/^.*\//, "", path); sub(/:.*$/, "", path); sub(/\.o$/, "", path); return path }
        function row(symbol, file) { if (!(symbol in done)) { done[symbol] = 1; print symbol, (file == "" ? "it" : file) } }
        /undefined reference to/ {
            symbol = $0; sub(/^.*undefined reference to [^A-Za-z_?]*/, "", symbol); sub(/[^A-Za-z0-9_].*$/, "", symbol)
            file = $0; sub(/^[^ ]*ld[^ :]*: /, "", file); sub(/:[^\/]*undefined reference.*$/, "", file)
            row(symbol, leaf(file))
        }
        /undefined symbol: / { lld = $0; sub(/^.*undefined symbol: */, "", lld); next }
        lld != "" && />>> referenced by/ { file = $0; sub(/^.*referenced by /, "", file); sub(/ .*$/, "", file); row(lld, leaf(file)); lld = "" }
        /^  "_.*referenced from:/ { apple = $0; sub(/^  "_/, "", apple); sub(/".*$/, "", apple); next }
        apple != "" { file = $0; sub(/^.* in /, "", file); row(apple, leaf(file)); apple = "" }
    ' "$said" | sort
}

has_row() { # has_row SYMBOL WORDS FILE...: a row WORD(SYMBOL in one of the .def files
    symbol=$1 words=$2
    shift 2
    cat "$@" 2>/dev/null | grep -Eq "^ *($words)\\( *$symbol *[,)]"
}

names() { # names SYMBOL FOLDER: a header of the folder knows it
    cat "$2"/*.h 2>/dev/null | grep -qw "$1"
}

libc=" printf fprintf sprintf snprintf scanf sscanf puts putchar getchar fopen fclose fread fwrite fgets fputs malloc calloc realloc free exit abort
 atexit system getenv time clock signal raise perror strdup strerror setlocale main "

why_driver() {
    if has_row "$1" WIN32 "$ddi"/win32*.def; then
        echo "a Win32 function; a driver cannot call it (Q186775 rule 47)"
    elif has_row "$1" SCENARIO "$ddi"/scenario*.def; then
        echo "a function for scenarios; a driver cannot call it"
    elif names "$1" "$include/win32/crt" || echo "$libc" | grep -qw "$1"; then
        echo "a C library function of user mode; a driver cannot call it"
    elif names "$1" "$include/win32"; then
        echo "a Win32 function; a driver cannot call it (Q186775 rule 47)"
    elif names "$1" "$include/ddk" || names "$1" "$include/ddk/ntsim"; then
        echo "which ntsim's headers declare and its list of routines (ntsim ddi) does not have"
    fi
}

why_application() {
    if has_row "$1" 'DDI|DECLARED|DATA' "$ddi"/*.def || names "$1" "$include/ddk"; then
        echo "which exists in the kernel only; an application cannot call it"
    elif [ "$kind" = app ] && has_row "$1" SCENARIO "$ddi"/scenario*.def; then
        echo "a function for scenarios; an application cannot call it"
    elif names "$1" "$include/win32"; then
        echo "a Win32 function that ntsim does not have yet"
    elif echo "$libc" | grep -qw "$1"; then
        echo "a C library function that ntsim does not have yet"
    fi
}

found=no
while read -r symbol file; do
    [ -n "$symbol" ] || continue
    found=yes
    case $symbol in
    DriverEntry)
        echo "$module: no source defines DriverEntry; every driver begins there." >&2
        continue
        ;;
    esac
    case $kind in
    driver) why=$(why_driver "$symbol") ;;
    *) why=$(why_application "$symbol") ;;
    esac
    echo "$module: $file calls $symbol, ${why:-which is in none of its sources and is no documented routine known to ntsim}." >&2
done <<LIST
$(undefined)
LIST

# Anything else that the linker complained of is told in its own words.
if [ $found = yes ]; then
    grep -Ev 'undefined (reference|symbol)|[Uu]ndefined symbols|in function|>>>|ld returned|linker command failed|symbol\(s\) not found|^  |^$|missing a symbol' "$said" |
        grep -E 'error|multiple definition|cannot find' >&2
else
    cat "$said" >&2
fi
exit $status
