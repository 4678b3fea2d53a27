/* Claims about keys and values. */
#include "../ob/test.h"

#include "cm/cm.h"
#include "rtl/rtl.h"

static NTSTATUS make(const WCHAR *path, bool deep, struct cm_key **key, bool *created)
{
    return cm_make(NULL, path, rtl_length(path), deep, key, created);
}

static struct cm_key *find(const WCHAR *path)
{
    struct cm_key *key = NULL;
    return NT_SUCCESS(cm_find(NULL, path, rtl_length(path), &key)) ? key : NULL;
}

static void boot_content(void)
{
    claim(find(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services"));
    claim(find(L"\\registry\\MACHINE\\system\\currentcontrolset\\SERVICES"));
    claim(find(L"\\Registry\\Machine\\System\\ControlSet001\\Services") == find(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services"));
    claim(!find(L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\nobody"));
    claim(!find(L"\\Elsewhere\\Machine"));
}

static void a_machine_begins_with_the_well_known_keys(void **state)
{
    (void)state;
    run_body(boot_content);
}

static void making(void)
{
    struct cm_key *key, *again;
    bool created;
    claim(make(L"\\Registry\\Machine\\Software\\A\\B", false, &key, &created) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(NT_SUCCESS(make(L"\\Registry\\Machine\\Software\\A", false, &key, &created)) && created);
    claim(NT_SUCCESS(make(L"\\Registry\\Machine\\Software\\a\\", false, &again, &created)) && !created && again == key);
    claim(NT_SUCCESS(make(L"\\Registry\\Machine\\Software\\X\\Y\\Z", true, &key, &created)) && created);
    claim(find(L"\\Registry\\Machine\\Software\\X\\Y")->key_count == 1);
    claim(NT_SUCCESS(cm_find(find(L"\\Registry\\Machine\\Software"), L"x\\y\\z", 5, &again)) && again == key);
}

static void only_the_last_key_of_a_path_is_made(void **state)
{
    (void)state;
    run_body(making);
}

static void deleting(void)
{
    bool created;
    struct cm_key *parent = cm_make_ascii(NULL, "\\Registry\\Machine\\Software\\P"), *child = cm_make_ascii(parent, "C"), *other;
    claim(cm_delete(parent) == STATUS_CANNOT_DELETE);
    cm_hold(child);
    claim(NT_SUCCESS(cm_delete(child)) && child->deleted && parent->key_count == 0);
    claim(!cm_find_ascii(parent, "C"));
    WCHAR path[64];
    size_t chars = cm_path(child, path, 64);
    path[chars] = 0;
    claim(is_wide(path, L"\\REGISTRY\\Machine\\Software\\P\\C"));
    claim(cm_find(child, L"x", 1, &other) == STATUS_KEY_DELETED);
    claim(NT_SUCCESS(cm_make(parent, L"C", 1, false, &other, &created)) && created && other != child);
    cm_drop(child);
    claim(NT_SUCCESS(cm_delete(other)) && NT_SUCCESS(cm_delete(parent)));
}

static void delete_body(void)
{
    deleting();
}

static void a_deleted_key_stays_as_a_husk_for_who_holds_it(void **state)
{
    (void)state;
    run_body(delete_body);
}

static void values(void)
{
    struct cm_key *key = cm_make_ascii(NULL, "\\Registry\\Machine\\Software\\V");
    size_t chars = 0;
    cm_set_dword(key, "Start", 3);
    cm_set_string(key, "Text", L"one");
    claim(cm_get_dword(key, "START", 9) == 3 && cm_get_dword(key, "none", 9) == 9 && cm_get_dword(key, "Text", 9) == 9);
    claim(is_wide(cm_get_string(key, "text", &chars), L"one") && chars == 3);
    claim(cm_get_string(key, "Start", &chars) == NULL);
    cm_set_string(key, "TEXT", L"two");
    claim(key->value_count == 2 && is_wide(cm_get_string(key, "Text", &chars), L"two"));
    claim(cm_value_at(key, 0)->type == REG_DWORD && cm_value_at(key, 1)->type == REG_SZ && !cm_value_at(key, 2));
    claim(NT_SUCCESS(cm_value_set(key, NULL, 0, REG_BINARY, "xy", 2)) && cm_value_find(key, NULL, 0)->size == 2);
    claim(NT_SUCCESS(cm_value_delete(key, L"start", 5)) && cm_value_delete(key, L"start", 5) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(key->value_count == 2);
}

static void values_are_found_without_regard_to_case_in_order_of_creation(void **state)
{
    (void)state;
    run_body(values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_begins_with_the_well_known_keys),
        cmocka_unit_test(only_the_last_key_of_a_path_is_made),
        cmocka_unit_test(a_deleted_key_stays_as_a_husk_for_who_holds_it),
        cmocka_unit_test(values_are_found_without_regard_to_case_in_order_of_creation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
