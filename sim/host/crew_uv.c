/*
 * Worker processes by libuv: copies of a program, each with a pipe to its standard input and one from its standard output. A message is its size (four
 * bytes, this machine's order) and so many bytes. A worker has ended when its process is gone *and* its pipe is drained, so nothing that it said is lost.
 *
 *   none --start--> running --process gone, pipe drained--> none, and the owner is told
 */
#include "private.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

struct member {
    struct host_crew *crew;
    unsigned number;
    uv_process_t process;
    uv_pipe_t to, from;
    unsigned open; /* handles that are not closed yet */
    bool running, gone, drained;
    int64_t exit_code;
    int exit_signal;
    char *bytes; /* received, not yet a whole message */
    size_t used, room;
};

struct host_crew {
    uv_loop_t loop;
    uv_timer_t timer;
    const char *const *argv;
    const struct host_crew_calls *calls;
    void *context;
    bool heard, closing; /* something happened since host_crew_wait began */
    void (*pipe_signal)(int);
    unsigned count;
    struct member members[];
};

static void on_closed(uv_handle_t *handle)
{
    struct member *member = handle->data;
    member->open--;
}

static void close_member(struct member *member)
{
    uv_close((uv_handle_t *)&member->process, on_closed);
    uv_close((uv_handle_t *)&member->to, on_closed);
    uv_close((uv_handle_t *)&member->from, on_closed);
    while (member->open > 0)
        uv_run(&member->crew->loop, UV_RUN_ONCE);
    member->running = false;
}

/* The close must not run inside of a callback of the same loop, so the owner's wait does it. */
static void tell_end(struct member *member)
{
    char how[64];
    if (member->exit_signal)
        snprintf(how, sizeof how, "signal %d", member->exit_signal);
    else
        snprintf(how, sizeof how, "exit code %lld", (long long)member->exit_code);
    close_member(member);
    if (!member->crew->closing)
        member->crew->calls->ended(member->crew->context, member->number, how);
}

static void on_exit_of(uv_process_t *process, int64_t code, int number)
{
    struct member *member = process->data;
    member->gone = member->crew->heard = true;
    member->exit_code = code;
    member->exit_signal = number;
}

static void give_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct member *member = handle->data;
    if (member->room - member->used < suggested) {
        char *larger = host_resize(member->bytes, member->used + suggested);
        member->bytes = larger;
        member->room = member->used + suggested;
    }
    *buffer = uv_buf_init(member->bytes + member->used, (unsigned)suggested);
}

static void deliver(struct member *member)
{
    size_t at = 0;
    uint32_t size;
    while (member->used - at >= sizeof size) {
        memcpy(&size, member->bytes + at, sizeof size);
        if (member->used - at - sizeof size < size)
            break;
        void *message = host_take(1, size + 1); /* a copy: aligned for whatever it is */
        memcpy(message, member->bytes + at + sizeof size, size);
        if (!member->crew->closing)
            member->crew->calls->message(member->crew->context, member->number, message, size);
        free(message);
        at += sizeof size + size;
    }
    if (at)
        memmove(member->bytes, member->bytes + at, member->used -= at);
}

static void on_bytes(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct member *member = stream->data;
    (void)buffer;
    member->crew->heard = true;
    if (count < 0) {
        member->drained = true;
        uv_read_stop(stream);
        return;
    }
    member->used += (size_t)count;
    deliver(member);
}

static void on_time(uv_timer_t *timer)
{
    (void)timer;
}

struct host_crew *host_crew_open(const char *const *argv, unsigned count, const struct host_crew_calls *calls, void *context)
{
    struct host_crew *crew = host_take(1, sizeof *crew + count * sizeof *crew->members);
    if (uv_loop_init(&crew->loop) != 0) {
        free(crew);
        return NULL;
    }
    crew->argv = argv;
    crew->calls = calls;
    crew->context = context;
    crew->count = count;
    crew->pipe_signal = signal(SIGPIPE, SIG_IGN); /* a worker that has just died is no reason to */
    uv_timer_init(&crew->loop, &crew->timer);
    for (unsigned i = 0; i < count; i++) {
        crew->members[i].crew = crew;
        crew->members[i].number = i;
    }
    return crew;
}

bool host_crew_start(struct host_crew *crew, unsigned worker, const char **error)
{
    struct member *member = &crew->members[worker];
    uv_stdio_container_t stdio[3] = {{.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&member->to},
                                     {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&member->from},
                                     {.flags = UV_INHERIT_FD, .data.fd = 2}};
    uv_process_options_t options = {.exit_cb = on_exit_of, .file = crew->argv[0], .args = (char **)(uintptr_t)crew->argv, .stdio_count = 3, .stdio = stdio};
    member->gone = member->drained = false;
    member->used = 0;
    uv_pipe_init(&crew->loop, &member->to, 0);
    uv_pipe_init(&crew->loop, &member->from, 0);
    member->process.data = member->to.data = member->from.data = member;
    int status = uv_spawn(&crew->loop, &member->process, &options);
    member->process.data = member;
    member->open = 3;
    member->running = true;
    if (status == 0)
        status = uv_read_start((uv_stream_t *)&member->from, give_room, on_bytes);
    if (status == 0)
        return true;
    *error = uv_strerror(status);
    close_member(member);
    return false;
}

struct sending {
    uv_write_t request;
    char bytes[];
};

static void on_sent(uv_write_t *request, int status)
{
    (void)status; /* to a worker that is dead: its end is told */
    free(request->data);
}

void host_crew_send(struct host_crew *crew, unsigned worker, const void *bytes, size_t size)
{
    struct member *member = &crew->members[worker];
    uint32_t length = (uint32_t)size;
    struct sending *sending = host_take(1, sizeof *sending + sizeof length + size);
    memcpy(sending->bytes, &length, sizeof length);
    memcpy(sending->bytes + sizeof length, bytes, size);
    sending->request.data = sending;
    uv_buf_t buffer = uv_buf_init(sending->bytes, (unsigned)(sizeof length + size));
    if (!member->running || uv_write(&sending->request, (uv_stream_t *)&member->to, &buffer, 1, on_sent) != 0)
        free(sending);
}

void host_crew_wait(struct host_crew *crew, unsigned milliseconds)
{
    crew->heard = false;
    uv_timer_start(&crew->timer, on_time, milliseconds, 0);
    uv_run(&crew->loop, UV_RUN_ONCE);
    while (crew->heard && uv_run(&crew->loop, UV_RUN_NOWAIT) && crew->heard)
        crew->heard = false;
    uv_timer_stop(&crew->timer);
    for (unsigned i = 0; i < crew->count; i++)
        if (crew->members[i].running && crew->members[i].gone && crew->members[i].drained)
            tell_end(&crew->members[i]);
}

void host_crew_close(struct host_crew *crew)
{
    crew->closing = true;
    for (unsigned i = 0; i < crew->count; i++)
        if (crew->members[i].running && !crew->members[i].gone)
            uv_process_kill(&crew->members[i].process, SIGKILL);
    for (unsigned i = 0; i < crew->count; i++) {
        struct member *member = &crew->members[i];
        while (member->running && !member->gone)
            uv_run(&crew->loop, UV_RUN_ONCE);
        if (member->running)
            close_member(member);
        free(member->bytes);
    }
    uv_close((uv_handle_t *)&crew->timer, NULL);
    uv_run(&crew->loop, UV_RUN_DEFAULT);
    uv_loop_close(&crew->loop);
    signal(SIGPIPE, crew->pipe_signal);
    free(crew);
}
