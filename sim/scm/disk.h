/*
 * What is on the machine's disk: a few folders, the program, the images of the drivers that are known. Files have no content; a driver's file leads to its
 * image. Paths are full ("C:\Windows\..."), compared without regard to case.
 */
#ifndef NTSIM_SCM_DISK_H
#define NTSIM_SCM_DISK_H

#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>
#include <wdm.h>

struct image_file;

struct scm_file {
    struct list link;
    struct image_file *image; /* NULL: no driver */
    bool directory;
    size_t chars;
    WCHAR path[]; /* NUL behind */
};

void scm_disk_boot(void);
struct scm_file *scm_file_find(const WCHAR *path, size_t chars);
struct scm_file *scm_file_add(const WCHAR *path, size_t chars, struct image_file *image);
void scm_file_remove(struct scm_file *file);
/* The folder that the path lies in, NULL: there is none. */
struct scm_file *scm_folder_of(const WCHAR *path, size_t chars);

#endif
