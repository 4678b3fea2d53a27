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

TEST(opens_conflict_when_one_does_not_share_what_the_other_wants, sharing)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(opens_conflict_when_one_does_not_share_what_the_other_wants)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
