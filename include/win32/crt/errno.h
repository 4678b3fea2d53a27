/*
 * errno: one for all threads of a process.
 */
#ifndef NTSIM_WIN32_ERRNO_H
#define NTSIM_WIN32_ERRNO_H

#include "../../ddk/ntsim/linkage.h"

EXTERN_C_START

int *_errno(void);
#define errno (*_errno())

#define EPERM  1
#define ENOENT 2
#define EINTR  4
#define EIO    5
#define EBADF  9
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EBUSY  16
#define EEXIST 17
#ifndef EINVAL
#define EINVAL 22
#endif
#define ENOSPC 28
#ifndef ERANGE
#define ERANGE 34
#endif
#define EILSEQ 42
#ifndef STRUNCATE
#define STRUNCATE 80
#endif

EXTERN_C_END

#endif
