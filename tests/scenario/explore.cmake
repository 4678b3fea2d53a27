# Explores a scenario and looks at the exit code and the last line: WILL_FAIL would take a crash for a find.
execute_process(COMMAND ${NTSIM} explore ${SCENARIO} --runs ${RUNS} RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE complained)
if(NOT code EQUAL CODE OR NOT said MATCHES "outcome: ${OUTCOME}\n*$")
    message(FATAL_ERROR "ntsim explore ${SCENARIO} --runs ${RUNS} ended with ${code}, not with ${CODE} and \"outcome: ${OUTCOME}\"\n${said}${complained}")
endif()
