/*
 * Driver and application modules as the simulated machine sees them: opened once by the host, "loaded" by putting pristine data back and making the pages
 * accessible, "unloaded" by making them inaccessible. Every load has a new generation; a pointer from an earlier one is stale although the address is the same.
 */
#ifndef NTSIM_IMAGE_H
#define NTSIM_IMAGE_H

#include "host/host.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ntsim_module; /* sim/crt/module.h */

#define IMAGE_FILES_MAX 256
struct image_range { /* code that alloc_text or code_seg put into a section */
    uintptr_t start, end;
    bool page, init;
};

/* Host side: one per module file, for the life of the process. */
struct image_file {
    char name[64]; /* without folder and extension: the service name by default */
    char path[512];
    struct host_module *module;
    const struct ntsim_module *descriptor; /* a copy of the host's: readable when the image is unloaded */
    uintptr_t start, end; /* all segments, whole pages */
    struct host_segment segments[HOST_SEGMENTS_MAX];
    size_t segment_count;
    uint8_t *pristine[HOST_SEGMENTS_MAX]; /* copies of writable segments */
    uint32_t number;      /* order of opening */
    uint32_t source_hash; /* what the build says of its source; 0: nothing */
    bool accessible;      /* what the host's page tables say now */
    struct image_range *ranges; /* no two overlap; by address */
    size_t range_count;
};

/* Machine side (in the arena): what is loaded. */
struct image {
    struct image_file *file;
    uint32_t id;         /* 1, 2, ... in order of load, over the machine's life: the generation */
    bool loaded;
    bool init_gone;      /* DriverEntry has returned: INIT code is discarded */
    uint64_t simulated_base;
    uint64_t freed_at_100ns;
};

/* --- host side ------------------------------------------------------------------------------------------------------------------------- */

/* Opens, checks and binds a module. NULL: *error is one clause. The same path gives the same file. */
struct image_file *image_file_open(const char *path, const char **error);
/* The file whose range holds the address, loaded or not; NULL. */
struct image_file *image_file_at(uintptr_t address);

void image_file_set_accessible(struct image_file *file, bool accessible);
/* All opened files, in order of opening. */
size_t image_files(struct image_file *const **list);

/* --- machine side ------------------------------------------------------------------------------------------------------------------------ */

void image_boot(void);
/* How to find the value of a data export by its name; NULL result: there is none. */
void image_on_variable(void *const *(*value)(const char *name));
struct image *image_load(struct image_file *file);
/* Gone at once for whoever asks; its pages become inaccessible in image_settle. */
void image_unload(struct image *image);
/*
 * Takes away the pages of drivers that are not loaded (any more). Called wherever code that could notice is about to run: before a driver is called, before an exported routine
 * returns, when a thread that is inside a driver or in an application gets the processor, when something falls due. A run that ends before that pays nothing.
 */
extern bool image_unsettled;
void image_settle_now(void);
static inline void image_settle(void)
{
    if (__builtin_expect(image_unsettled, 0))
        image_settle_now();
}
/* The loaded image that holds the address; NULL. */
struct image *image_at(uintptr_t address);
/* The last image that was loaded there, loaded or gone: for naming. NULL: none ever. */
struct image *image_last_at(uintptr_t address);
struct image *image_by_id(uint32_t id);
/* Whether the address lies in code that `#pragma alloc_text` or code_seg put into the section ("PAGE", "INIT"). */
bool image_in_section(uintptr_t address, const char *section);
/* Address as a driver would see it on NT: deterministic. Those of the simulator itself are the kernel's; others, of the arena too, are given back unchanged. */
uint64_t image_simulated(uintptr_t address);

/* Makes page protection and writable data agree with the machine state after a restore. */
struct image_snapshot;
struct image_snapshot *image_snapshot_take(void);
void image_snapshot_restore(const struct image_snapshot *snapshot);
void image_snapshot_free(struct image_snapshot *snapshot);

/* Name and line of an address; from any stack. False: it is in no module, or nothing is known. */
bool image_symbol(uintptr_t address, struct host_symbol *symbol);
/* "driver!Routine+0x12 (file.c:34)" for reports. Returns text. */
const char *image_describe(uintptr_t address, char *text, size_t size);

#endif
