# What a failing assertion of <ntsim/cmocka.h> prints: the report, the line that replays it (which is tried), and the place of the assertion. -DCMOCKA_PROGRAM=
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

# must_fail(not_quiet text...): that test of the program fails, and says so. Sets `said`.
function(must_fail test)
    execute_process(COMMAND "${CMOCKA_PROGRAM}" ${test} WORKING_DIRECTORY "${WORK}" RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(NOT code EQUAL 1)
        message(SEND_ERROR "${test} ended with ${code}, not 1:\n${said}")
    endif()
    must_have("${said}" "FAILED" "cmocka.c:" ${ARGN})
    set(said "${said}" PARENT_SCOPE)
endfunction()

# The line behind "replay: ntsim ": it shows the same.
function(must_replay text)
    if(NOT said MATCHES "replay: ntsim ([^\n]+)\n")
        message(FATAL_ERROR "no replay line:\n${said}")
    endif()
    separate_arguments(words UNIX_COMMAND "${CMAKE_MATCH_1}")
    execute_process(COMMAND "${NTSIM}" ${words} WORKING_DIRECTORY "${WORK}" OUTPUT_VARIABLE out)
    must_have("${out}" "${text}")
endfunction()

must_fail(not_clean "ntsim, scenario u27_thread_last_instruction: " "who did what:" "*** STOP 0x000000CE" "claim: A failure, found by" "outcome: found")
must_replay("*** STOP 0x000000CE")
must_fail(not_found "claim: No failure within 0 delays" "outcome: clean")
must_fail(not_expected "there is no scenario race_counter_of_nobody")
must_fail(not_a_strategy "there is no strategy luck")
# As expected by the scenario, but not quiet: there is no replay line then, for `ntsim run` is the whole of it.
must_fail(not_quiet "*** STOP 0x000000D4" "culprit: timer_left_set!AlarmDpc")
only_files()
