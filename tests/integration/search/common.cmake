# What the tests of searching share. Given: NTSIM, MODULES, WORK (a folder of the test's own).
include(${CMAKE_CURRENT_LIST_DIR}/../cli/common.cmake)

# The report without what is the host's: rate and seconds. What a shard adds is not part of it either.
function(reproducible result text)
    foreach(member rate host shard)
        string(JSON has ERROR_VARIABLE none GET "${text}" ${member})
        if(NOT none)
            string(JSON text REMOVE "${text}" ${member})
        endif()
    endforeach()
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

# explored(1 report stop_race --runs 100): exit code wanted; the report goes into report.json, its reproducible part into `report`.
function(explored code result)
    ntsim(${code} explore ${ARGN} --json ${result}.json)
    file(READ "${WORK}/${result}.json" text)
    reproducible(text "${text}")
    set(${result} "${text}" PARENT_SCOPE)
    set(out "${out}" PARENT_SCOPE)
    set(err "${err}" PARENT_SCOPE)
endfunction()
