/*
 * The beginning and the end of an application: main, wmain or WinMain, whichever there is, between ntsim_user_start and
 * exit.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../driver/crt.h"
#include "win32.h"

enum { ATEXIT_ROOM = 64, ABORTED = 3, NO_MAIN = 255, SHOW_DEFAULT = 10 };

#define STAND_IN __attribute__((weak, visibility("hidden")))

extern int ntsim_user_start(int argc, char **argv, wchar_t **wargv);

static void (*at_exit[ATEXIT_ROOM])(void);
static int at_exit_count;

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

STAND_IN int wmain(int argc, wchar_t **argv, wchar_t **environment);
STAND_IN int wmain(int argc, wchar_t **argv, wchar_t **environment)
{
    (void)argc, (void)argv, (void)environment;
    return WinMain(NULL, NULL, arguments_of(GetCommandLineA()), SHOW_DEFAULT);
}

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
    exit(main(argc, argv, no_environment));
}

int atexit(void (*function)(void))
{
    if (at_exit_count == ATEXIT_ROOM)
        return -1;
    at_exit[at_exit_count++] = function;
    return 0;
}

void exit(int status)
{
    while (at_exit_count > 0)
        at_exit[--at_exit_count]();
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
