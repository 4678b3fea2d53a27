/*
 * Views of sections in processes. A view of memory lies where the section's pages are, at the same addresses in every process that has one: each process may touch
 * them by a region of its own (mm/user.c), so what one writes the other reads. A view of physical memory is address space for device registers as MmMapIoSpace gives
 * it, reached through the HAL's routines only.
 */
#include "ps/private.h"

#define GRANULARITY 0x10000u /* SectionOffset is rounded down to it */
#define ZERO_BITS_END 21

struct view {
    struct list link;
    struct ps_process *process;
    struct ps_section *section; /* held by OB_BY_VIEW */
    uint8_t *start;
    size_t size;
    unsigned rights;
    bool inherited; /* ViewShare: processes that this one creates have it too */
    struct mm_region *region; /* NULL: physical memory */
};

void ps_views_boot(void)
{
    list_init(&ps->views);
}

static struct view *add(const struct view *like)
{
    struct view *view = sim_alloc(sizeof *view);
    *view = *like;
    if (view->section->pages)
        view->region = mm_user_view(view->process, view->start, view->size, (view->rights & PS_PAGE_WRITE) != 0);
    ob_reference(view->section, OB_BY_VIEW);
    list_append(&ps->views, &view->link);
    return view;
}

static bool starts_elsewhere_too(const uint8_t *start)
{
    list_each(node, &ps->views)
        if (list_of(node, struct view, link)->start == start)
            return true;
    return false;
}

static void drop(struct view *view)
{
    list_remove(&view->link);
    if (view->region)
        mm_user_free(view->region);
    else if (!starts_elsewhere_too(view->start))
        mm_device_release(view->start);
    ob_dereference(view->section, OB_BY_VIEW);
    sim_free(view, sizeof *view);
}

void ps_views_inherit(const struct ps_process *parent, struct ps_process *child)
{
    struct list *last = ps->views.prev; /* those that are added here come behind it */
    if (list_empty(&ps->views))
        return;
    for (struct list *node = ps->views.next;; node = node->next) {
        struct view like = *list_of(node, struct view, link);
        like.process = child;
        if (list_of(node, struct view, link)->process == parent && like.inherited)
            add(&like);
        if (node == last)
            return;
    }
}

void ps_views_release(struct ps_process *process)
{
    list_each_safe(node, &ps->views)
    {
        struct view *view = list_of(node, struct view, link);
        if (view->process == process)
            drop(view);
    }
}

/* --- mapping ---------------------------------------------------------------------------------------------------------------------------------- */

/* Two views of the same pages have the same addresses here, so they cannot differ in what they allow. */
static void check_overlap(const struct view *new)
{
    list_each(node, &ps->views)
    {
        const struct view *view = list_of(node, struct view, link);
        bool overlap = view->process == new->process && view->section == new->section && view->start < new->start + new->size && new->start < view->start + view->size;
        if (overlap && ((view->rights ^ new->rights) & PS_PAGE_WRITE))
            ke_not_modelled("two views of one section in one process with different protection");
    }
}

/* A device's registers, at addresses that were never used before. */
static NTSTATUS place_physical(struct view *view, uint64_t offset)
{
    if (mm_from_physical(offset) || mm_from_physical(offset + view->size - 1))
        ke_not_modelled("a view of main memory through \\Device\\PhysicalMemory");
    view->start = mm_device_reserve(offset, view->size);
    return view->start ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS place(struct view *view, uint64_t offset)
{
    if (mm_pool_fails())
        return STATUS_NO_MEMORY;
    if (!view->section->pages)
        return place_physical(view, offset);
    view->start = view->section->pages + offset;
    check_overlap(view);
    return STATUS_SUCCESS;
}

/* The view begins at the granule below the offset and ends where the caller wanted it to. */
static NTSTATUS extent(const struct ps_section *section, uint64_t *offset, uint64_t *size)
{
    uint64_t below = *offset % GRANULARITY;
    if (*offset >= section->size)
        return STATUS_INVALID_VIEW_SIZE;
    *offset -= below;
    if (*size > section->size - *offset - below)
        return STATUS_INVALID_VIEW_SIZE;
    if (!*size && !section->pages)
        ke_not_modelled("a view of all physical memory");
    *size = *size ? ROUND_TO_PAGES(*size + below) : section->size - *offset;
    return *size <= section->size - *offset ? STATUS_SUCCESS : STATUS_INVALID_VIEW_SIZE;
}

static NTSTATUS check_rights(const struct ps_section *section, unsigned rights)
{
    if (!rights)
        return STATUS_INVALID_PAGE_PROTECTION;
    if (rights & ~section->rights & ~(unsigned)PS_PAGE_COPY)
        return STATUS_SECTION_PROTECTION;
    if (rights & PS_PAGE_COPY)
        ke_not_modelled("a view that copies what is written (PAGE_WRITECOPY)");
    return STATUS_SUCCESS;
}

static NTSTATUS check_arguments(const void *base, ULONG_PTR zero_bits, SECTION_INHERIT disposition, ULONG type)
{
    if (zero_bits >= ZERO_BITS_END)
        return STATUS_INVALID_PARAMETER_4;
    if (disposition != ViewShare && disposition != ViewUnmap)
        return STATUS_INVALID_PARAMETER_8;
    if (type & ~(ULONG)(MEM_RESERVE | MEM_TOP_DOWN | MEM_LARGE_PAGES))
        return STATUS_INVALID_PARAMETER_9;
    if (type & (MEM_RESERVE | MEM_LARGE_PAGES))
        ke_not_modelled("a view that is only reserved, or of large pages");
    if (base || zero_bits)
        ke_not_modelled("a view at an address that the caller chooses");
    return STATUS_SUCCESS;
}

static NTSTATUS map(struct view *view, ULONG protection, uint64_t *offset, uint64_t *size)
{
    NTSTATUS status = check_rights(view->section, ps_page_rights(protection));
    if (NT_SUCCESS(status))
        status = extent(view->section, offset, size);
    if (NT_SUCCESS(status) && view->process->exited)
        status = STATUS_PROCESS_IS_TERMINATING;
    view->rights = ps_page_rights(protection);
    view->size = *size;
    if (NT_SUCCESS(status))
        status = place(view, *offset);
    if (NT_SUCCESS(status))
        add(view);
    return status;
}

static NTSTATUS process_of(HANDLE handle, void **process)
{
    return ob_handle_object(ob_table_for(handle, KernelMode), handle, ps->process_type, PROCESS_VM_OPERATION, KernelMode, process, NULL);
}

/* WDK: ZwMapViewOfSection. The process's memory until ZwUnmapViewOfSection, or its end. CommitSize makes no difference: all pages are there. */
NTSTATUS ZwMapViewOfSection(HANDLE SectionHandle, HANDLE ProcessHandle, PVOID *BaseAddress, ULONG_PTR ZeroBits, SIZE_T CommitSize, PLARGE_INTEGER SectionOffset,
                            PSIZE_T ViewSize, SECTION_INHERIT InheritDisposition, ULONG AllocationType, ULONG Win32Protect)
{
    ddi_enter(ZwMapViewOfSection, NULL);
    (void)CommitSize;
    uint64_t offset = SectionOffset ? (uint64_t)SectionOffset->QuadPart : 0, size = *ViewSize;
    void *section = NULL, *process = NULL;
    NTSTATUS status = check_arguments(*BaseAddress, ZeroBits, InheritDisposition, AllocationType);
    if (NT_SUCCESS(status))
        status = ob_handle_object(ob_table_for(SectionHandle, KernelMode), SectionHandle, ps_section_type(), 0, KernelMode, &section, NULL);
    if (NT_SUCCESS(status))
        status = process_of(ProcessHandle, &process);
    struct view view = {.process = process, .section = section, .inherited = InheritDisposition == ViewShare};
    if (NT_SUCCESS(status))
        status = map(&view, Win32Protect, &offset, &size);
    if (process)
        ob_dereference(process, OB_BY_LOOKUP);
    if (section)
        ob_dereference(section, OB_BY_LOOKUP);
    if (!NT_SUCCESS(status))
        return status;
    *BaseAddress = view.start;
    *ViewSize = size;
    if (SectionOffset)
        SectionOffset->QuadPart = (LONGLONG)offset;
    return STATUS_SUCCESS;
}

static struct view *find(const struct ps_process *process, const void *address)
{
    list_each(node, &ps->views)
    {
        struct view *view = list_of(node, struct view, link);
        if (view->process == process && (size_t)((const uint8_t *)address - view->start) < view->size)
            return view;
    }
    return NULL;
}

/* WDK: ZwUnmapViewOfSection. Any address inside the view. */
NTSTATUS ZwUnmapViewOfSection(HANDLE ProcessHandle, PVOID BaseAddress)
{
    ddi_enter(ZwUnmapViewOfSection, NULL);
    void *process;
    NTSTATUS status = process_of(ProcessHandle, &process);
    if (!NT_SUCCESS(status))
        return status;
    struct view *view = find(process, BaseAddress);
    if (view)
        drop(view);
    ob_dereference(process, OB_BY_LOOKUP);
    return view ? STATUS_SUCCESS : STATUS_NOT_MAPPED_VIEW;
}
