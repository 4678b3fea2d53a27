/*
 * Files, terminal and clock by libuv's synchronous calls. A file is written beside its place and renamed, so nobody
 * ever sees half of it; a place that is no regular file (a device, a pipe) is written to directly. No sync: what
 * matters is that a reader sees all or nothing, not a loss of power.
 */
#include "private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <uv.h>

enum { MODE_NEW = 0666, READ_STEP = 64 * 1024, READ_MOST = 1 << 30, PATH_ROOM = 4096 };

/* The forms of a synchronous call: start(NULL, &request, ..., NULL), take the result, clean up. */
static int finish(uv_fs_t *request)
{
    int result = (int)request->result;
    uv_fs_req_cleanup(request);
    return result;
}

static int open_file(const char *path, int flags, int mode)
{
    uv_fs_t request;
    uv_fs_open(NULL, &request, path, flags, mode, NULL);
    return finish(&request);
}

static int close_file(int file)
{
    uv_fs_t request;
    uv_fs_close(NULL, &request, file, NULL);
    return finish(&request);
}

static int remove_file(const char *path)
{
    uv_fs_t request;
    uv_fs_unlink(NULL, &request, path, NULL);
    return finish(&request);
}

static int rename_file(const char *from, const char *to)
{
    uv_fs_t request;
    uv_fs_rename(NULL, &request, from, to, NULL);
    return finish(&request);
}

/* 0 or the error; *mode is what stat says. */
static int stat_file(const char *path, unsigned *mode)
{
    uv_fs_t request;
    uv_fs_stat(NULL, &request, path, NULL);
    *mode = (unsigned)request.statbuf.st_mode;
    return finish(&request);
}

static int write_all(int file, const char *data, size_t size)
{
    while (size > 0) {
        uv_fs_t request;
        uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)data, size < INT32_MAX ? (unsigned)size : INT32_MAX);
        uv_fs_write(NULL, &request, file, &buffer, 1, -1, NULL);
        int written = finish(&request);
        if (written < 0)
            return written;
        data += written;
        size -= (size_t)written;
    }
    return 0;
}

/* The error of the first call that failed; closing may be the one that tells of a full disk. */
static int fill_and_close(int file, const void *data, size_t size)
{
    int status = write_all(file, data, size);
    int closed = close_file(file);
    return status < 0 ? status : closed;
}

static int write_directly(const char *path, const void *data, size_t size)
{
    int file = open_file(path, UV_FS_O_WRONLY, 0);
    return file < 0 ? file : fill_and_close(file, data, size);
}

/* `place` is what the path's links lead to: the link itself is kept. */
static int write_beside(const char *place, int mode, const void *data, size_t size)
{
    char beside[PATH_ROOM];
    int length = snprintf(beside, sizeof beside, "%s.%d.tmp", place, (int)uv_os_getpid());
    if (length >= (int)sizeof beside)
        return UV_ENAMETOOLONG;
    int file = open_file(beside, UV_FS_O_WRONLY | UV_FS_O_CREAT | UV_FS_O_TRUNC, mode);
    if (file < 0)
        return file;
    int status = fill_and_close(file, data, size);
    if (status == 0)
        status = rename_file(beside, place);
    if (status < 0)
        remove_file(beside);
    return status;
}

static int write_existing(const char *path, int mode, const void *data, size_t size)
{
    uv_fs_t request;
    int status = uv_fs_realpath(NULL, &request, path, NULL);
    if (status == 0)
        status = write_beside(request.ptr, mode, data, size);
    uv_fs_req_cleanup(&request);
    return status;
}

static int write_file(const char *path, const void *data, size_t size)
{
    unsigned mode;
    int status = stat_file(path, &mode);
    if (status == UV_ENOENT)
        return write_beside(path, MODE_NEW, data, size);
    if (status < 0)
        return status;
    if (S_ISDIR(mode))
        return UV_EISDIR;
    if (!S_ISREG(mode))
        return write_directly(path, data, size);
    return write_existing(path, (int)(mode & MODE_NEW), data, size);
}

bool host_file_write(const char *path, const void *data, size_t size, const char **error)
{
    int status = write_file(path, data, size);
    if (status < 0)
        *error = uv_strerror(status);
    return status >= 0;
}

/* Reads up to the end, whatever stat would say: a pipe has no size. One byte is kept for the NUL. */
static int read_all(int file, char **data, size_t *size)
{
    size_t room = 0;
    for (;;) {
        if (room - *size < READ_STEP) {
            room = *size + READ_STEP + *size / 2;
            *data = host_resize(*data, room + 1);
        }
        uv_fs_t request;
        uv_buf_t buffer = uv_buf_init(*data + *size, (unsigned)READ_STEP);
        uv_fs_read(NULL, &request, file, &buffer, 1, -1, NULL);
        int got = finish(&request);
        if (got <= 0)
            return got;
        *size += (size_t)got;
        if (*size > READ_MOST)
            return UV_EFBIG; /* a device that never ends */
    }
}

char *host_file_read(const char *path, size_t *size, const char **error)
{
    char *data = NULL;
    *size = 0;
    int file = open_file(path, UV_FS_O_RDONLY, 0);
    int status = file < 0 ? file : read_all(file, &data, size);
    if (file >= 0)
        close_file(file);
    if (status < 0) {
        free(data);
        *error = uv_strerror(status);
        return NULL;
    }
    data[*size] = 0;
    return data;
}

bool host_file_exists(const char *path)
{
    unsigned mode;
    return stat_file(path, &mode) == 0;
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* libuv orders by the locale; the names are taken over and ordered again. */
static char **take_names(uv_fs_t *request, size_t *count)
{
    char **names = host_take((size_t)request->result + 1, sizeof *names);
    uv_dirent_t entry;
    while (uv_fs_scandir_next(request, &entry) == 0)
        names[(*count)++] = host_copy_text(entry.name);
    qsort(names, *count, sizeof *names, by_bytes);
    return names;
}

bool host_folder_visit(const char *path, void (*visit)(void *context, const char *name), void *context)
{
    uv_fs_t request;
    size_t count = 0;
    char **names = NULL;
    int status = uv_fs_scandir(NULL, &request, path, 0, NULL);
    if (status == UV_ENOMEM)
        host_out_of_memory(); /* not: a folder without scenarios */
    if (status >= 0)
        names = take_names(&request, &count);
    uv_fs_req_cleanup(&request);
    for (size_t i = 0; i < count; i++) {
        visit(context, names[i]);
        free(names[i]);
    }
    free(names);
    return names != NULL;
}

const char *host_program_folder(void)
{
    static char folder[PATH_ROOM];
    size_t size = sizeof folder;
    if (folder[0] != 0)
        return folder;
    if (uv_exepath(folder, &size) != 0)
        strcpy(folder, "./");
    char *slash = strrchr(folder, '/');
    if (slash != NULL && slash != folder)
        *slash = 0;
    return folder;
}

const char *host_current_folder(void)
{
    static char folder[4096];
    size_t size = sizeof folder;
    if (uv_cwd(folder, &size) != 0)
        folder[0] = 0;
    return folder;
}

const char *host_program_path(void)
{
    static char path[PATH_ROOM];
    size_t size = sizeof path;
    if (path[0] == 0 && uv_exepath(path, &size) != 0)
        path[0] = 0;
    return path;
}

bool host_is_terminal(int descriptor)
{
    return uv_guess_handle(descriptor) == UV_TTY;
}

uint64_t host_clock_ns(void)
{
    return uv_hrtime();
}
