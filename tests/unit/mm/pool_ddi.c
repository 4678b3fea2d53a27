/* Claims about ExAllocatePool and its family: what each gives, and with what content. */
#include "../machine_fixture.h"

#include <ntddk.h>

#define TAG 'tseT'

static bool all_zero(const UCHAR *block, SIZE_T size)
{
    while (size && !*block)
        block++, size--;
    return size == 0;
}

static bool is_in(enum arena_segment where, PVOID block)
{
    return block && arena_of(block) == where;
}

static void paged_and_not(void)
{
    claim(is_in(ARENA_PAGED, ExAllocatePool(PagedPool, 10)) && is_in(ARENA_NONPAGED, ExAllocatePoolWithQuota(NonPagedPoolNx, 10)));
    claim(is_in(ARENA_PAGED, ExAllocatePoolWithTagPriority(PagedPool, 10, TAG, LowPoolPriority)));
    claim(is_in(ARENA_PAGED, ExAllocatePool2(POOL_FLAG_PAGED, 10, TAG)) && is_in(ARENA_NONPAGED, ExAllocatePool2(POOL_FLAG_NON_PAGED, 10, TAG)));
    claim(is_in(ARENA_NONPAGED, ExAllocatePool2(POOL_FLAG_NON_PAGED_EXECUTE | POOL_FLAG_CACHE_ALIGNED | POOL_FLAG_RAISE_ON_FAILURE, 10, TAG)));
}

static void zeroed(void)
{
    claim(all_zero(ExAllocatePoolZero(PagedPool, 100, TAG), 100) && all_zero(ExAllocatePoolQuotaZero(NonPagedPoolNx, 100, TAG), 100));
    claim(all_zero(ExAllocatePoolPriorityZero(PagedPool, 100, TAG, HighPoolPriority), 100));
    claim(all_zero(ExAllocatePoolWithTag((POOL_TYPE)(PagedPool | POOL_ZERO_ALLOCATION), 100, TAG), 100));
    claim(all_zero(ExAllocatePool2(POOL_FLAG_PAGED, 100, TAG), 100));
}

static void as_it_was(void)
{
    claim(!all_zero(ExAllocatePoolUninitialized(PagedPool, 100, TAG), 100) && !all_zero(ExAllocatePoolWithQuotaTag(PagedPool, 100, TAG), 100));
    claim(!all_zero(ExAllocatePoolQuotaUninitialized(NonPagedPoolNx, 100, TAG), 100));
    claim(!all_zero(ExAllocatePoolPriorityUninitialized(PagedPool, 100, TAG, NormalPoolPriority), 100));
    claim(!all_zero(ExAllocatePool2(POOL_FLAG_PAGED | POOL_FLAG_UNINITIALIZED, 100, TAG), 100));
}

static void wrong_requests(void)
{
    claim(!ExAllocatePool2(0, 10, TAG) && !ExAllocatePool2(POOL_FLAG_PAGED | POOL_FLAG_NON_PAGED, 10, TAG));
    claim(!ExAllocatePool2(POOL_FLAG_PAGED, 0, TAG) && !ExAllocatePool2(POOL_FLAG_PAGED, 10, 0));
}

static void freed(void)
{
    ExFreePool(ExAllocatePool(PagedPool, 10));
    ExFreePoolWithTag(ExAllocatePoolZero(NonPagedPoolNx, 10, TAG), TAG);
    PVOID block = ExAllocatePool2(POOL_FLAG_PAGED, 10, TAG);
    ExFreePool2(block, TAG, NULL, 0);
    claim(!mm_is_valid(block, 1));
}

static void freed_with_more(void)
{
    ExFreePool2(ExAllocatePool2(POOL_FLAG_PAGED, 10, TAG), TAG, NULL, 1);
}

#define TEST(name, body)              \
    static void name(void **state)    \
    {                                 \
        (void)state;                  \
        run_body(body);               \
    }
TEST(a_pool_type_or_flag_says_which_pool, paged_and_not)
TEST(zero_forms_give_zeroes, zeroed)
TEST(uninitialized_forms_give_a_pattern, as_it_was)
TEST(pool2_refuses_wrong_flags_no_size_and_no_tag, wrong_requests)
TEST(what_is_freed_is_gone, freed)

static void extended_parameters_are_not_modelled(void **state)
{
    (void)state;
    run_body_to(freed_with_more, KE_NOT_MODELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pool_type_or_flag_says_which_pool),
        cmocka_unit_test(zero_forms_give_zeroes),
        cmocka_unit_test(uninitialized_forms_give_a_pattern),
        cmocka_unit_test(pool2_refuses_wrong_flags_no_size_and_no_tag),
        cmocka_unit_test(what_is_freed_is_gone),
        cmocka_unit_test(extended_parameters_are_not_modelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
