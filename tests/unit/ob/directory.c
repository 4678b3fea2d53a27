/* Claims about names, links and walks. */
#include "test.h"
#include "ob/inspect.h"

static NTSTATUS look_up(const WCHAR *path, POBJECT_TYPE type, void **body)
{
    UNICODE_STRING string = wide(path);
    NTSTATUS status = ob_lookup(&string, type, NULL, body);
    if (NT_SUCCESS(status))
        ob_dereference(*body, OB_BY_LOOKUP);
    return status;
}

static void *insert(const WCHAR *path, bool permanent)
{
    UNICODE_STRING string = wide(path);
    void *body;
    claim(NT_SUCCESS(ob_directory_create(&string, permanent, &body)));
    return body;
}

static void lookups(void)
{
    void *body, *sample = insert(L"\\Device\\Sample", true);
    claim(look_up(L"\\device\\SAMPLE", NULL, &body) == STATUS_SUCCESS && body == sample);
    claim(look_up(L"\\Device\\Other", NULL, &body) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(look_up(L"\\Nowhere\\Other", NULL, &body) == STATUS_OBJECT_PATH_NOT_FOUND);
    claim(look_up(L"Device", NULL, &body) == STATUS_OBJECT_PATH_SYNTAX_BAD);
    claim(look_up(L"\\Device\\Sample", ob_link_type(), &body) == STATUS_OBJECT_TYPE_MISMATCH);
    claim(look_up(L"\\Device\\\\Sample", NULL, &body) == STATUS_OBJECT_NAME_INVALID);
    claim(look_up(L"\\", NULL, &body) == STATUS_SUCCESS);
    claim(ob_pointer_count(sample) == 2);
}

static void case_does_not_matter_and_errors_tell_where(void **state)
{
    (void)state;
    run_body(lookups);
}

static void count_link(void *context, const void *link, uintptr_t created_by)
{
    (void)link, (void)created_by;
    ++*(unsigned *)context;
}

static unsigned links_now(void)
{
    unsigned n = 0;
    ob_links_visit(count_link, &n);
    return n;
}

static void links(void)
{
    void *body, *sample = insert(L"\\Device\\Sample", true);
    UNICODE_STRING link = wide(L"\\DosDevices\\Sample"), target = wide(L"\\Device\\Sample");
    claim(ob_link_create(&link, &target) == STATUS_SUCCESS);
    claim(ob_link_create(&link, &target) == STATUS_OBJECT_NAME_COLLISION);
    claim(look_up(L"\\??\\sample", NULL, &body) == STATUS_SUCCESS && body == sample);
    claim(look_up(L"\\GLOBAL??\\Sample", NULL, &body) == STATUS_SUCCESS && body == sample);
    claim(look_up(L"\\??\\Global\\Sample", NULL, &body) == STATUS_SUCCESS && body == sample);
    claim(look_up(L"\\??\\GLOBALROOT\\Device\\Sample", NULL, &body) == STATUS_SUCCESS && body == sample);
    claim(look_up(L"\\??\\Sample", ob_link_type(), &body) == STATUS_SUCCESS && ob_link_target(body).Length == target.Length);
    WCHAR name[64];
    claim(ob_name(body, name, 64) && is_wide(name, L"\\GLOBAL??\\Sample"));
    claim(ob_link_delete(&link) == STATUS_SUCCESS);
    claim(ob_link_delete(&link) == STATUS_OBJECT_NAME_NOT_FOUND);
}

static void visited_links(void)
{
    UNICODE_STRING link = wide(L"\\DosDevices\\Sample"), target = wide(L"\\Device\\Sample");
    unsigned before = links_now();
    claim(ob_link_create(&link, &target) == STATUS_SUCCESS && links_now() == before + 1);
    claim(ob_link_create(&link, &target) == STATUS_OBJECT_NAME_COLLISION && links_now() == before + 1);
    claim(ob_link_delete(&link) == STATUS_SUCCESS && links_now() == before);
}

static void links_that_are_there_and_no_others_are_visited(void **state)
{
    (void)state;
    run_body(visited_links);
}

static void links_lead_on_and_can_be_opened_themselves(void **state)
{
    (void)state;
    run_body(links);
}

static void circle(void)
{
    UNICODE_STRING a = wide(L"\\??\\A"), b = wide(L"\\??\\B");
    void *body;
    ob_link_create(&a, &b);
    ob_link_create(&b, &a);
    claim(look_up(L"\\??\\A\\X", NULL, &body) == STATUS_OBJECT_NAME_INVALID);
}

static void a_circle_of_links_ends(void **state)
{
    (void)state;
    run_body(circle);
}

static void lives(void)
{
    void *body, *sample = insert(L"\\Device\\Permanent", true);
    ob_dereference(sample, OB_BY_CREATE);
    claim(look_up(L"\\Device\\Permanent", NULL, &body) == STATUS_SUCCESS);
    HANDLE other;
    WCHAR name[32];
    ob_handle_create(ob_kernel_table(), sample, 0, 0, &other);
    ob_make_temporary(sample); /* with the handle */
    claim(ob_name(sample, name, 32));
    ob_reference(sample, OB_BY_IRP);
    ob_handle_close(ob_kernel_table(), other);
    claim(look_up(L"\\Device\\Permanent", NULL, &body) == STATUS_OBJECT_NAME_NOT_FOUND);
    claim(!ob_name(sample, name, 32) && ob_held(sample, OB_BY_NAME) == 0);
    ob_make_temporary(sample); /* there is no name to be lost */
    claim(ob_pointer_count(sample) == 1);
    ob_dereference(sample, OB_BY_IRP);

    void *temporary = insert(L"\\Device\\Temporary", false);
    HANDLE handle;
    ob_handle_create(ob_kernel_table(), temporary, 0, 0, &handle);
    ob_dereference(temporary, OB_BY_CREATE);
    claim(look_up(L"\\Device\\Temporary", NULL, &body) == STATUS_SUCCESS);
    ob_handle_close(ob_kernel_table(), handle);
    claim(look_up(L"\\Device\\Temporary", NULL, &body) == STATUS_OBJECT_NAME_NOT_FOUND);
}

static void a_permanent_name_stays_and_a_temporary_one_goes_with_the_last_handle(void **state)
{
    (void)state;
    run_body(lives);
}

static WCHAR order[4];
static int visits;

static void note_name(void *context, void *body, const WCHAR *name)
{
    (void)context, (void)body;
    order[visits++] = name[0];
}

static void visiting(void)
{
    UNICODE_STRING device = wide(L"\\Device");
    visits = 0;
    insert(L"\\Device\\C", true);
    insert(L"\\Device\\A", true);
    insert(L"\\Device\\B", true);
    void *directory;
    claim(look_up(L"\\Device", NULL, &directory) == STATUS_SUCCESS);
    LONG_PTR before = ob_pointer_count(directory);
    ob_visit(&device, note_name, NULL);
    claim(ob_pointer_count(directory) == before);
    claim(visits == 3 && order[0] == 'C' && order[1] == 'A' && order[2] == 'B');
    void *body;
    claim(look_up(L"\\Device\\A", NULL, &body) == STATUS_SUCCESS);
    ob_make_temporary(body);
    visits = 0;
    ob_visit(&device, note_name, NULL);
    claim(visits == 2 && order[0] == 'C' && order[1] == 'B');
}

static void names_are_visited_in_order_of_insertion(void **state)
{
    (void)state;
    run_body(visiting);
}

static void room_for_a_name(void)
{
    void *sample = insert(L"\\Device\\Sample", true), *root;
    WCHAR name[32];
    claim(ob_name(sample, name, 15) && is_wide(name, L"\\Device\\Sample"));
    claim(!ob_name(sample, name, 14));
    claim(look_up(L"\\", NULL, &root) == STATUS_SUCCESS);
    name[0] = name[1] = L'x';
    claim(ob_name(root, name, 2) && is_wide(name, L"\\"));
    claim(!ob_name(root, name, 1));
}

static void a_name_needs_room_for_itself_and_a_nul(void **state)
{
    (void)state;
    run_body(room_for_a_name);
}

static void nothing_found(void)
{
    int other;
    void *body = &other;
    claim(look_up(L"\\Device\\Nobody", NULL, &body) == STATUS_OBJECT_NAME_NOT_FOUND && !body);
    body = &other;
    claim(look_up(L"Device", NULL, &body) == STATUS_OBJECT_PATH_SYNTAX_BAD && !body);
    body = &other;
    claim(look_up(L"\\Device", ob_link_type(), &body) == STATUS_OBJECT_TYPE_MISMATCH && !body);
}

static void a_lookup_that_fails_gives_no_object(void **state)
{
    (void)state;
    run_body(nothing_found);
}

static const WCHAR *expected_names[2];
static unsigned names_met;

static void compare_name(void *context, void *body, const WCHAR *name)
{
    (void)context, (void)body;
    claim(names_met < 2 && is_wide(name, expected_names[names_met]));
    names_met++;
}

static void whole_names(void)
{
    UNICODE_STRING device = wide(L"\\Device");
    expected_names[0] = L"ALongName", expected_names[1] = L"B";
    names_met = 0;
    insert(L"\\Device\\ALongName", true);
    insert(L"\\Device\\B", true);
    ob_visit(&device, compare_name, NULL);
    claim(names_met == 2);
}

static void a_visited_name_ends_where_it_ends(void **state)
{
    (void)state;
    run_body(whole_names);
}

/* "\??\Sample" leads over two links: the path that the first one made is let go when the second one makes another. */
static void many_walks(void)
{
    UNICODE_STRING link = wide(L"\\DosDevices\\Sample"), target = wide(L"\\Device\\Sample");
    void *body;
    insert(L"\\Device\\Sample", true);
    ob_link_create(&link, &target);
    claim(look_up(L"\\??\\Sample", NULL, &body) == STATUS_SUCCESS);
    size_t before = arena_used(ARENA_PRIVATE);
    for (int i = 0; i < 20000; i++)
        look_up(L"\\??\\Sample", NULL, &body);
    claim(arena_used(ARENA_PRIVATE) == before);
}

static void a_walk_over_links_keeps_no_memory(void **state)
{
    (void)state;
    run_body(many_walks);
}

static void insertions(void)
{
    void *body, *directory = insert(L"\\One", true);
    UNICODE_STRING relative = wide(L"Sample"), behind = wide(L"One\\Sample"), empty = wide(L"\\One\\"), nowhere = wide(L"\\Nowhere\\Sample"), under = wide(L"\\One\\Sample");
    claim(ob_directory_create(&relative, true, &body) == STATUS_OBJECT_PATH_SYNTAX_BAD);
    claim(ob_directory_create(&behind, true, &body) == STATUS_OBJECT_PATH_SYNTAX_BAD);
    claim(ob_directory_create(&empty, true, &body) == STATUS_OBJECT_NAME_INVALID);
    claim(ob_directory_create(&nowhere, true, &body) == STATUS_OBJECT_PATH_NOT_FOUND);
    claim(ob_directory_create(&under, true, &body) == STATUS_SUCCESS && ob_pointer_count(directory) == 3);
    claim(ob_directory_create(&under, true, &body) == STATUS_OBJECT_NAME_COLLISION && ob_pointer_count(directory) == 3);
}

static void what_cannot_be_put_in_says_why_and_holds_nothing(void **state)
{
    (void)state;
    run_body(insertions);
}

static void crowded(void)
{
    WCHAR path[] = L"\\Device\\n00";
    void *bodies[100], *body;
    for (int i = 0; i < 100; i++) {
        path[9] = (WCHAR)(L'0' + i / 10), path[10] = (WCHAR)(L'0' + i % 10);
        bodies[i] = insert(path, true);
    }
    for (int i = 0; i < 100; i++) {
        path[9] = (WCHAR)(L'0' + i / 10), path[10] = (WCHAR)(L'0' + i % 10);
        claim(look_up(path, NULL, &body) == STATUS_SUCCESS && body == bodies[i]);
        ob_make_temporary(body);
        claim(look_up(path, NULL, &body) == STATUS_OBJECT_NAME_NOT_FOUND);
    }
}

static void a_directory_that_has_grown_finds_them_all(void **state)
{
    (void)state;
    run_body(crowded);
}

static void make_link(WCHAR from, const WCHAR *target)
{
    WCHAR path[] = L"\\??\\?";
    path[4] = from;
    UNICODE_STRING link = wide(path), to = wide(target);
    claim(ob_link_create(&link, &to) == STATUS_SUCCESS);
}

/* The directory \?? is a link itself, and is walked again for each link that leads there: 16 of ours are 32 in all. */
static void chain(void)
{
    WCHAR next[] = L"\\??\\?";
    void *body;
    for (WCHAR name = L'a'; name < L'a' + 15; name++) {
        next[4] = (WCHAR)(name + 1);
        make_link(name, next);
    }
    make_link(L'a' + 15, L"\\Device");
    make_link(L'z', L"\\??\\a");
    claim(look_up(L"\\??\\a", NULL, &body) == STATUS_SUCCESS);
    claim(look_up(L"\\??\\z", NULL, &body) == STATUS_OBJECT_NAME_INVALID);
    claim(look_up(L"\\GLOBAL??\\z", NULL, &body) == STATUS_OBJECT_NAME_INVALID);
    make_link(L'y', L"\\GLOBAL??\\a");
    claim(look_up(L"\\??\\b", NULL, &body) == STATUS_SUCCESS);
}

static void thirty_two_links_lead_on_and_more_are_taken_for_a_circle(void **state)
{
    (void)state;
    run_body(chain);
}

static void link_itself(void)
{
    UNICODE_STRING path = wide(L"\\GLOBAL??\\Sample"), through = wide(L"\\??\\Sample"), target = wide(L"\\Device");
    struct ob_open plain = {.mode = KernelMode}, itself = {.mode = KernelMode, .attributes = OBJ_OPENLINK};
    void *body;
    claim(ob_link_create(&path, &target) == STATUS_SUCCESS);
    claim(ob_lookup(&path, NULL, &plain, &body) == STATUS_SUCCESS && ob_type_of(body) == ob_directory_type());
    claim(ob_lookup(&path, NULL, &itself, &body) == STATUS_SUCCESS && ob_type_of(body) == ob_link_type());
    claim(ob_lookup(&through, NULL, &itself, &body) == STATUS_SUCCESS && ob_type_of(body) == ob_link_type()); /* links on the way lead on */
}

static void a_link_can_be_opened_itself_by_an_attribute(void **state)
{
    (void)state;
    run_body(link_itself);
}

static void count_directories(void *context, const struct ob_type_info *info)
{
    if (strcmp(info->name, "Directory") == 0)
        *(LONG_PTR *)context = info->objects;
}

static LONG_PTR directories_now(void)
{
    LONG_PTR n = 0;
    ob_types_peek(count_directories, &n);
    return n;
}

static void refused(void)
{
    UNICODE_STRING path = wide(L"\\One");
    void *one = insert(L"\\One", true), *body = one;
    LONG_PTR before = directories_now();
    claim(before > 0);
    claim(ob_directory_create(&path, true, &body) == STATUS_OBJECT_NAME_COLLISION && body == one); /* what there was stays */
    claim(ob_directory_create(&path, true, NULL) == STATUS_OBJECT_NAME_COLLISION);
    claim(directories_now() == before);
}

static void a_directory_that_finds_its_name_taken_is_not_kept(void **state)
{
    (void)state;
    run_body(refused);
}

static void grow_and_go(void)
{
    WCHAR path[] = L"\\Outer\\n00";
    void *outer = insert(L"\\Outer", true), *bodies[60];
    for (int i = 0; i < 60; i++) {
        path[8] = (WCHAR)(L'0' + i / 10), path[9] = (WCHAR)(L'0' + i % 10);
        bodies[i] = insert(path, false);
    }
    for (int i = 0; i < 60; i++) {
        ob_make_temporary(bodies[i]);
        ob_dereference(bodies[i], OB_BY_CREATE);
    }
    ob_make_temporary(outer);
    ob_dereference(outer, OB_BY_CREATE);
}

/* Two of them one after the other find each other's memory; a name that comes and goes in a directory that stays, its place. */
static void comings_and_goings(void)
{
    grow_and_go();
    void *body = insert(L"\\Device\\Sample", false);
    ob_make_temporary(body);
    ob_dereference(body, OB_BY_CREATE);
    size_t before = arena_used(ARENA_PRIVATE);
    for (int i = 0; i < 300; i++)
        grow_and_go();
    for (int i = 0; i < 20000; i++) {
        body = insert(L"\\Device\\Sample", false);
        ob_make_temporary(body);
        ob_dereference(body, OB_BY_CREATE);
    }
    claim(arena_used(ARENA_PRIVATE) == before);
}

static void directories_and_names_that_are_gone_keep_no_memory(void **state)
{
    (void)state;
    run_body(comings_and_goings);
}

static void first_directories(void)
{
    static const WCHAR *const paths[] = {L"\\ObjectTypes", L"\\Device", L"\\Driver", L"\\FileSystem", L"\\Callback", L"\\KernelObjects", L"\\BaseNamedObjects", L"\\GLOBAL??"};
    void *body;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        claim(look_up(paths[i], ob_directory_type(), &body) == STATUS_SUCCESS);
}

static void the_directories_that_drivers_know_are_there(void **state)
{
    (void)state;
    run_body(first_directories);
}

static void nameless(void)
{
    UNICODE_STRING empty = {0, 0, NULL};
    WCHAR name[8];
    void *body = NULL;
    claim(ob_directory_create(&empty, false, &body) == STATUS_SUCCESS && body && !ob_name(body, name, 8) && ob_pointer_count(body) == 1);
}

static void a_directory_needs_no_name(void **state)
{
    (void)state;
    run_body(nameless);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_does_not_matter_and_errors_tell_where),
        cmocka_unit_test(links_lead_on_and_can_be_opened_themselves),
        cmocka_unit_test(links_that_are_there_and_no_others_are_visited),
        cmocka_unit_test(a_circle_of_links_ends),
        cmocka_unit_test(a_permanent_name_stays_and_a_temporary_one_goes_with_the_last_handle),
        cmocka_unit_test(names_are_visited_in_order_of_insertion),
        cmocka_unit_test(a_name_needs_room_for_itself_and_a_nul),
        cmocka_unit_test(a_lookup_that_fails_gives_no_object),
        cmocka_unit_test(a_visited_name_ends_where_it_ends),
        cmocka_unit_test(a_walk_over_links_keeps_no_memory),
        cmocka_unit_test(what_cannot_be_put_in_says_why_and_holds_nothing),
        cmocka_unit_test(a_directory_that_has_grown_finds_them_all),
        cmocka_unit_test(thirty_two_links_lead_on_and_more_are_taken_for_a_circle),
        cmocka_unit_test(a_link_can_be_opened_itself_by_an_attribute),
        cmocka_unit_test(a_directory_that_finds_its_name_taken_is_not_kept),
        cmocka_unit_test(directories_and_names_that_are_gone_keep_no_memory),
        cmocka_unit_test(the_directories_that_drivers_know_are_there),
        cmocka_unit_test(a_directory_needs_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
