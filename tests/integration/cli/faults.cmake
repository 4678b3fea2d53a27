# What a search chooses besides the order of things: an allocation that fails (only with --faults), a card that is pulled out (where the scenario says so). Both are deviations like any
# other: they cost one, and stand in the schedule.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)
set(EDITED "${WORK}/../edited")
ntsim(0 --version)
string(REGEX REPLACE "^ntsim ([0-9]+\\.[0-9]+).*" "\\1" version "${out}")

ntsim(0 explore allocation_unchecked --bound 1 --strategy delay)
must_have("${out}" "outcome: clean")
ntsim(1 explore allocation_unchecked --faults --bound 1 --strategy delay)
must_have("${out}" ".ExAllocatePoolWithTag.-." "=F,c=" "an allocation fails in ExAllocatePoolWithTag" "** that allocation fails **" "culprit: allocation_unchecked!" "(allocation_unchecked.c:")
if(NOT out MATCHES "ntsim replay '(NTS1:[^']*)'")
    message(FATAL_ERROR "no schedule:\n${out}")
endif()
ntsim(1 replay "${CMAKE_MATCH_1}")
must_have("${out}" "*** STOP 0x" "an allocation fails in ExAllocatePoolWithTag")
must_not_have("${out}" "diverged")
ntsim(0 shorten "${CMAKE_MATCH_1}")
must_equal("${out}" "${CMAKE_MATCH_1}\n" "shortened")
ntsim(0 explore allocation_unchecked_fixed --faults --bound 2 --strategy delay)
must_have("${out}" "No failure within 2 delays" "outcome: clean")

# No strategy takes --faults for "all allocations fail", and each finds it.
foreach(strategy random pos pct preemption)
    ntsim(1 explore allocation_unchecked --faults --strategy ${strategy} --runs 500)
    must_have("${out}" "=F,c=" "outcome: found")
endforeach()
# In preemption bounding too it costs one: bound 0 has none.
ntsim(0 explore allocation_unchecked --faults --strategy preemption --bound 0)

# A card is gone from the second read on: the busy bit is polled for ever. A loop that counts, or looks at the time, does end.
signed("NTS1:v=${version},s=hot_unplug,p=2,l=1,d=00000000,8.READ_REGISTER_ULONG.-.2=U0" pulled)
ntsim(1 replay "${pulled}")
must_have("${out}" "device edu is pulled out" " times more" "*** hang: device edu, which was pulled out, is asked for ever" "factorial_polled!")
must_not_have("${out}" "diverged")
foreach(driver counted timed)
    ntsim(0 replay "${pulled}" --path ${EDITED}/${driver})
    must_have("${out}" "device edu is pulled out" "outcome: quiet; factorial_polled unloaded")
    must_not_have("${out}" "diverged")
endforeach()
signed("NTS1:v=${version},s=hot_unplug_fixed,p=2,l=1,d=00000000,8.READ_REGISTER_ULONG.-.2=U0" pulled)
ntsim(0 replay "${pulled}")
must_have("${out}" "device edu is pulled out" "outcome: quiet; factorial_polled_fixed unloaded")
# Not every card may be pulled out.
signed("NTS1:v=${version},s=edu_factorial,p=2,l=1,d=00000000,8.READ_REGISTER_ULONG.-.1=U0" pulled)
ntsim(3 replay "${pulled}")
must_have("${out}" "the schedule diverged at 8.READ_REGISTER_ULONG.-.1=U0")
