# fish completion for ntsim. The program itself says what a word may become (ntsim complete); files and folders are left to fish.
function __ntsim_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    for line in ($words[1] complete $words[2..] "$last" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$last"
            case :folders
                __fish_complete_directories "$last" ""
            case '*'
                echo $line
        end
    end
end
complete -c ntsim -f -a '(__ntsim_complete)'
