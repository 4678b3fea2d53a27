/*
 * Claims about source lines that a program tells (addr2line), which is how they come where libdw is missing. Argument: path of sample_module (see module.c).
 * The folder `tools` here takes the place of PATH, so that the machine's programs can be there, be missing, or be bad ones.
 */
#include "test.h"

#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *path;
static char folder[] = "/tmp/ntsim-tools-XXXXXX";

static struct host_symbol place_asked(void)
{
    const char *error = NULL;
    struct host_symbol named, symbol = {.line = 0};
    struct host_module *module = host_module_open(path, &error);
    if (module == NULL)
        fail_msg("%s", error);
    assert_true(host_symbol_named(module, "add_one", &named));
    host__line_tool(module, named.start + named.size - 1, &symbol);
    return symbol;
}

/* A program of that name, which is this script. */
static void put_tool(const char *name, const char *script)
{
    char file[64];
    snprintf(file, sizeof file, "%s/%s", folder, name);
    FILE *stream = fopen(file, "w");
    assert_non_null(stream);
    fprintf(stream, "#!/bin/sh\n%s\n", script);
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(chmod(file, 0700), 0);
}

static void remove_tool(const char *name)
{
    char file[64];
    snprintf(file, sizeof file, "%s/%s", folder, name);
    unlink(file);
}

static int machine_s_own(void **state)
{
    *state = host_copy_text(getenv("PATH"));
    return mkdtemp(folder) == NULL;
}

static int only_tools(void **state)
{
    (void)state;
    remove_tool("addr2line");
    remove_tool("llvm-addr2line");
    return setenv("PATH", folder, 1);
}

static int as_it_was(void **state)
{
    only_tools(state);
    rmdir(folder);
    int result = setenv("PATH", *state, 1);
    free(*state);
    return result;
}

static void the_machine_s_program_knows_file_and_line(void **state)
{
    setenv("PATH", *state, 1);
    struct host_symbol symbol = place_asked();
    if (symbol.line == 0)
        skip();
    assert_in_range(symbol.line, 9, 10);
    assert_non_null(strstr(symbol.file, "/sample_module.c"));
}

static void without_a_program_there_is_no_line(void **state)
{
    (void)state;
    struct host_symbol symbol = place_asked();
    assert_int_equal(symbol.line, 0);
    assert_string_equal(symbol.file, "");
}

/* A module's description, as long as the process. */
static struct host_module *module_at(uintptr_t base)
{
    static struct host_module *modules[2];
    static unsigned count;
    struct host_module *module = host_take(1, sizeof *module + sizeof "a.sys");
    module->base = base;
    strcpy(module->path, "a.sys");
    return modules[count++] = module;
}

/* Wherever it was loaded. */
static void it_is_asked_for_the_address_in_the_file(void **state)
{
    (void)state;
    struct host_symbol symbol = {.line = 0};
    struct host_module *module = module_at(0x7000000);
    put_tool("addr2line", "echo $1,$2,$3:5");
    host__line_tool(module, 0x7001234, &symbol);
    assert_string_equal(symbol.file, "-e,a.sys,0x1234");
    assert_int_equal(symbol.line, 5);
}

static void a_mark_behind_the_line_is_left_out(void **state)
{
    (void)state;
    put_tool("addr2line", "echo '/a:b/c.c:123 (discriminator 4)'");
    struct host_symbol symbol = place_asked();
    assert_string_equal(symbol.file, "/a:b/c.c");
    assert_int_equal(symbol.line, 123);
}

static void who_does_not_know_gives_no_line(void **state)
{
    static const char *const answers[] = {"??:0", "??:?", "/a/b.c:?", "/a/b.c:0", "nonsense", "usage: addr2line", ":", ""};
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        char script[64];
        snprintf(script, sizeof script, "echo '%s'", answers[i]);
        put_tool("addr2line", script);
        assert_int_equal(place_asked().line, 0);
        assert_string_equal(place_asked().file, "");
    }
}

static void the_second_program_is_asked_when_the_first_cannot(void **state)
{
    (void)state;
    put_tool("llvm-addr2line", "echo /a/b.c:7");
    assert_int_equal(place_asked().line, 7);
    put_tool("addr2line", "kill -SEGV $$");
    assert_int_equal(place_asked().line, 7);
    put_tool("addr2line", "echo '??:0'");
    assert_int_equal(place_asked().line, 7);
    put_tool("addr2line", "echo /c/d.c:8");
    assert_int_equal(place_asked().line, 8);
}

/* Also that there is no answer. */
static void each_address_is_asked_for_once(void **state)
{
    (void)state;
    struct host_module *module = module_at(0x7000000);
    struct host_symbol symbol = {.line = 0};
    host__line_ask(module, 0x7000001, &symbol);
    assert_int_equal(symbol.line, 0);
    put_tool("addr2line", "echo /a/b.c:$(($3))");
    host__line_ask(module, 0x7000001, &symbol);
    assert_int_equal(symbol.line, 0);
    host__line_ask(module, 0x7000002, &symbol);
    assert_int_equal(symbol.line, 2);
    host__line_ask(module, 0x7000003, &symbol);
    remove_tool("addr2line");
    memset(&symbol, 0, sizeof symbol);
    host__line_ask(module, 0x7000002, &symbol);
    assert_int_equal(symbol.line, 2);
    assert_string_equal(symbol.file, "/a/b.c");
}

static void a_name_without_end_is_cut(void **state)
{
    (void)state;
    put_tool("addr2line", "i=0; while [ $i -lt 4000 ]; do printf 0123456789; i=$((i+1)); done; echo :9");
    assert_int_equal(place_asked().line, 0);
}

int main(int count, char **arguments)
{
    path = count > 1 ? arguments[1] : "sample_module.so";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_s_program_knows_file_and_line),
        cmocka_unit_test_setup(without_a_program_there_is_no_line, only_tools),
        cmocka_unit_test_setup(it_is_asked_for_the_address_in_the_file, only_tools),
        cmocka_unit_test_setup(a_mark_behind_the_line_is_left_out, only_tools),
        cmocka_unit_test_setup(who_does_not_know_gives_no_line, only_tools),
        cmocka_unit_test_setup(the_second_program_is_asked_when_the_first_cannot, only_tools),
        cmocka_unit_test_setup(each_address_is_asked_for_once, only_tools),
        cmocka_unit_test_setup(a_name_without_end_is_cut, only_tools),
    };
    return cmocka_run_group_tests(tests, machine_s_own, as_it_was);
}
