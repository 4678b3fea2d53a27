/*
 * Programs that know more of a module than its symbol table says (addr2line, atos): started for one question, and their answer's first line read. A program
 * that is not there, that crashes or that says nothing is no error: there is no answer then.
 */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Nothing is asked of it but by its arguments, and its complaints are not for our user. Output first: its descriptor may be one of those that are opened. */
static bool start(char *const arguments[], int output, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    bool started = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) == 0 &&
                   posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
                   posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
                   posix_spawnp(child, arguments[0], &actions, NULL, arguments, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return started;
}

/* To the end, so that the program never writes to a pipe that is closed; what is too much is dropped. The watchdog's signals may interrupt. */
static size_t read_all(int input, char *text, size_t room)
{
    char rest[256];
    size_t used = 0;
    ssize_t got;
    do {
        bool full = used == room;
        got = full ? read(input, rest, sizeof rest) : read(input, text + used, room - used);
        if (got > 0 && !full)
            used += (size_t)got;
    } while (got > 0 || (got < 0 && errno == EINTR));
    return used;
}

static bool ended_well(pid_t child)
{
    int status;
    pid_t got;
    while ((got = waitpid(child, &status, 0)) < 0 && errno == EINTR)
        continue;
    return got == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool open_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return false;
    for (unsigned i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    return true;
}

bool host__tool_answer(char *const arguments[], char *line, size_t room)
{
    int ends[2];
    pid_t child;
    if (!open_pipe(ends))
        return false;
    bool good = start(arguments, ends[1], &child);
    close(ends[1]);
    size_t length = good ? read_all(ends[0], line, room - 1) : 0;
    close(ends[0]);
    good = good && ended_well(child);
    line[length] = 0;
    line[strcspn(line, "\n")] = 0;
    return good && line[0] != 0;
}
