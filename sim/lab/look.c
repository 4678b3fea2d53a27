/*
 * Arguments and memory: words that mean objects, pointers that may mean nothing.
 */
#include "lab/look.h"

#include "io/inspect.h"
#include "ke/inspect.h"
#include "mm/shadow.h"
#include "ob/inspect.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- memory ------------------------------------------------------------------------------------------------------------------------------- */

static bool in_stack(const uint8_t *start, size_t size)
{
    list_each(node, ke_threads())
    {
        const struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        size_t offset = (size_t)(start - (const uint8_t *)thread->fiber.stack);
        if (offset < thread->fiber.stack_size && size <= thread->fiber.stack_size - offset)
            return true;
    }
    return false;
}

static bool in_image(uintptr_t start, size_t size)
{
    const struct image *image = image_at(start);
    for (size_t i = 0; image && i < image->file->segment_count; i++) {
        const struct host_segment *segment = &image->file->segments[i];
        size_t offset = start - (uintptr_t)segment->start;
        if (offset < segment->size && size <= segment->size - offset)
            return image->file->accessible && segment->access != HOST_NONE;
    }
    return false;
}

/* mm_is_valid asks about a driver's access; this about ours, which no page protection may stop. */
bool lab_is_readable(const void *start, size_t size)
{
    switch (arena_of(start)) {
    case ARENA_NONPAGED:
    case ARENA_PAGED:
        return size <= ARENA_SEGMENT_SIZE && arena_of((const uint8_t *)start + size - 1) == arena_of(start) && mm_is_valid(start, size);
    case ARENA_STACKS:
        return in_stack(start, size);
    case ARENA_ALIAS:
        return mm_is_valid(start, size);
    case ARENA_SEGMENTS:
        return in_image((uintptr_t)start, size);
    default:
        return false;
    }
}

bool lab_read(void *to, const void *from, size_t size)
{
    if (!lab_is_readable(from, size))
        return false;
    memcpy(to, from, size);
    return true;
}

/* --- words -------------------------------------------------------------------------------------------------------------------------------- */

const char *lab_word(const struct lab_call *call, unsigned n)
{
    return n < call->count ? call->words[n] : NULL;
}

bool lab_number(const char *word, uint64_t *number)
{
    char digits[24], *end;
    size_t n = 0;
    for (const char *at = word; *at; at++) {
        if (*at == '`' && at != word) /* as debuggers print addresses */
            continue;
        if (n + 1 == sizeof digits)
            return false;
        digits[n++] = *at;
    }
    digits[n] = 0;
    errno = 0;
    if (!isxdigit((unsigned char)digits[0]))
        return false;
    *number = strtoull(digits, &end, 16);
    return *end == 0 && errno == 0;
}

bool lab_flags(struct lab_call *call, unsigned n, uint32_t otherwise, uint32_t *flags)
{
    uint64_t number = otherwise;
    const char *word = lab_word(call, n);
    if (word && (!lab_number(word, &number) || number > 0xFFFF))
        lab_fail(call, "%s are no flags", word);
    *flags = (uint32_t)number;
    return !call->failed;
}

static const void *from_simulated(uint64_t address)
{
    struct image_file *const *files;
    size_t count = image_files(&files);
    for (size_t i = 0; i < count; i++) {
        const struct image *image = image_last_at(files[i]->start);
        if (image && address - image->simulated_base < files[i]->end - files[i]->start)
            return (const void *)(files[i]->start + (uintptr_t)(address - image->simulated_base));
    }
    return (const void *)(uintptr_t)address;
}

/* "V3": a letter and a number, decimal. False: it does not look like one. */
static bool is_id(const char *word, uint32_t *id)
{
    static const char letters[] = "-tETDSMLIVRFOPWX";
    const char *letter = word[0] && word[0] != '-' ? strchr(letters, word[0]) : NULL;
    char *end;
    if (!letter || !isdigit((unsigned char)word[1]) || strlen(word) > 8)
        return false;
    *id = (uint32_t)(letter - letters) << 24 | (uint32_t)strtoul(word + 1, &end, 10);
    return *end == 0;
}

static const void *thread_of_id(uint32_t id)
{
    list_each(node, ke_threads())
    {
        const struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        if (thread->id == id)
            return thread;
    }
    return NULL;
}

struct block_search {
    uint32_t id;
    const void *found;
};

static void match_block(void *context, const struct mm_block *block)
{
    struct block_search *search = context;
    if ((block->sequence & 0xFFFFFF) == (search->id & 0xFFFFFF))
        search->found = block->start;
}

static const void *block_of_id(uint32_t id)
{
    struct block_search search = {.id = id};
    mm_pool_walk(false, match_block, &search);
    mm_pool_walk(true, match_block, &search);
    return search.found;
}

static const void *of_id(uint32_t id)
{
    switch (id >> 24) {
    case LABEL_THREAD:
        return thread_of_id(id);
    case LABEL_POOL:
        return block_of_id(id);
    default:
        return ke_labelled(id);
    }
}

struct name_search {
    const char *name;
    const void *found;
};

static void match_device(void *context, const struct io_device_info *info)
{
    struct name_search *search = context;
    if (strcasecmp(info->name, search->name) == 0)
        search->found = info->object;
}

/* What is on its way out has lost its name, and is just what is asked for. */
static const void *of_path(const char *path)
{
    struct name_search search = {path, ob_peek(path)};
    struct io_driver_info driver;
    if (!search.found && strncasecmp(path, "\\Driver\\", 8) == 0 && io_driver_find(path + 8, &driver))
        return driver.object;
    if (!search.found)
        io_devices_visit(match_device, &search);
    return search.found;
}

const void *lab_address(struct lab_call *call, const char *word)
{
    const void *found = NULL;
    uint32_t id;
    uint64_t number;
    if (word[0] == '\\')
        found = of_path(word);
    else if (is_id(word, &id))
        found = of_id(id);
    else if (lab_number(word, &number) && number)
        return from_simulated(number);
    if (!found)
        lab_fail(call, "there is nothing called %s", word);
    return found;
}

const void *lab_object(struct lab_call *call, const char *word, const char *type, const char *folder)
{
    char path[256];
    uint32_t id;
    uint64_t number;
    snprintf(path, sizeof path, "%s\\%s", folder, word);
    const void *body = word[0] == '\\' ? NULL : of_path(path);
    if (!body && word[0] != '\\' && !is_id(word, &id) && !(lab_number(word, &number) && strlen(word) >= 8))
        lab_fail(call, "there is no %s", path);
    if (!body && !call->failed)
        body = lab_address(call, word);
    if (!body)
        return NULL;
    if (!ob_is_object(body) || strcmp(ob_type_name(ob_type_of(body)), type) != 0)
        lab_fail(call, "%s is no %s object", word, type);
    return call->failed ? NULL : body;
}

const struct ke_thread *lab_thread_at(const void *address)
{
    list_each(node, ke_threads())
    {
        const struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        if (thread == address || thread->owner == address)
            return thread;
    }
    return NULL;
}
