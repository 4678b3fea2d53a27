/*
 * DRIVER_OBJECT.DriverSection: the loader's entry of the image, in the list of what is loaded. No document describes it, and many drivers read it all the
 * same, to find modules, or write a flag of their own entry; it has the layout that they take for granted on x64. Only drivers are in the list, not the
 * kernel, whose image nobody here has. Between the last entry and the first stands the list's head: an entry without a name, base or size.
 *
 * Drivers also take themselves out of the list or write nonsense into it: its links are looked at, never followed.
 */
#include "crt/module.h"
#include "io/state.h"

#include <stdio.h>

struct io_section {
    LIST_ENTRY load_order, memory_order, initialization_order;
    PVOID base, entry_point;
    ULONG size;
    UNICODE_STRING full_name, base_name;
    ULONG flags;
    USHORT load_count, tls_index;
    UCHAR rest[0x30]; /* hash links, time stamp, and what differs between versions */
};
_Static_assert(offsetof(struct io_section, base) == 0x30 && offsetof(struct io_section, full_name) == 0x48, "the loader's entry on x64");
_Static_assert(offsetof(struct io_section, flags) == 0x68 && sizeof(struct io_section) == 0xA0, "the loader's entry on x64");

#define LOADED_DRIVER 0x09004000u /* mapped as a driver, entry processed */

void io_sections_boot(void)
{
    struct io_section *head = mm_object_alloc(sizeof *head, 'dLmM');
    memset(head, 0, sizeof *head);
    InitializeListHead(&head->load_order);
    InitializeListHead(&head->memory_order);
    InitializeListHead(&head->initialization_order);
    io->sections = head;
}

static UNICODE_STRING text_behind(struct io_section *section, const char *text, size_t skipped)
{
    WCHAR *buffer = (WCHAR *)(section + 1);
    size_t chars = strlen(text);
    for (size_t i = 0; i <= chars; i++)
        buffer[i] = (WCHAR)(unsigned char)text[i];
    return (UNICODE_STRING){.Length = (USHORT)((chars - skipped) * sizeof *buffer),
                            .MaximumLength = (USHORT)((chars - skipped + 1) * sizeof *buffer),
                            .Buffer = buffer + skipped};
}

/* The links of an entry in one of the three lists, by its place. */
static LIST_ENTRY *links(struct io_section *section, int list)
{
    return &section->load_order + list;
}

static struct io_section *entry_at(const LIST_ENTRY *node, int list)
{
    if (node == links(io->sections, list))
        return io->sections;
    list_each(other, &io->drivers)
    {
        struct io_driver *driver = list_of(other, struct io_driver, link);
        if (driver->section && node == links(driver->section, list))
            return driver->section;
    }
    return NULL;
}

static void append(struct io_section *section, int list)
{
    struct io_section *last = entry_at(links(io->sections, list)->Blink, list);
    if (!last)
        last = io->sections;
    links(section, list)->Blink = links(last, list);
    links(section, list)->Flink = links(io->sections, list);
    links(last, list)->Flink = links(section, list);
    links(io->sections, list)->Blink = links(section, list);
}

void io_section_new(struct io_driver *driver, size_t size)
{
    char path[128];
    static const char folder[] = "\\SystemRoot\\System32\\drivers\\";
    snprintf(path, sizeof path, "%s%s.sys", folder, driver->service);
    struct io_section *section = mm_object_alloc(sizeof *section + (strlen(path) + 1) * sizeof(WCHAR), 'dLmM');
    memset(section, 0, sizeof *section);
    section->base = (PVOID)(uintptr_t)driver->image->simulated_base;
    section->entry_point = (PVOID)(uintptr_t)driver->image->file->descriptor->entry;
    section->size = (ULONG)size;
    section->full_name = text_behind(section, path, 0);
    section->base_name = text_behind(section, path, sizeof folder - 1);
    section->flags = LOADED_DRIVER;
    section->load_count = 1;
    for (int list = 0; list < 3; list++)
        append(section, list);
    driver->section = section;
}

/* Whoever points to the entry points past it now. */
static void bridge(struct io_section *section, struct io_section *other, int list)
{
    struct io_section *next = entry_at(links(section, list)->Flink, list), *previous = entry_at(links(section, list)->Blink, list);
    if (links(other, list)->Flink == links(section, list))
        links(other, list)->Flink = links(next && next != section ? next : io->sections, list);
    if (links(other, list)->Blink == links(section, list))
        links(other, list)->Blink = links(previous && previous != section ? previous : io->sections, list);
}

void io_section_gone(struct io_driver *driver)
{
    struct io_section *section = driver->section;
    for (int list = 0; list < 3; list++) {
        bridge(section, io->sections, list);
        list_each(node, &io->drivers)
        {
            struct io_driver *other = list_of(node, struct io_driver, link);
            if (other->section && other != driver)
                bridge(section, other->section, list);
        }
    }
    driver->section = NULL;
    mm_object_free(section);
}
