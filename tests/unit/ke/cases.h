/* Runs one routine of drivers/cases.c (or of the driver CASES), by name, in a machine of its own. */
#ifndef NTSIM_TESTS_UNIT_KE_CASES_H
#define NTSIM_TESTS_UNIT_KE_CASES_H

#include "test.h"

#ifndef CASES
#define CASES "ke_cases"
#endif

static struct image *image;
static struct image_file *cases;
static const void *case_routine;
static uintptr_t case_result;

/* On the host's side: reading symbols needs more stack than a simulated thread has. */
static inline void choose_case(const char *name)
{
    const char *error = NULL;
    struct host_symbol symbol;
    cases = image_file_open(NTSIM_MODULE_DIR "/" CASES ".sys", &error);
    if (!cases)
        fail_msg("%s", error);
    assert_true(host_symbol_named(cases->module, name, &symbol));
    case_routine = (const void *)symbol.start;
}

static void case_body(void)
{
    struct ke_call call = {.kind = KE_CALLBACK, .routine = case_routine};
    image = image_load(cases);
    case_result = ke_call(&call);
}

/* The routine must return this. */
static inline void assert_case(const char *name, uintptr_t result)
{
    choose_case(name);
    run_body(case_body);
    assert_int_equal(case_result, result);
}

/* The routine must end the run in this bug check. */
static inline const struct ke_end *assert_crash(const char *name, ULONG code, ULONG_PTR parameter)
{
    char place[256];
    choose_case(name);
    const struct ke_end *end = run_body_to_bugcheck(case_body, code);
    assert_int_equal((ULONG)end->parameter[0], (ULONG)parameter);
    assert_int_equal(end->culprit_image, image->id);
    assert_non_null(strstr(image_describe(end->blame.pc, place, sizeof place), CASES "!"));
    return end;
}

#endif
