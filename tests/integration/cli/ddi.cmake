# ntsim ddi: what is modelled and what is only declared.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)

ntsim(0 ddi)
must_have("${out}" "\nKeSetEvent " "\nIoCreateDevice " " wakes\n" "IRQL <= DISPATCH" " declared only\n")
if(NOT out MATCHES "\n([0-9]+) modelled, ([0-9]+) declared only\n$")
    message(SEND_ERROR "the last line should count:\n${out}")
endif()
set(declared ${CMAKE_MATCH_2})

ntsim(0 ddi --missing)
string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]* +declared only\n" rows "${out}")
list(LENGTH rows count)
must_equal("${count}" "${declared}" "the number of missing routines")
if(out MATCHES "modelled  ")
    message(SEND_ERROR "--missing shows what is modelled:\n${out}")
endif()

ntsim(0 ddi KeSetEvent)
if(NOT out MATCHES "^KeSetEvent +modelled +IRQL <= DISPATCH +point wakes\n$")
    message(SEND_ERROR "ddi KeSetEvent says ${out}")
endif()
bad("KeSetEvents is no routine that ntsim knows" ddi KeSetEvents)
bad("ddi takes --missing and one NAME, not --all" ddi --all)
