/* Claims about object ids: small numbers in order of creation, per kind. */
#include "test.h"

static int a, b, c;

static void number(void)
{
    uint32_t first = ke_label_new(&a, LABEL_OTHER);
    claim(first >> 24 == LABEL_OTHER);
    claim(ke_label_new(&c, LABEL_POOL) >> 24 == LABEL_POOL);
    claim(ke_label_new(&b, LABEL_OTHER) == first + 1);
    claim(ke_label_find(&a) == first && ke_label_find(&b) == first + 1);
    claim(ke_label_of(&a, LABEL_EVENT) == first);
}

static void ids_count_by_kind_in_order_of_creation(void **state)
{
    (void)state;
    run_body(number);
}

static void again(void)
{
    uint32_t first = ke_label_new(&a, LABEL_OTHER);
    uint32_t later = ke_label_new(&a, LABEL_OTHER);
    claim(later == first + 1 && ke_label_find(&a) == later);
    ke_label_drop(&a);
    claim(ke_label_find(&a) == 0);
    claim(ke_label_of(&a, LABEL_OTHER) == first + 2);
}

static void a_new_object_at_an_old_address_has_a_new_id(void **state)
{
    (void)state;
    run_body(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(ids_count_by_kind_in_order_of_creation),
        test(a_new_object_at_an_old_address_has_a_new_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
