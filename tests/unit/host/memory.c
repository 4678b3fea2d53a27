/* Claims about the address space. Each test takes a place of its own: what is reserved stays reserved. */
#include "test.h"

#include <stdlib.h>
#include <string.h>

/* Who runs these tests with pages of another size (tests/build/pages.sh) says of which. */
static void pages_are_as_large_as_was_asked_for(void **state)
{
    (void)state;
    const char *asked = getenv("NTSIM_TEST_PAGE_SIZE");
    if (asked == NULL)
        skip();
    assert_int_equal(host_page_size(), strtoull(asked, NULL, 10));
}

static void reserving_gives_exactly_that_place(void **state)
{
    (void)state;
    assert_ptr_equal(host_reserve(ARENA, KIB64), ARENA);
}

static void reserving_an_occupied_place_fails_and_keeps_it(void **state)
{
    (void)state;
    char *memory = fresh(1 * KIB64, KIB64);
    memory[5] = 1;
    assert_null(host_reserve(memory, KIB64));
    assert_int_equal(memory[5], 1);
}

static void terabytes_can_be_reserved(void **state)
{
    (void)state;
    assert_non_null(host_reserve(ARENA + ((size_t)1 << 40), (size_t)64 << 30));
}

static void committed_pages_read_as_zero(void **state)
{
    (void)state;
    const char *memory = fresh(2 * KIB64, KIB64);
    for (size_t i = 0; i < KIB64; i++)
        assert_int_equal(memory[i], 0);
}

static void protection_keeps_the_content(void **state)
{
    (void)state;
    char *memory = fresh(3 * KIB64, KIB64);
    memory[9] = 42;
    host_protect(memory, KIB64, HOST_NONE);
    host_protect(memory, KIB64, HOST_READ);
    assert_int_equal(memory[9], 42);
    host_protect(memory, KIB64, HOST_READ_WRITE);
    memory[9]++;
}

static void a_store_to_one_view_is_seen_in_the_other(void **state)
{
    (void)state;
    char *first = host_reserve(ARENA + 4 * KIB64, KIB64), *second = host_reserve(ARENA + 5 * KIB64, KIB64);
    assert_true(host_map_twice(first, second, KIB64));
    first[0] = 1;
    second[KIB64 - 1] = 2;
    assert_int_equal(second[0], 1);
    assert_int_equal(first[KIB64 - 1], 2);
}

static void two_pairs_of_views_are_apart(void **state)
{
    (void)state;
    char *place = host_reserve(ARENA + 8 * KIB64, 4 * KIB64);
    assert_true(host_map_twice(place, place + KIB64, KIB64));
    assert_true(host_map_twice(place + 2 * KIB64, place + 3 * KIB64, KIB64));
    place[0] = 1;
    assert_int_equal(place[2 * KIB64], 0);
}

static void mapping_the_same_views_again_gives_zero_pages(void **state)
{
    (void)state;
    char *place = host_reserve(ARENA + 12 * KIB64, 2 * KIB64);
    assert_true(host_map_twice(place, place + KIB64, KIB64));
    place[100] = 1;
    assert_true(host_map_twice(place, place + KIB64, KIB64));
    assert_int_equal(place[100], 0);
    assert_int_equal(place[KIB64 + 100], 0);
}

static void one_view_can_be_protected_alone(void **state)
{
    (void)state;
    char *place = host_reserve(ARENA + 14 * KIB64, 2 * KIB64);
    assert_true(host_map_twice(place, place + KIB64, KIB64));
    host_protect(place, KIB64, HOST_NONE);
    place[KIB64 + 7] = 3;
    host_protect(place, KIB64, HOST_READ);
    assert_int_equal(place[7], 3);
}

static void an_alias_keeps_content_and_shares_from_then_on(void **state)
{
    (void)state;
    char *place = host_reserve(ARENA + 16 * KIB64, 4 * KIB64), *data = fresh(20 * KIB64, KIB64);
    size_t page = host_page_size();
    assert_true(host_map_twice(place, place + 2 * KIB64, 2 * KIB64));
    strcpy(data, "module data");
    assert_true(host_alias(data, KIB64, place + page));
    assert_string_equal(data, "module data");
    assert_string_equal(place + page, "module data");
    assert_string_equal(place + 2 * KIB64 + page, "module data");
    data[0] = 'M';
    assert_int_equal(place[2 * KIB64 + page], 'M');
}

static void an_alias_of_unshared_memory_fails(void **state)
{
    (void)state;
    char *data = fresh(22 * KIB64, 2 * KIB64);
    assert_false(host_alias(data, KIB64, data + KIB64));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_as_large_as_was_asked_for),
        cmocka_unit_test(reserving_gives_exactly_that_place),
        cmocka_unit_test(reserving_an_occupied_place_fails_and_keeps_it),
        cmocka_unit_test(terabytes_can_be_reserved),
        cmocka_unit_test(committed_pages_read_as_zero),
        cmocka_unit_test(protection_keeps_the_content),
        cmocka_unit_test(a_store_to_one_view_is_seen_in_the_other),
        cmocka_unit_test(two_pairs_of_views_are_apart),
        cmocka_unit_test(mapping_the_same_views_again_gives_zero_pages),
        cmocka_unit_test(one_view_can_be_protected_alone),
        cmocka_unit_test(an_alias_keeps_content_and_shares_from_then_on),
        cmocka_unit_test(an_alias_of_unshared_memory_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
