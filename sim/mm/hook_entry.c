/*
 * Function entries of driver code: how deep the stack is, and whether the code may run now - pageable code below
 * DISPATCH_LEVEL only, INIT code until DriverEntry has returned.
 */
#include "mm/hook.h"

#include "image/image.h"

/* Neighbours are not to share a place: a driver's functions lie some ten to some hundred bytes apart. */
static uintptr_t *place_of(uintptr_t site)
{
    return &mm->cache.functions[(site >> 4 ^ site >> 11) % HOOK_FUNCTIONS];
}

static void check_section(uintptr_t site)
{
    struct ke_blame blame = {.pc = site, .routine = site};
    KIRQL irql = ke_irql();
    if (irql >= DISPATCH_LEVEL && mm_code_pageable(site, image_in_section(site, "PAGE"))) {
        blame.sentence = "pageable code runs at DISPATCH_LEVEL or above";
        ke_bugcheck_blame(DRIVER_IRQL_NOT_LESS_OR_EQUAL, site, irql, 8, site, &blame);
    }
    const struct image *image = image_at(site);
    if (image && image->init_gone && image_in_section(site, "INIT")) {
        blame.sentence = "code that #pragma alloc_text put into INIT is discarded when DriverEntry has returned";
        ke_bugcheck_blame(PAGE_FAULT_IN_NONPAGED_AREA, site, 8, site, 0, &blame);
    }
}

/* A function in no special section is remembered, and that is all but a few. Out of line, so that the others stay short. */
static __attribute__((noinline)) void look_closer(uintptr_t site)
{
    if (mm->code_paged.used || image_in_section(site, "PAGE") || image_in_section(site, "INIT"))
        check_section(site);
    else
        *place_of(site) = site;
}

void __tsan_func_entry(void *call_site);
void __tsan_func_entry(void *call_site)
{
    (void)call_site;
    struct ke_thread *thread = ke_current();
    uintptr_t sp = (uintptr_t)__builtin_frame_address(0);
    uintptr_t *low = arena_of((void *)sp) == ARENA_STACKS ? &thread->stack_low_seen : &thread->user_low_seen;
    if (sp < *low)
        *low = sp;
    if (*place_of(HOOK_SITE()) != HOOK_SITE() || mm->code_paged.used)
        look_closer(HOOK_SITE());
}

void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
}
