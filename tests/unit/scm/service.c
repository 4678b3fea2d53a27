/* Claims about the service database, without drivers. */
#include "../ob/test.h"

#include "cm/cm.h"
#include "scm/disk.h"
#include "scm/scm.h"
#include "win32/winerror.h"

static struct image_file foo = {.name = "foo"};

static void boot(void)
{
    scm_add_image(&foo);
}

static struct scm_config config_of(const char *name)
{
    return (struct scm_config){.name = name, .image_path = L"C:\\ntsim\\foo.sys", .type = SERVICE_KERNEL_DRIVER, .start = SERVICE_DEMAND_START,
                               .error_control = SERVICE_ERROR_NORMAL};
}

static void creating(void)
{
    struct scm_service *service, *other;
    struct scm_config config = config_of("Foo");
    boot();
    config.display_name = L"The foo";
    claim(scm_create(&config, &service) == ERROR_SUCCESS);
    claim(scm_create(&config, &other) == ERROR_SERVICE_EXISTS);
    struct scm_config second = config_of("bar");
    second.display_name = L"the FOO";
    claim(scm_create(&second, &other) == ERROR_DUPLICATE_SERVICE_NAME);
    second = config_of("a\\b");
    claim(scm_create(&second, &other) == ERROR_INVALID_NAME);
    second = config_of("bar");
    second.start = 7;
    claim(scm_create(&second, &other) == ERROR_INVALID_PARAMETER);
    claim(scm_open("FOO", &other) == ERROR_SUCCESS && other == service);
    claim(scm_open("bar", &other) == ERROR_SERVICE_DOES_NOT_EXIST);
    size_t chars = 0;
    struct cm_key *key = cm_find_ascii(NULL, "\\Registry\\Machine\\System\\CurrentControlSet\\Services\\Foo");
    claim(key && cm_get_dword(key, "Start", 0) == SERVICE_DEMAND_START);
    claim(key && is_wide(cm_get_string(key, "ImagePath", &chars), L"\\??\\C:\\ntsim\\foo.sys"));
}

static void a_service_is_created_once(void **state)
{
    (void)state;
    run_body(creating);
}

static void deleting(void)
{
    struct scm_service *service, *other;
    struct scm_config config = config_of("Foo");
    boot();
    claim(scm_create(&config, &service) == ERROR_SUCCESS);
    claim(scm_service_delete(service) == ERROR_SUCCESS);
    claim(scm_service_delete(service) == ERROR_SERVICE_MARKED_FOR_DELETE);
    claim(scm_service_start(service) == ERROR_SERVICE_MARKED_FOR_DELETE);
    claim(scm_create(&config, &other) == ERROR_SERVICE_MARKED_FOR_DELETE);
    scm_close(service);
    claim(scm_open("Foo", &other) == ERROR_SERVICE_DOES_NOT_EXIST);
    claim(!cm_find_ascii(NULL, "\\Registry\\Machine\\System\\CurrentControlSet\\Services\\Foo"));
    claim(scm_create(&config, &other) == ERROR_SUCCESS);
}

static void a_marked_service_goes_with_its_last_handle(void **state)
{
    (void)state;
    run_body(deleting);
}

static void refusing(void)
{
    struct scm_service *service;
    SERVICE_STATUS status;
    struct scm_config config = config_of("gone");
    boot();
    config.image_path = L"C:\\ntsim\\gone.sys";
    claim(scm_create(&config, &service) == ERROR_SUCCESS);
    claim(scm_service_start(service) == ERROR_FILE_NOT_FOUND);
    claim(scm_service_control(service, SERVICE_CONTROL_STOP, &status) == ERROR_SERVICE_NOT_ACTIVE && status.dwCurrentState == SERVICE_STOPPED);
    claim(scm_service_control(service, SERVICE_CONTROL_PAUSE, &status) == ERROR_INVALID_SERVICE_CONTROL);
    scm_service_status(service, &status);
    claim(status.dwServiceType == SERVICE_KERNEL_DRIVER && status.dwWin32ExitCode == ERROR_FILE_NOT_FOUND);
    config = config_of("off");
    config.start = SERVICE_DISABLED;
    claim(scm_create(&config, &service) == ERROR_SUCCESS && scm_service_start(service) == ERROR_SERVICE_DISABLED);
    claim(scm_start("nobody") == ERROR_FILE_NOT_FOUND && scm_stop("nobody") == ERROR_FILE_NOT_FOUND);
}

static void what_cannot_be_started_or_stopped_says_why(void **state)
{
    (void)state;
    run_body(refusing);
}

static bool means_foo(const WCHAR *path)
{
    size_t chars = 0;
    while (path[chars])
        chars++;
    return scm_image_of(path, chars) == &foo;
}

static void image_paths(void)
{
    boot();
    claim(means_foo(L"\\SystemRoot\\System32\\drivers\\foo.sys"));
    claim(means_foo(L"System32\\DRIVERS\\FOO.SYS"));
    claim(means_foo(L"\\??\\C:\\ntsim\\foo.sys"));
    claim(means_foo(L"C:\\ntsim\\foo.sys"));
    claim(means_foo(L"%SystemRoot%\\System32\\drivers\\foo.sys"));
    claim(!means_foo(L"C:\\elsewhere\\foo.sys") && !means_foo(L"foo.sys") && !means_foo(L"C:\\ntsim"));
}

static void an_image_path_may_have_any_of_its_forms(void **state)
{
    (void)state;
    run_body(image_paths);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_is_created_once),
        cmocka_unit_test(a_marked_service_goes_with_its_last_handle),
        cmocka_unit_test(what_cannot_be_started_or_stopped_says_why),
        cmocka_unit_test(an_image_path_may_have_any_of_its_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
