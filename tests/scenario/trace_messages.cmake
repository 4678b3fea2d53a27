# What a driver traces (WPP) is debug text: its own functions, prefixes, suffixes and types, and nothing before WPP_INIT_TRACING or after WPP_CLEANUP. -DPROGRAM=
execute_process(COMMAND ${PROGRAM} run u46_trace_provider_left_fixed OUTPUT_VARIABLE said RESULT_VARIABLE code)
if(code)
    message(FATAL_ERROR "run ended with ${code}:\n${said}")
endif()
string(REGEX MATCHALL "\\| \\([^\n]*" unwanted "${said}")
string(REPLACE "[" "(" said "${said}")
string(REPLACE "]" ")" said "${said}")
string(REGEX REPLACE "\\(([0-9])\\)[0-9A-F]+::" "" said "${said}")
string(REGEX REPLACE "(trace_provider_left|MeterRead):[0-9]+" "\\1:LINE" said "${said}")
string(REGEX MATCHALL "\\| [^\n]*" lines "${said}")
set(wanted
    "| (MeterLife)loaded"
    "| (Meter)reads so far: 0, narrow, wide, /Device/Meter"
    "| (Meter) (MeterRead:LINE) state MeterBusy, then MeterSick, 0x00000009 of Blue wants 0x5(Read|Delete)"
    "| (Meter)asked for as most projects do, 7"
    "| (Meter)reads so far: 1, narrow, wide, /Device/Meter"
    "| (Meter) (MeterRead:LINE) state MeterBusy, then MeterSick, 0x00000009 of Blue wants 0x5(Read|Delete)"
    "| (Meter)asked for as most projects do, 7"
    "| (Meter)leaves with 0xc0000023(STATUS_BUFFER_TOO_SMALL)"
    "| (MeterLife)unload, {4B1E0A5C-7D2F-4C7E-9A51-0C3A5B8E2F10} TRUE from 127.0.0.1 port 80 in trace_provider_left.c, -5")
string(REPLACE "\\" "/" lines "${lines}")
list(JOIN lines "\n" lines)
list(JOIN wanted "\n" wanted)
if(NOT lines STREQUAL wanted)
    message(FATAL_ERROR "traced:\n${lines}\nwanted:\n${wanted}")
endif()
