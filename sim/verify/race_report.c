/*
 * A data race in words: who did what where, at which IRQL, with which locks, and to which object. Told once for two places in code.
 */
#include "verify/race.h"

#include "image/image.h"
#include "ke/end.h"
#include "ob/private.h"

#include <stdio.h>
#include <string.h>

/* The object of the system that begins the block, if drivers know it by name. */
static bool describe_object(uintptr_t address, const struct mm_block *block, char *text, size_t size)
{
    const uint8_t *body = (const uint8_t *)block->start + sizeof(struct ob_prefix);
    if (block->allocated_by || block->size < sizeof(struct ob_prefix) || !ob_is_object(body))
        return false;
    const struct ob_type_ops *type = &ob_object_of(body)->type->ops;
    uintptr_t from = (uintptr_t)body;
    const char *part = "";
    if (strcmp(type->name, "Device") == 0 && address >= (uintptr_t)((const DEVICE_OBJECT *)body)->DeviceExtension) {
        from = (uintptr_t)((const DEVICE_OBJECT *)body)->DeviceExtension;
        part = " extension";
    }
    snprintf(text, size, "offset 0x%zx of %s%s %u", (size_t)(address - from), type->name, part, ob_id(body) & 0xFFFFFF);
    return true;
}

/* "Total" or "Table+0x10", or "0x18 in 64 bytes of pool allocated in driver!Routine (file.c:12)". */
static void describe_place(uintptr_t address, char *text, size_t size)
{
    struct mm_block block;
    struct host_symbol symbol;
    char where[160];
    const struct image_file *file = image_file_at(address);
    if (mm_block_at((const void *)address, &block)) {
        if (describe_object(address, &block, text, size))
            return;
        image_describe(block.allocated_by, where, sizeof where);
        snprintf(text, size, "offset 0x%zx of %zu bytes of %s %s", (size_t)(address - (uintptr_t)block.start), (size_t)block.size,
                 block.allocated_by ? "pool allocated in" : "an object of", block.allocated_by ? where : "the system");
    } else if (file && host_symbol_at(file->module, address, &symbol)) {
        size_t offset = address - symbol.start;
        snprintf(text, size, offset ? "variable %s+0x%zx" : "variable %s", symbol.routine, offset);
    } else {
        snprintf(text, size, "memory of %s", file ? file->name : "nobody");
    }
}

static const char *kind_name(unsigned kind)
{
    static const char *const names[] = {"DriverEntry", "DriverUnload", "Reinitialize", "AddDevice", "dispatch", "completion", "cancel", "StartIo", "DPC", "timer", "ISR",
                                        "SynchCritSection", "work item", "thread", "IoTimer", "callback", "queue callback", "notification", "bug check callback"};
    return kind < sizeof names / sizeof *names ? names[kind] : "no";
}

/* The last one taken by name; where it lies in its block is enough to know it again. */
static void describe_locks(const struct watch_access *access, char *text, size_t size)
{
    struct mm_block block;
    struct host_symbol symbol;
    uintptr_t lock = (uintptr_t)access->locks[0];
    const struct image_file *file = image_file_at(lock);
    const char *many = access->lock_count > 1 ? " and others" : "";
    if (access->lock_count == 0)
        snprintf(text, size, "no lock");
    else if (file && host_symbol_name_at(file->module, lock, &symbol))
        snprintf(text, size, "lock %.40s%s", symbol.routine, many);
    else if (mm_block_at((const void *)lock, &block))
        snprintf(text, size, "lock at offset 0x%zx%s", (size_t)(lock - (uintptr_t)block.start), many);
    else
        snprintf(text, size, "a lock of the system%s", many);
}

static void describe_access(const struct watch_access *access, char *text, size_t size)
{
    char locks[80];
    describe_locks(access, locks, sizeof locks);
    snprintf(text, size, "%s%s in %s routine (thread %u, IRQL %u, processor %u, %s)", access->atomic ? "atomic " : "", access->write ? "store" : "load",
             kind_name(access->kind), access->context & 0xFFFFFF, access->irql, access->cpu, locks);
}

static bool told(uintptr_t one, uintptr_t other)
{
    const struct ke_end *end = ke_end();
    for (unsigned i = 0; i < end->finding_count; i++) {
        const struct ke_finding *finding = &end->findings[i];
        if ((finding->site == one && finding->other_site == other) || (finding->site == other && finding->other_site == one))
            return true;
    }
    return false;
}

void race_report(uintptr_t address, const struct watch_access *earlier, const struct watch_access *later)
{
    char first[180], second[180], place[256];
    if (told(later->site, earlier->site))
        return;
    describe_place(address, place, sizeof place);
    describe_access(earlier, first, sizeof first);
    describe_access(later, second, sizeof second);
    ke_finding_between("data race", later->site, earlier->site, "%s: %s, not ordered with an earlier %s", place, second, first);
}
