# A report names C++ functions as the source does: plain names from the symbol, others (operators) from the debug information.
execute_process(COMMAND ${PROGRAM} explore --runs 3000 raii_pulse RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
foreach(words "culprit: raii_pulse!pulse::SpinGuard::SpinGuard [(]raii_pulse[.]cpp:[0-9]+[)]" "raii_pulse!pulse::Pulse::Beat [(]raii_pulse[.]cpp:[0-9]+[)]"
        "allocated by raii_pulse!operator new [(]raii_pulse[.]cpp:[0-9]+[)], freed by raii_pulse!operator delete [(]raii_pulse[.]cpp:[0-9]+[)]")
    if(NOT code EQUAL 1 OR NOT said MATCHES "${words}")
        message(SEND_ERROR "explore raii_pulse should exit with 1 and say ${words}; it exited with ${code} and said:\n${said}")
    endif()
endforeach()
if(said MATCHES "_Z[A-Z0-9]")
    message(SEND_ERROR "a compiler's name of C++ is in the report:\n${said}")
endif()
