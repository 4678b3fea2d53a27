#define _GNU_SOURCE
#include "fuzz.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Into files, not pipes: a program that says a lot does not wait for us. */
static int scratch(void)
{
    char name[] = "fuzz-XXXXXX";
    int file = mkstemp(name);
    if (file < 0)
        exit(99);
    unlink(name);
    return file;
}

static void take_text(int file, char *text)
{
    ssize_t got = pread(file, text, FUZZ_TEXT - 1, 0);
    text[got > 0 ? got : 0] = 0;
    for (ssize_t i = 0; i < got; i++)
        if (text[i] == 0)
            text[i] = '?';
    close(file);
}

static void become(const char *const *argv, unsigned seconds, int out, int err)
{
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    dup2(out, 1);
    dup2(err, 2);
    alarm(seconds); /* stays over exec */
    execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(99);
}

void fuzz_run(const char *const *argv, unsigned seconds, struct fuzz_run *run)
{
    int out = scratch(), err = scratch(), status = 0;
    pid_t child = fork();
    if (child == 0)
        become(argv, seconds, out, err);
    if (child < 0 || waitpid(child, &status, 0) != child)
        exit(99);
    run->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    run->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    take_text(out, run->out);
    take_text(err, run->err);
}

/* "ntsim: ...": one line, or one for each scenario that was left out and then one. */
static bool is_told_well(const char *err)
{
    if (!*err)
        return false;
    for (const char *line = err; *line; line = strchr(line, '\n') + 1)
        if (strncmp(line, "ntsim: ", 7) != 0 || !strchr(line, '\n'))
            return false;
    return true;
}

const char *fuzz_complaint(const struct fuzz_run *run)
{
    if (run->code < 0)
        return "it was killed by a signal";
    if (run->code > 4)
        return "it ended with an exit code that is not one of 0 to 4";
    if (run->code == 2 && !is_told_well(run->err))
        return "it ended with 2 and without a sentence on standard error";
    if (strstr(run->err, "internal error") || strstr(run->out, "outcome: broken"))
        return "it ended with a defect of ntsim";
    return NULL;
}
