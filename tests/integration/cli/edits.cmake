# A schedule outlives edits of the driver (search.md 5). Its header says which source it was made with; another one is a note. A deviation that finds no place is reported, the run goes
# on by default, and a search around what is left follows: exit code 1 when it finds a failure, 3 when it does not.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)
set(EDITED "${WORK}/../edited")

ntsim(1 explore u27_thread_last_instruction)
if(NOT out MATCHES "(NTS1:[^']*)'")
    message(FATAL_ERROR "no schedule:\n${out}")
endif()
set(schedule "${CMAKE_MATCH_1}")
if(schedule MATCHES ",d=00000000")
    message(SEND_ERROR "the schedule does not say which driver it was made with: ${schedule}")
endif()

# The driver as it is: nothing to say.
ntsim(1 replay "${schedule}")
must_have("${out}" "*** STOP 0x000000CE" "outcome: bugcheck 0xCE")
must_not_have("${out}" "has changed" "diverged")
ntsim(1 replay "${schedule}" --json -)
json_is("${out}" OFF driver_changed)

# An unrelated operation more: the same failure, and the note.
ntsim(1 replay "${schedule}" --path ${EDITED}/inserted)
must_have("${out}" "*** STOP 0x000000CE" "note: a driver's source has changed since the schedule was made" "deviation 1" "culprit: thread_last_instruction!PollerThread")
must_not_have("${out}" "diverged")
ntsim(1 replay "${schedule}" --path ${EDITED}/inserted --json -)
json_is("${out}" ON driver_changed)

# A comment more: changed as well, for texts are what is compared.
ntsim(1 replay "${schedule}" --path ${EDITED}/commented)
must_have("${out}" "*** STOP 0x000000CE" "note: a driver's source has changed")

# Another event before the one that the schedule names: the deviation finds no place, and the search finds the failure again, with a schedule that holds for the new driver.
ntsim(1 replay "${schedule}" --path ${EDITED}/relabelled)
must_have("${out}" "*** STOP 0x000000CE" "the schedule diverged at 8.KeSetEvent!.E2.1=P0" "searched around the other 0 of its 1 deviations: a failure was found in " "culprit: thread_last_instruction!PollerThread")
if(NOT out MATCHES "replay: ntsim replay '(NTS1:[^']*)'")
    message(FATAL_ERROR "no schedule:\n${out}")
endif()
set(found "${CMAKE_MATCH_1}")
ntsim(1 replay "${found}" --path ${EDITED}/relabelled)
must_have("${out}" "*** STOP 0x000000CE")
must_not_have("${out}" "has changed" "diverged")
ntsim(1 run u27_thread_last_instruction --schedule "${schedule}" --path ${EDITED}/relabelled --json -)
json_is("${out}" ON searched_around found)
json_is("${out}" 1 searched_around lost)
json_is("${out}" bugcheck outcome)

# The trouble was mended: the deviation has its place and shows nothing; one that has none leads to a search that finds nothing.
ntsim(0 replay "${schedule}" --path ${EDITED}/cured)
must_have("${out}" "note: a driver's source has changed" "outcome: quiet")
ntsim(3 replay "${found}" --path ${EDITED}/cured)
must_have("${out}" "the schedule diverged at 8.KeSetEvent!.E3.1=P0" "searched around the other 0 of its 1 deviations: no failure in " "outcome: quiet")

# Of two deviations one is lost: the other is kept.
string(REGEX REPLACE ",c=[0-9a-f]*$" "" half "${schedule}")
string(REGEX REPLACE "8\\.KeSetEvent!\\.E2" "9.IoCompleteRequest.I77.1=P0,8.KeSetEvent!.E2" half "${half}")
signed("${half}" half)
ntsim(1 replay "${half}")
must_have("${out}" "the schedule diverged at 9.IoCompleteRequest.I77.1=P0" "*** STOP 0x000000CE")
must_not_have("${out}" "searched around")
