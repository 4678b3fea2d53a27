/*
 * A file without a name, in memory, where there is no memfd_create: a POSIX shared memory object whose name is taken
 * away at once. macOS lets such an object be sized once only, which is why each range has its own. Names are limited to
 * 31 characters there.
 */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static int open_nameless(void)
{
    for (unsigned attempt = 0; attempt < 1000; attempt++) {
        char name[31];
        snprintf(name, sizeof name, "/ntsim-%ld-%u", (long)getpid(), attempt);
        int file = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (file >= 0) {
            shm_unlink(name);
            return file;
        }
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

int host__shared_file(size_t size)
{
    int file = open_nameless();
    if (file >= 0 && ftruncate(file, (off_t)size) != 0) {
        close(file);
        return -1;
    }
    return file;
}
