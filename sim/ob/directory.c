/*
 * The namespace: directories of names, walked without regard to case, through symbolic links. A name holds its object (OB_BY_NAME) and its directory; a
 * permanent object's stays until it is made temporary, any other's until its last handle goes.
 */
#include "ob/private.h"
#include "rtl/rtl.h"

#include <string.h>

#define LINKS_MAX 32 /* links followed in one lookup: more is a circle */

static struct ob_directory *directory_of(const void *body)
{
    return (struct ob_directory *)body;
}

#define FIRST_ROOM 8

static struct list *bucket_of(const struct ob_directory *directory, const WCHAR *text, size_t chars)
{
    uint32_t hash = 0;
    for (size_t i = 0; i < chars; i++)
        hash = hash * 31 + rtl_upcase(text[i]);
    return &directory->buckets[(hash ^ hash >> 15) & (directory->room - 1)];
}

static void set_room(struct ob_directory *directory, uint32_t room)
{
    if (directory->buckets)
        sim_free(directory->buckets, directory->room * sizeof *directory->buckets);
    directory->buckets = sim_alloc(room * sizeof *directory->buckets);
    directory->room = room;
    for (uint32_t i = 0; i < room; i++)
        list_init(&directory->buckets[i]);
    list_each(node, &directory->entries)
    {
        struct ob_name *name = list_of(node, struct ob_name, in_directory);
        list_append(bucket_of(directory, name->text, name->chars), &name->in_bucket);
    }
}

static bool same_name(const struct ob_name *name, const WCHAR *text, size_t chars)
{
    if (name->chars != chars)
        return false;
    for (size_t i = 0; i < chars; i++)
        if (rtl_upcase(name->text[i]) != rtl_upcase(text[i]))
            return false;
    return true;
}

static struct ob_object *find(const void *directory, const WCHAR *text, size_t chars)
{
    list_each(node, bucket_of(directory_of(directory), text, chars))
    {
        struct ob_name *name = list_of(node, struct ob_name, in_bucket);
        if (same_name(name, text, chars))
            return name->object;
    }
    return NULL;
}

static void add(void *directory, struct ob_object *object, const WCHAR *text, size_t chars)
{
    struct ob_name *name = sim_alloc(sizeof *name + chars * sizeof(WCHAR));
    name->object = object;
    name->directory = ob_object_of(directory);
    name->chars = (uint16_t)chars;
    memcpy(name->text, text, chars * sizeof(WCHAR));
    struct ob_directory *into = directory_of(directory);
    if (++into->used > 2 * into->room)
        set_room(into, 4 * into->room);
    list_append(&into->entries, &name->in_directory);
    list_append(bucket_of(into, text, chars), &name->in_bucket);
    object->name = name;
    ob_reference(object->body, OB_BY_NAME);
    ob_reference(directory, OB_BY_NAME);
}

void ob_name_remove(struct ob_object *object)
{
    struct ob_name *name = object->name;
    struct ob_object *directory = name->directory;
    list_remove(&name->in_directory);
    list_remove(&name->in_bucket);
    directory_of(directory->body)->used--;
    object->name = NULL;
    sim_free(name, sizeof *name + name->chars * sizeof(WCHAR));
    ob_dereference(directory->body, OB_BY_NAME);
    ob_dereference(object->body, OB_BY_NAME);
}

/* --- a walk along a path ------------------------------------------------------------------------------------------------------------------ */

struct walk {
    const WCHAR *at, *end; /* what is left of the path; begins with a backslash */
    WCHAR *owned;          /* the path after a link was put in; NULL: still the caller's */
    size_t owned_chars;
    unsigned links;
};

static void walk_end(struct walk *walk)
{
    if (walk->owned)
        sim_free(walk->owned, walk->owned_chars * sizeof(WCHAR));
}

/* The link's target, then the rest of the path, is the new path. */
static NTSTATUS put_in_link(struct walk *walk, const void *link)
{
    if (++walk->links > LINKS_MAX)
        return STATUS_OBJECT_NAME_INVALID;
    UNICODE_STRING target = ob_link_target(link);
    size_t head = target.Length / sizeof(WCHAR), rest = (size_t)(walk->end - walk->at), chars = head + rest;
    WCHAR *path = sim_alloc((chars + 1) * sizeof(WCHAR));
    memcpy(path, target.Buffer, head * sizeof(WCHAR));
    memcpy(path + head, walk->at, rest * sizeof(WCHAR));
    walk_end(walk);
    walk->owned = path;
    walk->owned_chars = chars + 1;
    walk->at = path;
    walk->end = path + chars;
    return STATUS_SUCCESS;
}

/* Takes the next component off: *text, and its length. */
static size_t component(struct walk *walk, const WCHAR **text)
{
    const WCHAR *start = walk->at + 1, *end = start;
    while (end < walk->end && *end != L'\\')
        end++;
    walk->at = end;
    *text = start;
    return (size_t)(end - start);
}

static NTSTATUS parse(struct ob_object *object, const struct walk *walk, struct ob_open *open, void **result)
{
    USHORT length = (USHORT)((walk->end - walk->at) * (ptrdiff_t)sizeof(WCHAR));
    open->rest = (UNICODE_STRING){length, length, (PWSTR)walk->at};
    ob_reference(object->body, OB_BY_LOOKUP);
    NTSTATUS status = object->type->ops.parse(object->body, open, result);
    ob_dereference(object->body, OB_BY_LOOKUP);
    return status;
}

/* One component: STATUS_REPARSE to go on at *directory, else the end. */
static NTSTATUS step(struct walk *walk, void **directory, POBJECT_TYPE type, struct ob_open *open, void **result)
{
    const WCHAR *text;
    size_t chars = component(walk, &text);
    bool last = walk->at == walk->end;
    if (chars == 0)
        return STATUS_OBJECT_NAME_INVALID;
    struct ob_object *object = find(*directory, text, chars);
    if (!object)
        return last ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_OBJECT_PATH_NOT_FOUND;
    bool link_wanted = type == ob->link_type || (open && (open->attributes & OBJ_OPENLINK));
    if (object->type == ob->link_type && !(last && link_wanted)) {
        *directory = ob->root;
        NTSTATUS status = put_in_link(walk, object->body);
        return NT_SUCCESS(status) ? STATUS_REPARSE : status;
    }
    if (object->type == ob->directory_type && !last) {
        *directory = object->body;
        return STATUS_REPARSE;
    }
    if (open && object->type->ops.parse)
        return parse(object, walk, open, result);
    if (!last)
        return STATUS_OBJECT_TYPE_MISMATCH;
    ob_reference(object->body, OB_BY_LOOKUP);
    *result = object->body;
    return STATUS_SUCCESS;
}

static NTSTATUS walk_all(struct walk *walk, POBJECT_TYPE type, struct ob_open *open, void **result)
{
    void *directory = ob->root;
    NTSTATUS status;
    do {
        if (walk->at == walk->end || (*walk->at == L'\\' && walk->end - walk->at == 1)) { /* the root, perhaps by an empty link target */
            ob_reference(ob->root, OB_BY_LOOKUP);
            *result = ob->root;
            return STATUS_SUCCESS;
        }
        if (*walk->at != L'\\')
            return STATUS_OBJECT_PATH_SYNTAX_BAD;
        status = step(walk, &directory, type, open, result);
    } while (status == STATUS_REPARSE);
    return status;
}

NTSTATUS ob_lookup(PCUNICODE_STRING path, POBJECT_TYPE type, struct ob_open *open, void **body)
{
    *body = NULL;
    if (path->Length < sizeof(WCHAR))
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    struct walk walk = {.at = path->Buffer, .end = path->Buffer + path->Length / sizeof(WCHAR)};
    NTSTATUS status = walk_all(&walk, type, open, body);
    walk_end(&walk);
    if (NT_SUCCESS(status) && type && ob_type_of(*body) != type) {
        ob_dereference(*body, OB_BY_LOOKUP);
        *body = NULL;
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    return status;
}

/* --- putting in and taking out ----------------------------------------------------------------------------------------------------------- */

NTSTATUS ob_insert(void *body, PCUNICODE_STRING path, bool permanent)
{
    struct ob_object *object = ob_object_of(body);
    size_t chars = path->Length / sizeof(WCHAR), slash = chars;
    if (chars == 0 || path->Buffer[0] != L'\\')
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    while (path->Buffer[slash - 1] != L'\\')
        slash--;
    if (slash == chars)
        return STATUS_OBJECT_NAME_INVALID;
    UNICODE_STRING parent = {(USHORT)((slash > 1 ? slash - 1 : 1) * sizeof(WCHAR)), path->Length, path->Buffer};
    void *directory;
    NTSTATUS status = ob_lookup(&parent, ob->directory_type, NULL, &directory);
    if (!NT_SUCCESS(status))
        return status == STATUS_OBJECT_NAME_NOT_FOUND ? STATUS_OBJECT_PATH_NOT_FOUND : status;
    if (find(directory, path->Buffer + slash, chars - slash))
        status = STATUS_OBJECT_NAME_COLLISION;
    else
        add(directory, object, path->Buffer + slash, chars - slash);
    object->permanent = NT_SUCCESS(status) && permanent;
    ob_dereference(directory, OB_BY_LOOKUP);
    return status;
}

bool ob_is_permanent(const void *body)
{
    return ob_object_of(body)->permanent;
}

void ob_make_temporary(void *body)
{
    struct ob_object *object = ob_object_of(body);
    object->permanent = false;
    if (object->handles == 0 && object->name)
        ob_name_remove(object);
}

/* Written from its end: the object's own name, then its directory's, up to the root. */
bool ob_name(const void *body, WCHAR *text, size_t room_chars)
{
    const struct ob_object *object = ob_object_of(body);
    size_t chars = 0;
    for (const struct ob_object *o = object; o->name; o = o->name->directory)
        chars += o->name->chars + 1u;
    bool is_root = body == ob->root;
    if ((!chars && !is_root) || chars + is_root + 1 > room_chars)
        return false;
    WCHAR *at = text + chars + is_root;
    *at = 0;
    if (is_root)
        *--at = L'\\';
    for (const struct ob_object *o = object; o->name; o = o->name->directory) {
        at -= o->name->chars;
        memcpy(at, o->name->text, o->name->chars * sizeof(WCHAR));
        *--at = L'\\';
    }
    return true;
}

/* In order of insertion. The visitor may take the visited name out, no other. */
void ob_visit(PCUNICODE_STRING directory, void (*visit)(void *context, void *body, const WCHAR *name), void *context)
{
    void *body;
    if (!NT_SUCCESS(ob_lookup(directory, ob->directory_type, NULL, &body)))
        return;
    list_each_safe(node, &directory_of(body)->entries)
    {
        const struct ob_name *name = list_of(node, struct ob_name, in_directory);
        WCHAR text[256];
        size_t chars = name->chars < 255 ? name->chars : 255;
        memcpy(text, name->text, chars * sizeof(WCHAR));
        text[chars] = 0;
        visit(context, name->object->body, text);
    }
    ob_dereference(body, OB_BY_LOOKUP);
}

/* --- directory objects ---------------------------------------------------------------------------------------------------------------------- */

static void destroy(void *body)
{
    struct ob_directory *directory = directory_of(body);
    sim_free(directory->buckets, directory->room * sizeof *directory->buckets);
}

static void *new_directory(void)
{
    struct ob_directory *directory = ob_create(ob->directory_type, sizeof *directory);
    list_init(&directory->entries);
    set_room(directory, FIRST_ROOM);
    return directory;
}

NTSTATUS ob_directory_create(PCUNICODE_STRING path, bool permanent, void **body)
{
    void *directory = new_directory();
    NTSTATUS status = path && path->Length ? ob_insert(directory, path, permanent) : STATUS_SUCCESS;
    if (body && NT_SUCCESS(status))
        *body = directory;
    else
        ob_dereference(directory, OB_BY_CREATE);
    return status;
}

POBJECT_TYPE ob_directory_type(void)
{
    return ob->directory_type;
}

static void boot_directory(const WCHAR *text, USHORT chars)
{
    UNICODE_STRING path = {(USHORT)(chars * sizeof(WCHAR)), (USHORT)(chars * sizeof(WCHAR)), (PWSTR)text};
    NTSTATUS status = ob_directory_create(&path, true, NULL);
    sim_assert(NT_SUCCESS(status));
}

static void boot_link(const WCHAR *link, USHORT link_chars, const WCHAR *target, USHORT target_chars)
{
    UNICODE_STRING from = {(USHORT)(link_chars * sizeof(WCHAR)), (USHORT)(link_chars * sizeof(WCHAR)), (PWSTR)link};
    UNICODE_STRING to = {(USHORT)(target_chars * sizeof(WCHAR)), (USHORT)(target_chars * sizeof(WCHAR)), (PWSTR)target};
    NTSTATUS status = ob_link_create(&from, &to);
    sim_assert(NT_SUCCESS(status));
}

#define BOOT_DIRECTORY(text) boot_directory(text, sizeof(text) / sizeof(WCHAR) - 1)
#define BOOT_LINK(link, target) boot_link(link, sizeof(link) / sizeof(WCHAR) - 1, target, sizeof(target) / sizeof(WCHAR) - 1)

void ob_names_boot(void)
{
    static const struct ob_type_ops directory_ops = {.name = "Directory", .destroy = destroy};
    ob->directory_type = ob_type_create(&directory_ops);
    ob->root = new_directory();
    BOOT_DIRECTORY(L"\\ObjectTypes");
    BOOT_DIRECTORY(L"\\Device");
    BOOT_DIRECTORY(L"\\Driver");
    BOOT_DIRECTORY(L"\\FileSystem");
    BOOT_DIRECTORY(L"\\Callback");
    BOOT_DIRECTORY(L"\\KernelObjects");
    BOOT_DIRECTORY(L"\\BaseNamedObjects");
    BOOT_DIRECTORY(L"\\GLOBAL??");
    BOOT_LINK(L"\\??", L"\\GLOBAL??"); /* one session only, so no directory of its own in between */
    BOOT_LINK(L"\\DosDevices", L"\\??");
    BOOT_LINK(L"\\GLOBAL??\\GLOBALROOT", L"");
    BOOT_LINK(L"\\GLOBAL??\\Global", L"\\GLOBAL??");
}
