/* Claims about the machine's small disk. */
#include "../ob/test.h"

#include "rtl/rtl.h"
#include "scm/disk.h"
#include "scm/scm.h"

static struct scm_file *find(const WCHAR *path)
{
    return scm_file_find(path, rtl_length(path));
}

static struct scm_file *folder(const WCHAR *path)
{
    return scm_folder_of(path, rtl_length(path));
}

static void body(void)
{
    claim(find(L"c:\\windows\\SYSTEM32\\drivers")->directory && find(L"C:\\")->directory);
    claim(folder(L"C:\\ntsim\\x.sys") == find(L"C:\\ntsim") && folder(L"C:\\x") == find(L"C:\\"));
    claim(!folder(L"C:\\nowhere\\x.sys") && !find(L"C:\\ntsim\\x.sys"));
    struct scm_file *file = scm_file_add(L"C:\\ntsim\\x.sys", 14, NULL);
    claim(find(L"C:\\NTSIM\\X.SYS") == file && !file->directory);
    claim(!folder(L"C:\\ntsim\\x.sys\\below"));
    scm_file_remove(file);
    claim(!find(L"C:\\ntsim\\x.sys"));
}

static void files_lie_in_folders_that_exist(void **state)
{
    (void)state;
    run_body(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(files_lie_in_folders_that_exist)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
