# Programs that are run as build targets, with the terminal: cmake --workflow --preset demo, --preset bench.

# ntsim_show(demo DEPENDS u16.scn COMMAND $<TARGET_FILE:ntsim::program> run u16 COMMAND ...): a target that runs the commands one after another.
function(ntsim_show target)
    add_custom_target(${target})
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS")
    set(commands)
    foreach(word IN LISTS arg_UNPARSED_ARGUMENTS)
        list(APPEND commands "${word}")
        if(word STREQUAL "COMMAND")
            list(APPEND commands ${CMAKE_COMMAND} -E env NTSIM_PATH=${NTSIM_MODULE_DIR})
        endif()
    endforeach()
    add_custom_target(${target}_run ${commands} COMMENT "${target}" WORKING_DIRECTORY ${CMAKE_BINARY_DIR} USES_TERMINAL VERBATIM)
    add_dependencies(${target} ${target}_run)
    if(arg_DEPENDS)
        add_dependencies(${target}_run ${arg_DEPENDS})
    endif()
endfunction()
