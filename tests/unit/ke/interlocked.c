/* Claims about interlocked operations: results as documented, wrapping, each a scheduling point. */
#include "test.h"

static LONG volatile word;
static LONG64 volatile wide_word;
static SHORT volatile short_word;
static PVOID volatile pointer;

static void results(void)
{
    word = 5;
    claim(InterlockedIncrement(&word) == 6 && InterlockedDecrement(&word) == 5);
    claim(InterlockedAdd(&word, 10) == 15 && InterlockedExchangeAdd(&word, -5) == 15 && word == 10);
    claim(InterlockedExchange(&word, 7) == 10 && word == 7);
    claim(InterlockedCompareExchange(&word, 9, 8) == 7 && word == 7);
    claim(InterlockedCompareExchange(&word, 9, 7) == 7 && word == 9);
    claim(InterlockedAnd(&word, 1) == 9 && word == 1);
    claim(InterlockedOr(&word, 6) == 1 && word == 7);
    claim(InterlockedXor(&word, 2) == 7 && word == 5);
}

static void increment_gives_the_new_value_and_all_else_the_old(void **state)
{
    (void)state;
    run_body(results);
}

static void wide_results(void)
{
    wide_word = 0xFFFFFFFFll;
    claim(InterlockedIncrement64(&wide_word) == 0x100000000ll && InterlockedDecrement64(&wide_word) == 0xFFFFFFFFll);
    claim(InterlockedAdd64(&wide_word, 1) == 0x100000000ll && InterlockedExchangeAdd64(&wide_word, 1) == 0x100000000ll);
    claim(InterlockedCompareExchange64(&wide_word, 5, 0x100000001ll) == 0x100000001ll && wide_word == 5);
    claim(InterlockedExchange64(&wide_word, -1) == 5 && InterlockedAnd64(&wide_word, 12) == -1);
    claim(InterlockedOr64(&wide_word, 3) == 12 && InterlockedXor64(&wide_word, 5) == 15 && wide_word == 10);
    claim(InterlockedExchangePointer(&pointer, (PVOID)&word) == NULL);
    claim(InterlockedCompareExchangePointer(&pointer, NULL, NULL) == &word && pointer == &word);
    claim(InterlockedCompareExchangePointer(&pointer, NULL, (PVOID)&word) == &word && pointer == NULL);
}

static void so_do_those_of_64_bits_and_of_pointers(void **state)
{
    (void)state;
    pointer = NULL;
    run_body(wide_results);
}

static void wrapping(void)
{
    word = 0x7FFFFFFF;
    claim(InterlockedIncrement(&word) == (LONG)0x80000000);
    claim(InterlockedDecrement(&word) == 0x7FFFFFFF);
    short_word = 0x7FFF;
    claim(InterlockedIncrement16(&short_word) == -0x8000 && InterlockedDecrement16(&short_word) == 0x7FFF);
    claim(InterlockedCompareExchange16(&short_word, 1, 0x7FFF) == 0x7FFF && short_word == 1);
}

static void values_wrap(void **state)
{
    (void)state;
    run_body(wrapping);
}

static void bits(void)
{
    LONG volatile words[2] = {0, 0};
    claim(!InterlockedBitTestAndSet(words, 31) && InterlockedBitTestAndSet(words, 31) && words[0] == (LONG)0x80000000);
    claim(!InterlockedBitTestAndSet(words, 33) && words[1] == 2);
    claim(InterlockedBitTestAndReset(words, 33) && !InterlockedBitTestAndReset(words, 33) && words[1] == 0);
}

static void bits_are_numbered_over_words(void **state)
{
    (void)state;
    run_body(bits);
}

static void points(void)
{
    unsigned before = script.asked;
    InterlockedIncrement(&word);
    InterlockedExchangePointer(&pointer, NULL);
    claim(script.asked == before + 2);
}

static void each_is_a_scheduling_point(void **state)
{
    (void)state;
    follow({0});
    run_body(points);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(increment_gives_the_new_value_and_all_else_the_old),
        test(so_do_those_of_64_bits_and_of_pointers),
        test(values_wrap),
        test(bits_are_numbered_over_words),
        test(each_is_a_scheduling_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
