/*
 * What only sim/scm knows.
 */
#ifndef NTSIM_SCM_PRIVATE_H
#define NTSIM_SCM_PRIVATE_H

#include "scm/disk.h"
#include "scm/scm.h"

struct cm_key;

#define SCM_NAME_MAX 256

/* One installed service. What it is like is in its registry key; what it does is asked of the I/O manager. */
struct scm_service {
    struct list link;
    char name[SCM_NAME_MAX]; /* as given */
    uint32_t handles;        /* open ones of applications */
    bool marked;             /* for deletion: goes when it is stopped and no handle is left */
    uint32_t exit_code;      /* Win32 error of the last start */
};

struct scm_state {
    struct list files;    /* struct scm_file.link, in order of creation */
    struct list services; /* struct scm_service.link, in order of creation */
};
extern struct scm_state *scm;

#endif
