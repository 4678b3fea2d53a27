/* What a module holds: for those who follow a pointer that they have from it. Presumes that file->segments is filled. */
#ifndef NTSIM_IMAGE_CHECK_H
#define NTSIM_IMAGE_CHECK_H

#include "image/image.h"

/* NULL, or in one clause why the module cannot be used. `module` may be NULL. */
const char *image_file_check(const struct image_file *file, const struct ntsim_module *module);

/* In one segment, and aligned as a pointer. */
bool image_file_holds(const struct image_file *file, const void *start, size_t size);
/* The zero behind it too. */
bool image_file_holds_text(const struct image_file *file, const char *text);
bool image_file_holds_code(const struct image_file *file, uintptr_t address);

#endif
