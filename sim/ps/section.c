/*
 * Section objects: memory that the paging file backs, and physical memory. A section lives as long as a handle, a reference or a view of it (view.c) does. Files and
 * images have no sections here: there is no file system that could back them.
 *
 * The type, and the object \Device\PhysicalMemory, are made when somebody first asks for a section: most machines never have one.
 */
#include "ps/private.h"

#define NAME_MAX_CHARS 1024
#define PHYSICAL_END ((uint64_t)1 << 52) /* no processor has addresses from here on */
#define SECTION_LARGE_PAGES 0x80000000u /* SEC_LARGE_PAGES */

static void destroy(void *body)
{
    struct ps_section *section = body;
    if (section->pages)
        mm_shared_give(section->pages, section->size);
}

static struct ps_section *new_section(uint8_t *pages, uint64_t size, unsigned rights)
{
    struct ps_section *section = ob_create(ps->section_type, sizeof *section);
    *section = (struct ps_section){.pages = pages, .size = size, .rights = rights};
    return section;
}

static void make_physical_memory(void)
{
    UNICODE_STRING path = RTL_CONSTANT_STRING(L"\\Device\\PhysicalMemory");
    void *section = new_section(NULL, PHYSICAL_END, PS_PAGE_READ | PS_PAGE_WRITE | PS_PAGE_EXECUTE);
    NTSTATUS status = ob_insert(section, &path, true);
    sim_assert(NT_SUCCESS(status) || status == STATUS_OBJECT_NAME_COLLISION); /* a driver may have taken the name */
    ob_dereference(section, OB_BY_CREATE);
}

POBJECT_TYPE ps_section_type(void)
{
    static const struct ob_type_ops ops = {.name = "Section", .any_irql = true, .destroy = destroy};
    if (!ps->section_type) {
        ps->section_type = ob_type_create(&ops);
        make_physical_memory();
    }
    return ps->section_type;
}

unsigned ps_page_rights(ULONG protection)
{
    if (protection & ~(ULONG)(0xFF | PAGE_NOCACHE | PAGE_WRITECOMBINE))
        return 0;
    switch (protection & 0xFF) {
    case PAGE_READONLY: return PS_PAGE_READ;
    case PAGE_READWRITE: return PS_PAGE_READ | PS_PAGE_WRITE;
    case PAGE_WRITECOPY: return PS_PAGE_READ | PS_PAGE_COPY;
    case PAGE_EXECUTE: /* whoever may execute may read, on our processors */
    case PAGE_EXECUTE_READ: return PS_PAGE_READ | PS_PAGE_EXECUTE;
    case PAGE_EXECUTE_READWRITE: return PS_PAGE_READ | PS_PAGE_WRITE | PS_PAGE_EXECUTE;
    case PAGE_EXECUTE_WRITECOPY: return PS_PAGE_READ | PS_PAGE_EXECUTE | PS_PAGE_COPY;
    default: return 0;
    }
}

static void check_modelled(ULONG attributes, HANDLE file)
{
    if (attributes & SEC_IMAGE)
        ke_not_modelled("an image section (SEC_IMAGE)");
    if (file)
        ke_not_modelled("a section of a file");
    if (attributes & SEC_RESERVE)
        ke_not_modelled("a section that is only reserved (SEC_RESERVE)");
    if (attributes & SECTION_LARGE_PAGES)
        ke_not_modelled("a section of large pages (SEC_LARGE_PAGES)");
}

static NTSTATUS make(const LARGE_INTEGER *size, ULONG protection, ULONG attributes, void **section)
{
    unsigned rights = ps_page_rights(protection);
    if (!(attributes & SEC_COMMIT) || attributes & ~(ULONG)(SEC_COMMIT | SEC_NOCACHE))
        return STATUS_INVALID_PARAMETER_6;
    if (!rights)
        return STATUS_INVALID_PAGE_PROTECTION;
    if (!size || size->QuadPart <= 0)
        return STATUS_INVALID_PARAMETER_4;
    if ((uint64_t)size->QuadPart > ARENA_SEGMENT_SIZE)
        return STATUS_SECTION_TOO_BIG;
    uint64_t bytes = ROUND_TO_PAGES(size->QuadPart);
    void *pages = mm_pool_fails() ? NULL : mm_shared_take(bytes);
    if (!pages)
        return STATUS_COMMITMENT_LIMIT;
    *section = new_section(pages, bytes, rights);
    return STATUS_SUCCESS;
}

static NTSTATUS path_of(POBJECT_ATTRIBUTES attributes, WCHAR *text, UNICODE_STRING *path)
{
    *path = (UNICODE_STRING){0};
    return attributes && attributes->ObjectName ? ob_path(attributes, text, NAME_MAX_CHARS, path) : STATUS_SUCCESS;
}

/* What the name, if there is one, says: a section of that name that exists already is opened with OBJ_OPENIF. The reference that the body comes with is OB_BY_CREATE or, with
 * STATUS_OBJECT_NAME_EXISTS, OB_BY_LOOKUP. */
static NTSTATUS find_or_make(const UNICODE_STRING *path, ULONG flags, const LARGE_INTEGER *size, ULONG protection, ULONG kind, void **section)
{
    NTSTATUS status = path->Length ? ob_lookup(path, ps_section_type(), NULL, section) : STATUS_OBJECT_NAME_NOT_FOUND;
    if (NT_SUCCESS(status) && flags & OBJ_OPENIF)
        return STATUS_OBJECT_NAME_EXISTS;
    if (NT_SUCCESS(status))
        ob_dereference(*section, OB_BY_LOOKUP);
    if (status != STATUS_OBJECT_NAME_NOT_FOUND)
        return NT_SUCCESS(status) ? STATUS_OBJECT_NAME_COLLISION : status;
    status = make(size, protection, kind, section);
    if (!NT_SUCCESS(status) || !path->Length)
        return status;
    status = ob_insert(*section, path, (flags & OBJ_PERMANENT) != 0);
    if (!NT_SUCCESS(status))
        ob_dereference(*section, OB_BY_CREATE);
    return status;
}

/* WDK: ZwCreateSection. MaximumSize is rounded up to whole pages. */
NTSTATUS ZwCreateSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, PLARGE_INTEGER MaximumSize, ULONG SectionPageProtection,
                         ULONG AllocationAttributes, HANDLE FileHandle)
{
    ddi_enter(ZwCreateSection, NULL);
    WCHAR text[NAME_MAX_CHARS];
    UNICODE_STRING path;
    void *section;
    check_modelled(AllocationAttributes, FileHandle);
    ps_section_type();
    ULONG flags = ObjectAttributes ? ObjectAttributes->Attributes : 0;
    NTSTATUS status = path_of(ObjectAttributes, text, &path);
    if (NT_SUCCESS(status))
        status = find_or_make(&path, flags, MaximumSize, SectionPageProtection, AllocationAttributes, &section);
    if (!NT_SUCCESS(status))
        return status;
    NTSTATUS made = ob_handle_create(ob_table_for(NULL, KernelMode), section, DesiredAccess, flags, SectionHandle);
    ob_dereference(section, status == STATUS_OBJECT_NAME_EXISTS ? OB_BY_LOOKUP : OB_BY_CREATE);
    return NT_SUCCESS(made) ? status : made;
}

/* WDK: ZwOpenSection. */
NTSTATUS ZwOpenSection(PHANDLE SectionHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    ddi_enter(ZwOpenSection, NULL);
    WCHAR text[NAME_MAX_CHARS];
    UNICODE_STRING path;
    void *section;
    POBJECT_TYPE type = ps_section_type();
    NTSTATUS status = ob_path(ObjectAttributes, text, NAME_MAX_CHARS, &path);
    if (NT_SUCCESS(status))
        status = ob_lookup(&path, type, NULL, &section);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_create(ob_table_for(NULL, KernelMode), section, DesiredAccess, ObjectAttributes->Attributes, SectionHandle);
    ob_dereference(section, OB_BY_LOOKUP);
    return status;
}
