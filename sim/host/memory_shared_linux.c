/* A file without a name, in memory: memfd_create. */
#define _GNU_SOURCE
#include "private.h"

#include <sys/mman.h>
#include <unistd.h>

int host__shared_file(size_t size)
{
    int file = memfd_create("ntsim", MFD_CLOEXEC);
    if (file >= 0 && ftruncate(file, (off_t)size) != 0) {
        close(file);
        return -1;
    }
    return file;
}
