/*
 * The worker's side of a crew: messages on standard input and output (crew_uv.c tells their form), read and written by libuv's synchronous calls.
 */
#include "private.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

static bool read_bytes(char *bytes, size_t size)
{
    while (size > 0) {
        uv_fs_t request;
        uv_buf_t buffer = uv_buf_init(bytes, (unsigned)size);
        int got = uv_fs_read(NULL, &request, 0, &buffer, 1, -1, NULL);
        uv_fs_req_cleanup(&request);
        if (got == UV_EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes += got;
        size -= (size_t)got;
    }
    return true;
}

static bool write_bytes(const char *bytes, size_t size)
{
    while (size > 0) {
        uv_fs_t request;
        uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)size);
        int put = uv_fs_write(NULL, &request, 1, &buffer, 1, -1, NULL);
        uv_fs_req_cleanup(&request);
        if (put == UV_EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        size -= (size_t)put;
    }
    return true;
}

/* Ctrl-C at a terminal goes to the whole group: the one who started us decides. When he is gone, so is the pipe. */
void host_worker_begin(void)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

void *host_worker_read(size_t *size)
{
    uint32_t length;
    if (!read_bytes((char *)&length, sizeof length))
        return NULL;
    char *bytes = host_take(1, (size_t)length + 1);
    if (bytes && !read_bytes(bytes, length)) {
        free(bytes);
        return NULL;
    }
    *size = length;
    return bytes;
}

bool host_worker_write(const void *bytes, size_t size)
{
    uint32_t length = (uint32_t)size;
    char *whole = host_take(1, sizeof length + size); /* at once: one call, one message */
    if (!whole)
        return false;
    memcpy(whole, &length, sizeof length);
    memcpy(whole + sizeof length, bytes, size);
    bool good = write_bytes(whole, sizeof length + size);
    free(whole);
    return good;
}
