# What the command line tests share. Given: NTSIM (the program), MODULES (folder), BAD_MODULES (folder), WORK (a folder of the test's own).
file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
set(limit 60) # seconds of one command
if(DEFINED ENV{NTSIM_TEST_EMULATED})
    set(limit 600)
endif()

# ntsim(0 run echo): runs it in WORK, wants that exit code; sets `out` and `err`.
function(ntsim code)
    execute_process(COMMAND "${NTSIM}" ${ARGN} WORKING_DIRECTORY "${WORK}" RESULT_VARIABLE got OUTPUT_VARIABLE said_out ERROR_VARIABLE said_err TIMEOUT ${limit})
    if(NOT got STREQUAL code)
        list(JOIN ARGN " " words)
        message(SEND_ERROR "ntsim ${words}: exit code ${got}, not ${code}\n${said_out}\n${said_err}")
    endif()
    set(out "${said_out}" PARENT_SCOPE)
    set(err "${said_err}" PARENT_SCOPE)
endfunction()

# must_have("${out}" text...): each text occurs.
function(must_have text)
    foreach(part IN LISTS ARGN)
        string(FIND "${text}" "${part}" at)
        if(at EQUAL -1)
            message(SEND_ERROR "this should have [${part}]:\n${text}")
        endif()
    endforeach()
endfunction()

# must_not_have("${out}" text...): none occurs.
function(must_not_have text)
    foreach(part IN LISTS ARGN)
        string(FIND "${text}" "${part}" at)
        if(NOT at EQUAL -1)
            message(SEND_ERROR "this should not have [${part}]:\n${text}")
        endif()
    endforeach()
endfunction()

function(must_equal left right what)
    if(NOT left STREQUAL right)
        message(SEND_ERROR "${what}: [${left}] is not [${right}]")
    endif()
endfunction()

# bad("sentence" words...): bad input. Exit code 2, nothing on standard output, and on stderr that one sentence; a sentence may be a part.
function(bad sentence)
    ntsim(2 ${ARGN})
    list(JOIN ARGN " " words)
    must_equal("${out}" "" "standard output of: ntsim ${words}")
    if(NOT err MATCHES "^ntsim: [^\n]+\n$")
        message(SEND_ERROR "ntsim ${words} should say one sentence; it said:\n${err}")
    endif()
    must_have("${err}" "${sentence}")
endfunction()

# The value at a place of a JSON text; fails when it is not there or the text is no JSON.
function(json_value result text)
    string(JSON value ERROR_VARIABLE error GET "${text}" ${ARGN})
    if(error)
        message(SEND_ERROR "JSON: ${error}\n${text}")
    endif()
    set(${result} "${value}" PARENT_SCOPE)
endfunction()

# json_is("${text}" expected place...)
function(json_is text expected)
    json_value(value "${text}" ${ARGN})
    list(JOIN ARGN "." place)
    must_equal("${value}" "${expected}" "${place}")
endfunction()

# Nothing was left in WORK but what is named.
function(only_files)
    file(GLOB found RELATIVE "${WORK}" "${WORK}/*")
    set(wanted ${ARGN})
    list(SORT wanted)
    list(SORT found)
    must_equal("${found}" "${wanted}" "files that are left")
endfunction()

# signed("NTS1:..." result): with its check sum (FNV-1a, 32 bits) behind.
function(signed text result)
    set(hash 2166136261)
    string(HEX "${text}" bytes)
    string(REGEX MATCHALL "[0-9a-f][0-9a-f]" bytes "${bytes}")
    foreach(byte IN LISTS bytes)
        math(EXPR hash "((${hash} ^ 0x${byte}) * 16777619) & 0xffffffff")
    endforeach()
    math(EXPR hash "${hash} + 0x100000000" OUTPUT_FORMAT HEXADECIMAL)
    string(SUBSTRING "${hash}" 3 8 hash)
    set(${result} "${text},c=${hash}" PARENT_SCOPE)
endfunction()
