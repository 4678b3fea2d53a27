/*
 * The beginning and the end of an application: main, wmain or WinMain, whichever there is, between ntsim_user_start and
 * exit.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../driver/crt.h"
#include "win32.h"

enum { ATEXIT_ROOM = 64, ABORTED = 3, NO_MAIN = 255, SHOW_DEFAULT = 10 };

/* The module has one of them. (Mach-O: the build passes -Wl,-U,_main and so on.) */
extern int main(int argc, char **argv, char **environment) __attribute__((weak, visibility("hidden")));
extern int wmain(int argc, wchar_t **argv, wchar_t **environment) __attribute__((weak, visibility("hidden")));
extern int WinMain(void *instance, void *previous, char *command_line, int show)
    __attribute__((weak, visibility("hidden")));

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

int ntsim_user_start(int argc, char **argv, wchar_t **wargv)
{
    static char *no_environment[] = {NULL};
    static wchar_t *no_wide_environment[] = {NULL};
    int status = NO_MAIN;

    if (main)
        status = main(argc, argv, no_environment);
    else if (wmain)
        status = wmain(argc, wargv, no_wide_environment);
    else if (WinMain)
        status = WinMain(NULL, NULL, arguments_of(GetCommandLineA()), SHOW_DEFAULT);
    else
        fputs("The application has no main, wmain or WinMain.\n", stderr);
    exit(status);
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
