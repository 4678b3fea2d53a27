# --races and --points 2: a race is found, told with both places, and found again by its replay; the fixed twin is clean. Without either, nothing shows.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

# found(words...): explore finds something; its replay line gives the same outcome. Sets `out`, and `again` to what the replay said.
function(found)
    ntsim(1 explore ${ARGN})
    must_have("${out}" "outcome: found")
    if(NOT out MATCHES "replay: ntsim ([^\n]+)\n")
        message(SEND_ERROR "no replay line:\n${out}")
    endif()
    separate_arguments(words UNIX_COMMAND "${CMAKE_MATCH_1}")
    set(told "${out}")
    ntsim(1 ${words})
    set(again "${out}" PARENT_SCOPE)
    set(out "${told}" PARENT_SCOPE)
endfunction()

function(clean)
    ntsim(0 explore ${ARGN})
    must_have("${out}" "outcome: clean")
endfunction()

# A counter without a lock.
found(race_counter --races --runs 100)
foreach(text "${out}" "${again}")
    must_have("${text}" "finding data race: offset 0x" "of Device extension 1" "dispatch routine" "DPC routine" "IRQL 2" "no lock" "in race_counter!Count (race_counter.c:"
        "and, earlier, in race_counter!Count (race_counter.c:")
endforeach()
ntsim(1 explore race_counter --races --runs 100 --json -)
json_is("${out}" "data race" findings 0 rule)
json_is("${out}" "Count" findings 0 where routine)
json_is("${out}" "Count" findings 0 other routine)
clean(race_counter --runs 3000)
clean(race_counter_fixed --races --runs 3000)

# A count gets lost, between a load and a store: level 2.
found(race_counter --points 2 --runs 3000)
must_have("${out}" "l=2" ".@Count~" "check: ask(IOCTL_METER_TOTAL) == events is false")
must_have("${again}" "check: ask(IOCTL_METER_TOTAL) == events is false")
clean(race_counter_fixed --points 2 --runs 3000)
clean(race_counter_fixed --points 2 --races --runs 3000)

# Rule Q35.
found(race_irql_only --races --runs 3000)
must_have("${out}" "IRQL 2, processor 0, no lock" "IRQL 2, processor 1, no lock")
clean(race_irql_only --races --runs 3000 --processors 1)
clean(race_irql_only_fixed --races --runs 3000)

clean(echo --races --runs 1000)
clean(echo --points 2 --runs 1000)
bad("--points needs 1 or 2" explore echo --points 3)

# No false report: every fixed driver, and watching changes nothing of a run.
ntsim(0 list)
string(REGEX MATCHALL "(^|\n)[a-z0-9_]+_fixed" fixed "${out}")
list(LENGTH fixed count)
if(count LESS 10)
    message(SEND_ERROR "only ${count} fixed scenarios are listed:\n${out}")
endif()
foreach(scenario IN LISTS fixed)
    string(STRIP "${scenario}" scenario)
    execute_process(COMMAND "${NTSIM}" explore ${scenario} --races --points 2 --runs 100 WORKING_DIRECTORY "${WORK}" OUTPUT_VARIABLE said ERROR_VARIABLE said TIMEOUT ${limit})
    if(said MATCHES "finding data race[^\n]*\n[^\n]*\n[^\n]*")
        message(SEND_ERROR "${scenario}: ${CMAKE_MATCH_0}")
    endif()
    must_have("${said}" "outcome: ")
endforeach()
ntsim(0 run race_counter_fixed --json -)
json_value(hash "${out}" trace_hash)
ntsim(0 run race_counter_fixed --races --json -)
json_is("${out}" "${hash}" trace_hash)
