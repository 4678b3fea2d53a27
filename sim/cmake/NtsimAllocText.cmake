# The table of a module's #pragma alloc_text lines. Compilers hand them through the preprocessor as they are: so the sources are preprocessed once more,
# and what stands in an #if that is not taken does not count. Run as a script, this file writes the table.
#   cmake -DTEXTS=FILE -DTABLE=FILE -DMODULE_H=FILE -P NtsimAllocText.cmake      TEXTS: a file that names the preprocessed sources, one a line

if(CMAKE_SCRIPT_MODE_FILE)
    file(STRINGS "${TEXTS}" texts)
    set(rows)
    foreach(text IN LISTS texts)
        file(STRINGS "${text}" pragmas REGEX "^[ \t]*#[ \t]*pragma[ \t]+(ntsim_)?alloc_text")
        foreach(pragma IN LISTS pragmas)
            if(pragma MATCHES "alloc_text[ \t]*\\([ \t]*\"?([A-Za-z0-9_]+)\"?[ \t]*,([^)]*)\\)")
                set(section ${CMAKE_MATCH_1})
                string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]*" names "${CMAKE_MATCH_2}")
                foreach(name IN LISTS names)
                    list(APPEND rows "    {\"${section}\", \"${name}\"},\n")
                endforeach()
            endif()
        endforeach()
    endforeach()
    list(REMOVE_DUPLICATES rows)
    list(JOIN rows "" rows)
    file(WRITE "${TABLE}" "/* Generated from the module's #pragma alloc_text lines. */
#include \"${MODULE_H}\"

const struct ntsim_alloc_text ntsim_alloc_text_table[];
const struct ntsim_alloc_text ntsim_alloc_text_table[] = {
${rows}    {0, 0},
};
")
    return()
endif()

set(NTSIM_ALLOC_TEXT_SCRIPT ${CMAKE_CURRENT_LIST_FILE} CACHE INTERNAL "")

# Adds the table of `sources` to the module `target`. The "objects" of the second target are preprocessed text: in this way they have the module's own
# flags, and the build tool knows which headers they hang on.
function(ntsim__alloc_text target work sources)
    set(texts ${target}.alloc_text)
    list(FILTER sources INCLUDE REGEX "^/|^[A-Za-z]:")
    list(FILTER sources EXCLUDE REGEX "/source_hash\\.c$")
    add_library(${texts} OBJECT EXCLUDE_FROM_ALL ${sources})
    set_target_properties(${texts} PROPERTIES
        C_STANDARD 17 C_EXTENSIONS ON C_VISIBILITY_PRESET hidden INTERPROCEDURAL_OPTIMIZATION OFF C_CLANG_TIDY "" EXPORT_COMPILE_COMMANDS OFF)
    target_include_directories(${texts} PRIVATE $<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>)
    target_compile_definitions(${texts} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>)
    target_compile_options(${texts} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_OPTIONS> -E -Wno-error)
    file(GENERATE OUTPUT ${work}/alloc_text.files CONTENT "$<JOIN:$<TARGET_OBJECTS:${texts}>,\n>\n")
    add_custom_command(OUTPUT ${work}/alloc_text.c
        COMMAND ${CMAKE_COMMAND} -DTEXTS=${work}/alloc_text.files -DTABLE=${work}/alloc_text.c -DMODULE_H=${NTSIM_CRT_DIR}/module.h -P ${NTSIM_ALLOC_TEXT_SCRIPT}
        DEPENDS $<TARGET_OBJECTS:${texts}> ${NTSIM_ALLOC_TEXT_SCRIPT} COMMENT "" VERBATIM)
    add_dependencies(${target} ${texts})
    target_sources(${target} PRIVATE ${work}/alloc_text.c)
endfunction()
