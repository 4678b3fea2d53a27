/* Claims about interlocked operations: results as documented, wrapping, each a scheduling point. */
#include "test.h"

static LONG volatile word;
static LONG64 volatile wide_word;
static SHORT volatile short_word;
static CHAR volatile byte;
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

static void narrow_results(void)
{
    short_word = 0x7FFF;
    claim(InterlockedExchangeAdd16(&short_word, 1) == 0x7FFF && short_word == -0x8000);
    claim(InterlockedExchange16(&short_word, 12) == -0x8000 && InterlockedAnd16(&short_word, 10) == 12 && short_word == 8);
    claim(InterlockedOr16(&short_word, 3) == 8 && InterlockedXor16(&short_word, 2) == 11 && short_word == 9);
    byte = 127;
    claim(InterlockedExchangeAdd8(&byte, 2) == 127 && byte == -127);
    claim(InterlockedExchange8(&byte, 12) == -127 && InterlockedAnd8(&byte, 10) == 12 && byte == 8);
    claim(InterlockedOr8(&byte, 3) == 8 && InterlockedXor8(&byte, 2) == 11 && byte == 9);
}

static void narrow_ones_give_the_old_value(void **state)
{
    (void)state;
    run_body(narrow_results);
}

/* Memory order is the strongest here, so every weaker form is the operation itself, of its own width. */
static void weaker_forms(void)
{
    word = 5, wide_word = 5, short_word = 5;
    claim(InterlockedIncrementNoFence(&word) == 6 && InterlockedDecrementRelease(&word) == 5 && InterlockedAddAcquire(&word, 2) == 7);
    claim(InterlockedExchangeAddRelease(&word, 1) == 7 && InterlockedExchangeAcquire(&word, 3) == 8 && InterlockedCompareExchangeRelease(&word, 9, 3) == 3);
    claim(InterlockedAndAcquire(&word, 8) == 9 && InterlockedOrRelease(&word, 1) == 8 && InterlockedXorNoFence(&word, 1) == 9 && word == 8);
    claim(InterlockedIncrementAcquire64(&wide_word) == 6 && InterlockedDecrementNoFence64(&wide_word) == 5 && InterlockedAddNoFence64(&wide_word, 2) == 7);
    claim(InterlockedExchangeAddNoFence64(&wide_word, 1) == 7 && InterlockedExchangeNoFence64(&wide_word, 1ll << 40) == 8);
    claim(InterlockedCompareExchangeNoFence64(&wide_word, 2, 1ll << 40) == 1ll << 40 && InterlockedOrNoFence64(&wide_word, 1) == 2 && wide_word == 3);
    claim(InterlockedIncrementNoFence16(&short_word) == 6 && InterlockedCompareExchangeAcquire16(&short_word, 1, 6) == 6 && short_word == 1);
    pointer = NULL;
    claim(InterlockedExchangePointerNoFence(&pointer, (PVOID)&word) == NULL && InterlockedCompareExchangePointerAcquire(&pointer, NULL, (PVOID)&word) == &word);
    claim(_InterlockedExchangeAdd64(&wide_word, 1) == 3 && _InterlockedOr8(&byte, 0) == byte && _interlockedbittestandset(&word, 0) == 0 && word == 9);
    claim(ReadAcquire(&word) == 9 && ReadNoFence64(&wide_word) == 4 && ReadPointerRaw(&pointer) == NULL && ReadUShortNoFence(&short_word) == 1);
    WriteRelease64(&wide_word, -1);
    WriteULongNoFence(&word, 0x80000000u);
    WritePointerNoFence(&pointer, (PVOID)&byte);
    claim(wide_word == -1 && word == (LONG)0x80000000 && pointer == &byte);
}

static void weaker_orders_are_the_same_operations(void **state)
{
    (void)state;
    run_body(weaker_forms);
}

static LONG64 volatile pair[3] __attribute__((aligned(16)));

static void sixteen_bytes(void)
{
    LONG64 expected[2] = {1, 2};
    pair[0] = 1, pair[1] = 3;
    claim(InterlockedCompareExchange128(pair, 20, 10, expected) == 0 && expected[0] == 1 && expected[1] == 3 && pair[0] == 1 && pair[1] == 3);
    claim(InterlockedCompareExchange128(pair, 20, 10, expected) == 1 && pair[0] == 10 && pair[1] == 20 && expected[1] == 3);
}

static void unaligned_pair(void)
{
    LONG64 expected[2] = {0, 0};
    InterlockedCompareExchange128(pair + 1, 0, 0, expected);
}

static void sixteen_bytes_are_compared_and_exchanged_whole(void **state)
{
    (void)state;
    run_body(sixteen_bytes);
    run_body_to_bugcheck(unaligned_pair, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED);
}

static void bits(void)
{
    LONG volatile words[2] = {0, 0};
    LONG64 volatile wide_words[2] = {0, 0};
    claim(!InterlockedBitTestAndComplement(words, 3) && words[0] == 8 && InterlockedBitTestAndComplement(words, 3) && words[0] == 0);
    claim(!InterlockedBitTestAndSet64(wide_words, 63) && InterlockedBitTestAndSet64(wide_words, 63) && (ULONG64)wide_words[0] == 1ull << 63);
    claim(!InterlockedBitTestAndSet64(wide_words, 64) && wide_words[1] == 1 && InterlockedBitTestAndReset64(wide_words, 64) && wide_words[1] == 0);
    claim(!InterlockedBitTestAndComplement64(wide_words, 66) && wide_words[1] == 4 && !InterlockedBitTestAndReset64(wide_words, 64));
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
        test(narrow_ones_give_the_old_value),
        test(weaker_orders_are_the_same_operations),
        test(sixteen_bytes_are_compared_and_exchanged_whole),
        test(bits_are_numbered_over_words),
        test(each_is_a_scheduling_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
