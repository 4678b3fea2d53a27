#!/bin/sh
# Compiles one source of a module, C or C++. What the compiler refuses is preprocessed, put from Microsoft's dialect into C (microsoft.awk), and compiled again;
# source that compiles as it is never gets there, and source that is wrong in either dialect keeps the compiler's first words.
#   compile_module.sh COMPILER ARGUMENTS... -o OBJECT -c SOURCE
folder=${0%/*}

work=$(mktemp -d "${TMPDIR:-/tmp}/ntsim-compile.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
for source; do :; done # the last word

# clang takes Microsoft's inline assembly on x86-64; Microsoft's compiler does not, nor does gcc, and on another processor it means nothing.
may_have_assembly() {
    grep -Eq '(^|[^A-Za-z0-9_])_?_asm[[:space:]]*(\{|$|[[:space:]][A-Za-z])' "$source"
}

"$@" 2>"$work/said"
status=$?
if [ $status -eq 0 ] && ! may_have_assembly; then
    cat "$work/said" >&2
    exit 0
fi

# What the text behind the preprocessor is called: a compiler tells its language by that.
case $source in
*.c) module=$work/module.i ;;
*) module=$work/module.ii ;;
esac

# preprocess COMPILER ARGUMENTS...: into $work/expanded.i, the list of headers where the build wants it. Words pasted that make no word are no error:
# Microsoft's preprocessor leaves them side by side, and so does ours, with a complaint.
preprocess() {
    count=$# option=
    while [ $count -gt 0 ]; do
        word=$1
        shift
        count=$((count - 1))
        case $option:$word in
        *:-o) option=$word && continue ;;
        -o:*) option= && continue ;;
        *:-c) word=-E ;;
        esac
        option=$word
        set -- "$@" "$word"
    done
    LC_ALL=C "$@" >"$work/expanded.i" 2>"$work/complaints" || ! grep -v 'valid preprocessing token' "$work/complaints" | grep -q 'error:'
}

# recompile COMPILER ARGUMENTS...: $module in place of the source; the list of headers is written already.
recompile() {
    count=$# option=
    while [ $count -gt 0 ]; do
        word=$1
        shift
        count=$((count - 1))
        case $option:$word in
        -MF:* | -MT:* | -MQ:* | *:-MD | *:-MMD | *:-MF | *:-MT | *:-MQ) option=$word && continue ;;
        -c:*) word=$module ;;
        esac
        option=$word
        set -- "$@" "$word"
    done
    "$@"
}

# says WHAT: the sentence or the compiler's words, and the end.
says() {
    cat "$work/$1" >&2
    [ "$1" = said ] && exit $status
    exit 1
}

preprocess "$@" && awk -f "$folder/microsoft.awk" "$work/expanded.i" >"$module" 2>"$work/why"
case $? in
0)
    [ $status -eq 0 ] && says said
    recompile "$@"
    exit $?
    ;;
3) says why ;; # cannot be put into C: a sentence that says why
*) says said ;;
esac
