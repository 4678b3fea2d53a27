/*
 * The beginning and the end of an application: main, wmain or WinMain, whichever there is, between ntsim_user_start and
 * exit.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../driver/crt.h"
#include "start.h"
#include "win32.h"

enum { AT_EXIT_ROOM = 64, ABORTED = 3, NO_MAIN = 255, SHOW_DEFAULT = 10 };

#define STAND_IN __attribute__((weak, visibility("hidden")))

extern int ntsim_user_start(int argc, char **argv, wchar_t **wargv);

struct at_exit {
    void (*plain)(void);
    void (*function)(void *argument);
    void *argument;
};
static struct at_exit at_exit_first[AT_EXIT_ROOM], *at_exit = at_exit_first;
static size_t at_exit_count, at_exit_room = AT_EXIT_ROOM;

/* What WinMain gets: the command line behind the program's own name, which may be quoted. */
static char *arguments_of(char *command_line)
{
    char *at = command_line;
    bool quoted = false;
    for (; *at != 0 && (quoted || *at != ' '); at++)
        quoted ^= *at == '"';
    while (*at == ' ')
        at++;
    return at;
}

/*
 * The module has one of main, wmain and WinMain; what it has takes the place of the stand-in here, which goes on to the next. (Not weak references: Mach-O
 * would look for them in the host's program.)
 */
STAND_IN int WinMain(void *instance, void *previous, char *command_line, int show);
STAND_IN int WinMain(void *instance, void *previous, char *command_line, int show)
{
    (void)instance, (void)previous, (void)command_line, (void)show;
    fputs("The application has no main, wmain or WinMain.\n", stderr);
    return NO_MAIN;
}

/* wmain in C++ is no name that the compiler leaves as it is: these are its forms, (int argc, wchar_t **argv, wchar_t **environment) with what may be left out or
 * const. */
#define WMAIN(form, next)                                                                                              \
    STAND_IN int form(int argc, wchar_t **argv, wchar_t **environment);                                                \
    STAND_IN int form(int argc, wchar_t **argv, wchar_t **environment)                                                 \
    {                                                                                                                  \
        return next(argc, argv, environment);                                                                          \
    }

static int no_wmain(int argc, wchar_t **argv, wchar_t **environment)
{
    (void)argc, (void)argv, (void)environment;
    return WinMain(NULL, NULL, arguments_of(GetCommandLineA()), SHOW_DEFAULT);
}

WMAIN(_Z5wmainv, no_wmain)
WMAIN(_Z5wmainjPPw, _Z5wmainv)
WMAIN(_Z5wmainiPPwS0_, _Z5wmainjPPw)
WMAIN(_Z5wmainiPKPKw, _Z5wmainiPPwS0_)
WMAIN(_Z5wmainiPKPw, _Z5wmainiPKPKw)
WMAIN(_Z5wmainiPPKw, _Z5wmainiPKPw)
WMAIN(_Z5wmainiPPw, _Z5wmainiPPKw)
WMAIN(wmain, _Z5wmainiPPw)

static wchar_t **wide_arguments; /* for the stand-in of main */

STAND_IN int main(int argc, char **argv, char **environment);
STAND_IN int main(int argc, char **argv, char **environment)
{
    static wchar_t *no_environment[] = {NULL};
    (void)argv, (void)environment;
    return wmain(argc, wide_arguments, no_environment);
}

int ntsim_user_start(int argc, char **argv, wchar_t **wargv)
{
    static char *no_environment[] = {NULL};
    wide_arguments = wargv;
    start_construct();
    exit(main(argc, argv, no_environment));
}

/* C++ registers the destructor of each global object: 64 are not always enough. */
static bool have_room(void)
{
    if (at_exit_count < at_exit_room)
        return true;
    struct at_exit *more = malloc(2 * at_exit_room * sizeof *more);
    if (more == NULL)
        return false;
    crt_copy(more, at_exit, at_exit_room * sizeof *more);
    at_exit = more;
    at_exit_room *= 2;
    return true;
}

static int register_at_exit(struct at_exit entry)
{
    if (!have_room())
        return -1;
    at_exit[at_exit_count++] = entry;
    return 0;
}

int atexit(void (*function)(void))
{
    return register_at_exit((struct at_exit){.plain = function});
}

int start_at_exit(void (*function)(void *argument), void *argument)
{
    return register_at_exit((struct at_exit){.function = function, .argument = argument});
}

void exit(int status)
{
    while (at_exit_count > 0) {
        struct at_exit last = at_exit[--at_exit_count];
        if (last.plain != NULL)
            last.plain();
        else
            last.function(last.argument);
    }
    ExitProcess((unsigned)status);
}

void _exit(int status)
{
    ExitProcess((unsigned)status);
}

void abort(void)
{
    ExitProcess(ABORTED);
}
