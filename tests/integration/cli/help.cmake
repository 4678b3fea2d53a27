# --help and --version, and what is said to somebody who has not asked right.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

ntsim(0 --help)
must_have("${out}" "usage: ntsim run" "ntsim list" "ntsim trace FILE" "ntsim ddi [--missing]" "--processors N" "--schedule S" "--trace FILE" "--json FILE"
    "--junit FILE" "--input FILE" "exit code: 0 as expected, 1 a failure, 2 bad input, 3 inconclusive or diverged, 4 not modelled")
must_equal("${err}" "" "stderr of --help")
set(help "${out}")
foreach(words "help" "-h" "run --help" "list --help")
    separate_arguments(words)
    ntsim(0 ${words})
    must_equal("${out}" "${help}" "what ${words} says")
endforeach()

ntsim(0 --version)
if(NOT out MATCHES "^ntsim [0-9]+\\.[0-9]+\\.[0-9]+\n$")
    message(SEND_ERROR "--version says ${out}")
endif()

ntsim(2)
must_equal("${out}" "" "standard output without a command")
must_equal("${err}" "${help}" "stderr without a command")
bad("there is no command bogus" bogus)
bad("there is no command --bogus" --bogus)
