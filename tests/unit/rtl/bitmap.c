/* Claims about bit maps and memory, the forms that library.c leaves out. */
#include "../ob/test.h"
#include "rtl/rtl.h"

static RTL_BITMAP map;
static ULONG buffer[2];

static void set_up(void) /* 0011 1000 1..., 40 bits */
{
    RtlInitializeBitMap(&map, buffer, 40);
    RtlClearAllBits(&map);
    RtlSetBits(&map, 2, 3);
    RtlSetBit(&map, 8);
}

static void single_bits(void)
{
    set_up();
    claim(RtlTestBit(&map, 8) && !RtlTestBit(&map, 9));
    RtlClearBit(&map, 8);
    claim(!RtlTestBit(&map, 8) && RtlNumberOfSetBits(&map) == 3);
    RtlClearBits(&map, 2, 2);
    claim(RtlNumberOfSetBits(&map) == 1 && RtlTestBit(&map, 4));
    RtlSetAllBits(&map);
    claim(RtlNumberOfSetBits(&map) == 40 && RtlNumberOfClearBits(&map) == 0);
    claim(RtlNumberOfSetBitsUlongPtr(0xF00000000000000F) == 8);
}

static void bits_are_set_and_cleared_one_by_one_or_in_runs(void **state)
{
    (void)state;
    run_body(single_bits);
}

static void runs(void)
{
    ULONG start = 99;
    set_up();
    claim(RtlFindSetBits(&map, 3, 0) == 2 && RtlFindSetBits(&map, 1, 5) == 8 && RtlFindSetBits(&map, 4, 0) == 0xFFFFFFFF);
    claim(RtlFindSetBitsAndClear(&map, 2, 0) == 2 && RtlNumberOfSetBits(&map) == 2 && RtlFindSetBitsAndClear(&map, 2, 0) == 0xFFFFFFFF);
    set_up();
    claim(RtlFindFirstRunClear(&map, &start) == 2 && start == 0);
    claim(RtlFindNextForwardRunClear(&map, 2, &start) == 3 && start == 5);
    claim(RtlFindNextForwardRunClear(&map, 8, &start) == 31 && start == 9);
    claim(RtlFindLastBackwardRunClear(&map, 8, &start) == 3 && start == 5);
    claim(RtlFindLastBackwardRunClear(&map, 4, &start) == 2 && start == 0);
    claim(RtlFindClearBits(&map, 0, 13) == 8);
    RtlSetAllBits(&map);
    claim(RtlFindFirstRunClear(&map, &start) == 0 && RtlFindNextForwardRunClear(&map, 3, &start) == 0 && RtlFindLastBackwardRunClear(&map, 3, &start) == 0);
    claim(RtlFindLongestRunClear(&map, &start) == 0);
}

static void runs_are_found_forwards_and_backwards(void **state)
{
    (void)state;
    run_body(runs);
}

static void memory(void)
{
    ULONG words[4] = {7, 7, 8, 7};
    UCHAR bytes[4] = {1, 2, 3, 4}, others[4] = {1, 2, 9, 4};
    claim(RtlCompareMemory(bytes, others, 4) == 2 && RtlCompareMemory(bytes, bytes, 4) == 4);
    claim(RtlCompareMemoryUlong(words, sizeof words, 7) == 8 && RtlCompareMemoryUlong(words, 7, 7) == 4);
    RtlPrefetchMemoryNonTemporal(bytes, sizeof bytes);
    claim(!RtlIsZeroMemory(bytes, 4) && RtlSecureZeroMemory(bytes, 4) == bytes && RtlIsZeroMemory(bytes, 4) && RtlIsZeroMemory(others, 0));
}

static void memory_is_compared_from_the_start(void **state)
{
    (void)state;
    run_body(memory);
}

static void random_numbers(void)
{
    ULONG seed = 1, again = 1, first = RtlRandom(&seed), second = RtlRandomEx(&seed);
    claim(first < 0x7FFFFFFF && second < 0x7FFFFFFF && first != second && seed == second);
    claim(RtlRandomEx(&again) == first && RtlRandom(&again) == second);
}

static void the_seed_alone_decides(void **state)
{
    (void)state;
    run_body(random_numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_are_set_and_cleared_one_by_one_or_in_runs),
        cmocka_unit_test(runs_are_found_forwards_and_backwards),
        cmocka_unit_test(memory_is_compared_from_the_start),
        cmocka_unit_test(the_seed_alone_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
