/* Claims about pageable code: the driver of the exception tests stands for any driver; what counts is which of its code might be paged out. */
#include "../ke/cases.h"

#include "mm/state.h"

#include <ntddk.h>

static bool pageable(bool in_page_section)
{
    return mm_code_pageable(image->file->start + 64, in_page_section);
}

static PVOID code(void)
{
    return (PVOID)(image->file->start + 64);
}

static void locking(void)
{
    image = image_load(cases);
    claim(pageable(true) && !pageable(false) && !mm_code_pageable((uintptr_t)&image, true));
    PVOID handle = MmLockPagableDataSection(code());
    claim(!pageable(true));
    MmLockPagableSectionByHandle(handle);
    MmUnlockPagableImageSection(handle);
    claim(!pageable(true)); /* locked twice */
    MmUnlockPagableImageSection(handle);
    claim(pageable(true));
}

static void a_locked_section_is_not_pageable_until_as_many_unlocks(void **state)
{
    (void)state;
    choose_case("nested");
    run_body(locking);
}

static void paging(void)
{
    image = image_load(cases);
    PVOID handle = MmPageEntireDriver(code());
    claim(pageable(false) && pageable(true));
    MmLockPagableSectionByHandle(handle);
    claim(!pageable(false));
    MmUnlockPagableImageSection(handle);
    MmResetDriverPaging(code());
    claim(!pageable(false) && pageable(true));
}

static void a_whole_driver_can_be_made_pageable_and_back(void **state)
{
    (void)state;
    choose_case("nested");
    run_body(paging);
}

static void unlock_unlocked(void)
{
    image = image_load(cases);
    MmUnlockPagableImageSection((PVOID)image->file->start);
}

static void lock_nothing(void)
{
    MmLockPagableDataSection(&image);
}

static void what_is_not_locked_or_no_driver_is_a_bug_check(void **state)
{
    (void)state;
    choose_case("nested");
    assert_int_equal(run_body_to_bugcheck(unlock_unlocked, MEMORY_MANAGEMENT)->parameter[0], 0x1010);
    assert_int_equal(run_body_to_bugcheck(lock_nothing, MEMORY_MANAGEMENT)->parameter[0], 0x1234);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_locked_section_is_not_pageable_until_as_many_unlocks),
        test(a_whole_driver_can_be_made_pageable_and_back),
        test(what_is_not_locked_or_no_driver_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
