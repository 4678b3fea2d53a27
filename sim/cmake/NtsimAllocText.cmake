# The table of a module's functions that are not in its usual section (PAGE, INIT), by #pragma alloc_text, #pragma code_seg and __declspec(code_seg()).
# Compilers hand pragmas through the preprocessor as they are: so the sources are preprocessed once more, and what stands in an #if that is not taken does not
# count. sections.awk reads that, and tells what becomes of what.

set(NTSIM_SECTIONS_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/sections.awk CACHE INTERNAL "")

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
    # -dD: macros too, for a pragma may be one. Words that become nothing for the compiler stay in the text.
    target_compile_options(${texts} PRIVATE $<TARGET_PROPERTY:${target},COMPILE_OPTIONS> -E -dD -Wno-error
        "-D__NTSIM_DECLSPEC_code_seg(section)=__ntsim_code_seg(section)" "-D__NTSIM_PRAGMA(...)=__ntsim_pragma(__VA_ARGS__)")
    file(GENERATE OUTPUT ${work}/alloc_text.files CONTENT "$<JOIN:$<TARGET_OBJECTS:${texts}>,\n>\n")
    add_custom_command(OUTPUT ${work}/alloc_text.c
        COMMAND awk -v "header=${NTSIM_CRT_DIR}/module.h" -v table=${work}/alloc_text.c -f ${NTSIM_SECTIONS_SCRIPT} ${work}/alloc_text.files
        DEPENDS $<TARGET_OBJECTS:${texts}> ${NTSIM_SECTIONS_SCRIPT} COMMENT "" VERBATIM)
    add_dependencies(${target} ${texts})
    target_sources(${target} PRIVATE ${work}/alloc_text.c)
endfunction()
