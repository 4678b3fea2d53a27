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
        function row(symbol, file) { if (file ~ /^delete_sized/) file = "" # ours, called for the driver
            if (!(symbol in done)) { done[symbol] = 1; print symbol, (file == "" ? "it" : file) } }
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

# What a compiler of C++ calls behind the source. sim/crt has what it can mean in an application.
why_cxx() {
    case $1 in
    _Znw* | _Zna*) [ "$kind" = driver ] && echo "operator new, which a driver defines itself, for instance over ExAllocatePool2" ;;
    _Zdl* | _Zda*) [ "$kind" = driver ] && echo "operator delete, which a driver defines itself, for instance over ExFreePool" ;;
    __cxa_atexit | __dso_handle) echo "atexit, because it has a static object with a destructor, which nothing runs in a driver" ;;
    __cxa_guard_*) echo "a lock for static locals, which a driver cannot have: compile it with -fno-threadsafe-statics" ;;
    __cxa_throw* | __cxa_*catch | __cxa_*exception* | __cxa_rethrow | __gxx_personality* | _Unwind_*) echo "C++ exceptions, which neither the kernel nor ntsim's applications have" ;;
    __dynamic_cast | _ZTI* | _ZTVN10__cxxabiv1* | __cxa_bad_*) echo "run-time type information, which neither the kernel nor ntsim's applications have" ;;
    _ZSt* | _ZNSt* | _ZNKSt* | _ZNS[absiod]* | _ZTVSt*) echo "a part of the C++ standard library, which ntsim does not have" ;;
    esac
}

# A name of C++ as the source has it, if the linker's companion is there.
readable() {
    case $1 in
    _Z*) c++filt "$1" 2>/dev/null || echo "$1" ;;
    *) echo "$1" ;;
    esac
}

mangled_entry() { # one of the objects among the linker's arguments has DriverEntry as a function of C++
    for object; do
        case $object in
        *.o) LC_ALL=C grep -aq '_Z11DriverEntryP' "$object" && return 0 ;;
        esac
    done
    return 1
}

# The objects among the linker's arguments whose global objects want code to be run, "FILE" or "FILE:LINE" each.
constructed() {
    for object; do
        case $object in
        *.o) ;;
        *) continue ;;
        esac
        nm "$object" 2>/dev/null | grep -Eq ' [tTwW] (_GLOBAL__sub_I|__cxx_global_var_init)' || continue
        lines=$(objdump -dl "$object" 2>/dev/null | awk '
            /^[0-9a-f]+ </ { gcc = /<_Z[0-9]*__static_initialization_and_destruction/; on = gcc || /<__cxx_global_var_init/; first = "" }
            on && /:[0-9]+( |$)/ && !/^ / {
                sub(/^.*\//, ""); sub(/ .*/, "")
                if (gcc && first == "") first = $0 # where its function ends
                else if ($0 != first && !($0 in seen)) { seen[$0] = 1; print }
            }')
        echo "${lines:-$(basename "$object" .o)}"
    done
}

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

found=no at_exit=
while read -r symbol file; do
    [ -n "$symbol" ] || continue
    found=yes
    case $symbol in
    DriverEntry)
        if mangled_entry "$@"; then
            echo "$module: DriverEntry has the linkage of C++, by which nobody finds it; please write extern \"C\" before it." >&2
        else
            echo "$module: no source defines DriverEntry; every driver begins there." >&2
        fi
        continue
        ;;
    __dso_handle) [ -n "$at_exit" ] && continue ;; # goes with __cxa_atexit; some linkers tell of one of them only
    __cxa_atexit) at_exit=told ;;
    esac
    why=$(why_cxx "$symbol")
    if [ -n "$why" ]; then
        echo "$module: $file needs $why." >&2
        continue
    fi
    case $kind in
    driver) why=$(why_driver "$symbol") ;;
    *) why=$(why_application "$symbol") ;;
    esac
    echo "$module: $file calls $(readable "$symbol"), ${why:-which is in none of its sources and is no documented routine known to ntsim}." >&2
done <<LIST
$(undefined)
LIST

if grep -q 'ntsim: constructors in a driver' "$said"; then
    found=yes
    constructed "$@" | while read -r place; do
        echo "$module: $place: a global object is constructed by code, and Windows starts a driver at DriverEntry: nothing runs that code. Please make it constant (constexpr), or construct it in DriverEntry." >&2
    done
fi

# Anything else that the linker complained of is told in its own words.
if [ $found = yes ]; then
    grep -Ev 'undefined (reference|symbol)|[Uu]ndefined symbols|in function|>>>|ld returned|linker command failed|symbol\(s\) not found|^  |^$|missing a symbol' "$said" |
        grep -Ev 'ntsim: constructors' | grep -E 'error|multiple definition|cannot find' >&2
else
    cat "$said" >&2
fi
exit $status
