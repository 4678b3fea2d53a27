#!/bin/sh
# The shells' completion files offer what --help says, no more and no less. bash, zsh and fish: those that are installed; with none, skipped.
# usage: completion.sh <ntsim> <folder of the completion files> <folder of its own>
program=$1 files=$2 work=$3
status=0
rm -rf "$work"
mkdir -p "$work/bin" "$work/folder.d" && ln -s "$program" "$work/bin/ntsim" && : >"$work/file.sys" || exit 1
PATH=$work/bin:$PATH
export PATH
cd "$work" || exit 1

# Each prints the candidates for a command line whose words are the arguments, the last being completed.
ask_bash() {
    bash -c 'source "$1/ntsim.bash"; shift; COMP_WORDS=(ntsim "$@"); COMP_CWORD=$#; _ntsim ntsim; printf "%s\n" "${COMPREPLY[@]}"' bash "$files" "$@" |
        sed 's/^\\//'
}
ask_fish() {
    fish --no-config -c 'source $argv[1]/ntsim.fish; complete -C "ntsim $argv[2..]"' "$files" "$@" | cut -f 1 | sed 's|/$||'
}
# zsh's own functions want a terminal; in their place stand some that print what they are given.
ask_zsh() {
    zsh -f -c 'files=$1; shift; words=(ntsim "$@"); CURRENT=$#words
        _describe() { local one; for one in "${(@P)2}"; do print -r -- "${one%%:*}"; done }
        _files() { if [[ $1 == -/ ]]; then print -l ${words[-1]}*(/N); else print -l ${words[-1]}*(N); fi }
        ask() { source $files/_ntsim }; ask' zsh "$files" "$@"
}

# expect "WHAT IT IS" "wanted" words...: of all shells
expect() {
    what=$1
    wanted=$(echo "$2" | tr ' ' '\n' | LC_ALL=C sort)
    shift 2
    for shell in $shells; do
        got=$("ask_$shell" "$@" | LC_ALL=C sort)
        [ "$got" = "$wanted" ] && continue
        echo "$shell, $what: ntsim $* should offer [$(echo $wanted)], and offers [$(echo $got)]" >&2
        status=1
    done
}

shells=
for shell in bash zsh fish; do
    command -v $shell >/dev/null && shells="$shells $shell"
done
[ -n "$shells" ] || {
    echo "skipped: neither bash nor zsh nor fish is installed"
    exit 77
}
echo "asked:$shells"

help=$(ntsim --help)
names_in() { # names_in SECTION: the options below that line
    echo "$help" | awk -v section="$1" '
        $0 == section { inside = 1; next }
        /^[^ ]/ || /^$/ { inside = 0 }
        inside && /^  --/ { line = $0; while (match(line, /--[a-z]+/)) { print substr(line, RSTART, RLENGTH); line = substr(line, RSTART + RLENGTH); if (line !~ /^ [A-Z], /) break } }' |
        tr '\n' ' ' | sed 's/ $//'
}
commands=$(echo "$help" | sed -nE 's/^(usage:|      ) ntsim ([a-z]+).*/\2/p' | tr '\n' ' ' | sed 's/ $//')
run=$(names_in "options of run:")
further=$(names_in "further options of explore:")
[ "$(echo "$commands $run $further" | wc -w)" -gt 20 ] || {
    echo "--help could not be read: commands [$commands], options [$run] and [$further]" >&2
    exit 1
}

expect "options of run" "$run" run --
expect "options of explore" "$run $further" explore --
expect "options of replay" "$run --step" replay --
expect "what list takes" "--json --path" list --
expect "beginning of an option" "--schedule" run --sche
expect "beginning of a command" "$(echo "$commands" | tr ' ' '\n' | grep '^r' | tr '\n' ' ' | sed 's/ $//')" r
expect "a choice of values" "pct pos preemption" explore --strategy p
expect "numbers" "1 2" trace --level ""
expect "views" '!drvobj' run --view '!drv'
expect "a routine" "KeInsertQueueDpc" ddi KeInsertQueueDp
expect "scenarios" "u16_timer_left_set u16_timer_left_set_fixed" run u16_t
expect "files" "bin file.sys folder.d" run --driver ""
expect "folders" "bin folder.d" list --path ""
expect "after --app" "file.sys" run --app fi
expect "nothing for a number" "" run --processors ""
exit $status
