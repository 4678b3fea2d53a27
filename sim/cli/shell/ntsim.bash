# bash completion for ntsim. The program itself says what a word may become (ntsim complete); files and folders are left to bash.
_ntsim()
{
    local word line words=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        [[ $word == "=" ]] || words+=("$word") # bash takes --json=FILE for three words
    done
    [[ ${COMP_WORDS[COMP_CWORD]} == "=" ]] && words+=("")
    local last=${words[${#words[@]} - 1]}

    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
        :files | :folders)
            compopt -o filenames 2>/dev/null
            [[ $line == :files ]] && line=-f || line=-d
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$line" -- "$last")
            ;;
        *) COMPREPLY+=("$(printf %q "${line%%$'\t'*}")") ;;
        esac
    done < <("$1" complete "${words[@]}" 2>/dev/null)
}
complete -F _ntsim ntsim
