/*
 * Loading and unloading in the simulated machine: generations, page protection, pristine data.
 */
#include "image/image.h"

#include "choice/footprint.h"

#include "arena/arena.h"
#include "base/assert.h"
#include "crt/module.h"
#include "event/event.h"
#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMAGES_MAX 1024 /* loads in one machine's life that are kept by name; older generations are overwritten by newer ones of the same file */
#define KERNEL_BASE    0xFFFFF80000000000u /* for the simulator itself, which drivers know as the kernel */
#define SIMULATED_BASE 0xFFFFF80010000000u
#define SIMULATED_STEP 0x100000u
#define SIMULATED_USER_BASE 0x00007FF600000000u /* where Windows likes to put programs */

/* In the arena. */
struct image_state {
    uint32_t loads;
    struct image *of_file[IMAGE_FILES_MAX]; /* by image_file.number: the last load */
};
static struct image_state *state;

/* Registered by the machine: ob is above. */
static void *const *(*variable_of)(const char *name);

void image_on_variable(void *const *(*value)(const char *name))
{
    variable_of = value;
}

void image_boot(void)
{
    state = sim_alloc(sizeof *state);
    image_unsettled = true;
}

static bool is_driver(const struct image_file *file)
{
    return file->descriptor->kind == NTSIM_MODULE_DRIVER;
}

static void restore_pristine(struct image_file *file)
{
    for (size_t i = 0; i < file->segment_count; i++)
        if (file->pristine[i])
            memcpy(file->segments[i].start, file->pristine[i], file->segments[i].size);
}

/* Variables that the module reads (IoFileObjectType, ...): the machine's, so they are stored at every load. */
static void store_variables(const struct image_file *file)
{
    for (const struct ntsim_data_import *at = file->descriptor->data_imports; at < file->descriptor->data_imports_end; at++) {
        void *const *value = variable_of ? variable_of(at->name) : NULL;
        if (value)
            *(void **)at->variable = *value;
    }
}

struct image *image_load(struct image_file *file)
{
    footprint_all();
    image_file_set_accessible(file, true);
    restore_pristine(file);
    store_variables(file);
    struct image *image = sim_alloc(sizeof *image);
    struct image *earlier = state->of_file[file->number];
    image->file = file;
    image->id = ++state->loads;
    image->loaded = true;
    uint64_t base = file->descriptor->kind == NTSIM_MODULE_DRIVER ? SIMULATED_BASE : SIMULATED_USER_BASE;
    image->simulated_base = earlier ? earlier->simulated_base : base + (uint64_t)image->id * SIMULATED_STEP;
    if (earlier)
        sim_free(earlier, sizeof *earlier);
    state->of_file[file->number] = image;
    emit(EV_IMAGE_LOAD, image->id, 0, 0);
    return image;
}

void image_unload(struct image *image)
{
    sim_assert(image->loaded);
    footprint_all();
    image->loaded = false;
    image->freed_at_100ns = event_state->now.time_100ns;
    image_unsettled = true;
    emit(EV_IMAGE_FREE, image->id, 0, 0);
}

/* The host's: what its page tables do not say yet. */
bool image_unsettled;

void image_settle_now(void)
{
    struct image_file *const *files;
    size_t count = image_files(&files);
    image_unsettled = false;
    for (size_t i = 0; i < count; i++)
        if (files[i]->accessible && is_driver(files[i]) && !(state->of_file[i] && state->of_file[i]->loaded))
            image_file_set_accessible(files[i], false);
}

struct image *image_last_at(uintptr_t address)
{
    if (!state)
        return NULL;
    const struct image_file *file = image_file_at(address);
    return file ? state->of_file[file->number] : NULL;
}

struct image *image_at(uintptr_t address)
{
    struct image *image = image_last_at(address);
    return image && image->loaded ? image : NULL;
}

struct image *image_by_id(uint32_t id)
{
    for (size_t i = 0; i < IMAGE_FILES_MAX; i++)
        if (state->of_file[i] && state->of_file[i]->id == id)
            return state->of_file[i];
    return NULL;
}

bool image_in_section(uintptr_t address, const char *section)
{
    const struct image_file *file = image_file_at(address);
    size_t low = 0, high = file ? file->range_count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct image_range *range = &file->ranges[middle];
        if (address - range->start < range->end - range->start)
            return section[0] == 'I' ? range->init : range->page;
        if (address < range->start)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

uint64_t image_simulated(uintptr_t address)
{
    const struct image *image = image_last_at(address);
    uintptr_t offset;
    if (image)
        return image->simulated_base + (address - image->file->start);
    if (address <= 0xFFFF || arena_holds((const void *)address))
        return address;
    const struct image_file *file = image_file_at(address);
    if (file) /* a module that this machine has not loaded: the dynamic linker must not be asked, it would read the module's pages */
        return KERNEL_BASE + (address - file->start);
    return host_code_offset(address, &offset) ? KERNEL_BASE + offset : address;
}

/* --- names: debug information needs more stack than a thread of the machine has, so whoever asks from there is served on a stack of ours ------------- */

struct lookup {
    uintptr_t address;
    struct host_symbol *symbol;
    bool found;
};

static uintptr_t look_up(void *context)
{
    struct lookup *lookup = context;
    const struct image_file *file = image_file_at(lookup->address);
    lookup->found = file && host_symbol_at(file->module, lookup->address, lookup->symbol);
    return 0;
}

bool image_symbol(uintptr_t address, struct host_symbol *symbol)
{
    static uint8_t stack[1024 * 1024] __attribute__((aligned(64)));
    struct lookup lookup = {.address = address, .symbol = symbol};
    if (arena_holds(&lookup))
        host_call_on(stack + sizeof stack, look_up, &lookup);
    else
        look_up(&lookup);
    return lookup.found;
}

const char *image_describe(uintptr_t address, char *text, size_t size)
{
    const struct image_file *file = image_file_at(address);
    struct host_symbol symbol;
    if (!file) {
        snprintf(text, size, "ntsim");
    } else if (!image_symbol(address, &symbol)) {
        snprintf(text, size, "%s+0x%llx", file->name, (unsigned long long)(address - file->start));
    } else if (symbol.line) {
        const char *slash = strrchr(symbol.file, '/');
        snprintf(text, size, "%s!%s (%s:%u)", file->name, symbol.routine, slash ? slash + 1 : symbol.file, symbol.line);
    } else {
        snprintf(text, size, "%s!%s+0x%llx", file->name, symbol.routine, (unsigned long long)(address - symbol.start));
    }
    return text;
}

/* --- snapshots: which images are accessible, and their data ------------------------------------------------------------------------------------ */

struct kept_segment { /* writable data of a driver that was loaded */
    void *start;
    size_t size;
    uint8_t *bytes;
};

struct image_snapshot {
    bool accessible[IMAGE_FILES_MAX];
    struct kept_segment *kept;
    size_t kept_count;
};

static void keep(struct image_snapshot *snapshot, const struct host_segment *segment)
{
    snapshot->kept = host_resize(snapshot->kept, (snapshot->kept_count + 1) * sizeof *snapshot->kept);
    struct kept_segment *kept = &snapshot->kept[snapshot->kept_count++];
    *kept = (struct kept_segment){segment->start, segment->size, host_resize(NULL, segment->size)};
    memcpy(kept->bytes, kept->start, kept->size);
}

struct image_snapshot *image_snapshot_take(void)
{
    struct image_snapshot *snapshot = host_take(1, sizeof *snapshot);
    struct image_file *const *files;
    image_settle();
    size_t count = image_files(&files);
    for (size_t i = 0; i < count; i++) {
        const struct image_file *file = files[i];
        snapshot->accessible[i] = file->accessible;
        for (size_t s = 0; file->accessible && is_driver(file) && s < file->segment_count; s++)
            if (file->pristine[s])
                keep(snapshot, &file->segments[s]);
    }
    return snapshot;
}

/* What is accessible now and was not then waits for image_settle: perhaps it is loaded again before anybody could notice. */
void image_snapshot_restore(const struct image_snapshot *snapshot)
{
    struct image_file *const *files;
    size_t count = image_files(&files);
    image_unsettled = true;
    for (size_t i = 0; i < count; i++)
        if (snapshot->accessible[i] && !files[i]->accessible)
            image_file_set_accessible(files[i], true);
    for (size_t i = 0; i < snapshot->kept_count; i++)
        memcpy(snapshot->kept[i].start, snapshot->kept[i].bytes, snapshot->kept[i].size);
}

void image_snapshot_free(struct image_snapshot *snapshot)
{
    for (size_t i = 0; snapshot && i < snapshot->kept_count; i++)
        free(snapshot->kept[i].bytes);
    if (snapshot)
        free(snapshot->kept);
    free(snapshot);
}
