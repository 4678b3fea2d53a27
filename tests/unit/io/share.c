/* Claims about share access. */
#include "test.h"

static void sharing(void)
{
    SHARE_ACCESS access;
    FILE_OBJECT first = {0}, second = {0};
    IoSetShareAccess(FILE_READ_DATA, FILE_SHARE_READ, &first, &access);
    claim(access.OpenCount == 1 && access.Readers == 1 && access.SharedRead == 1 && access.Writers == 0);
    claim(IoCheckShareAccess(FILE_READ_DATA, FILE_SHARE_READ, &second, &access, TRUE) == STATUS_SUCCESS && access.OpenCount == 2);
    FILE_OBJECT third = {0};
    claim(IoCheckShareAccess(FILE_WRITE_DATA, FILE_SHARE_READ, &third, &access, TRUE) == STATUS_SHARING_VIOLATION && access.OpenCount == 2);
    claim(IoCheckShareAccess(FILE_READ_DATA, 0, &third, &access, TRUE) == STATUS_SHARING_VIOLATION);
    claim(IoCheckShareAccess(FILE_READ_ATTRIBUTES, 0, &third, &access, TRUE) == STATUS_SUCCESS && access.OpenCount == 2);
    IoRemoveShareAccess(&second, &access);
    IoRemoveShareAccess(&first, &access);
    claim(access.OpenCount == 0 && access.SharedRead == 0);
}

/* Check without updating, then update: two steps for an open that takes effect later. */
static void in_two_steps(void)
{
    SHARE_ACCESS access;
    FILE_OBJECT first = {0}, second = {0}, third = {0};
    IoSetShareAccess(FILE_READ_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, &first, &access);
    claim(IoCheckShareAccess(FILE_WRITE_DATA, FILE_SHARE_READ, &second, &access, FALSE) == STATUS_SUCCESS);
    claim(access.OpenCount == 1 && access.Writers == 0 && second.WriteAccess && second.SharedRead && !second.SharedWrite);
    IoUpdateShareAccess(&second, &access);
    claim(access.OpenCount == 2 && access.Writers == 1 && access.Readers == 1 && access.SharedRead == 2 && access.SharedWrite == 1);
    claim(IoCheckShareAccess(FILE_WRITE_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, &third, &access, FALSE) == STATUS_SHARING_VIOLATION);
    third = (FILE_OBJECT){0}; /* neither reads, writes nor deletes: it does not count */
    IoUpdateShareAccess(&third, &access);
    claim(access.OpenCount == 2);
    IoRemoveShareAccess(&second, &access);
    claim(access.OpenCount == 1 && access.Writers == 0);
}

TEST(an_open_may_be_checked_first_and_counted_later, in_two_steps)
TEST(opens_conflict_when_one_does_not_share_what_the_other_wants, sharing)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_conflict_when_one_does_not_share_what_the_other_wants),
        cmocka_unit_test(an_open_may_be_checked_first_and_counted_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
