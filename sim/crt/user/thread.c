/*
 * Threads as the C runtime starts them: nothing of it is kept per thread, so they are Win32's.
 */
#include <process.h>
#include <stdlib.h>

#include "win32.h"

uintptr_t _beginthreadex(void *security, unsigned stack_size, unsigned (*start)(void *), void *argument, unsigned flags,
                         unsigned *thread_id)
{
    return (uintptr_t)CreateThread(security, stack_size, start, argument, flags, thread_id);
}

struct start {
    void (*routine)(void *);
    void *argument;
};

static unsigned run(void *argument)
{
    struct start start = *(struct start *)argument;
    free(argument);
    start.routine(start.argument);
    return 0;
}

/* The handle that is returned may be gone already, as on Windows. */
uintptr_t _beginthread(void (*routine)(void *), unsigned stack_size, void *argument)
{
    struct start *start = malloc(sizeof *start);
    if (start == NULL)
        return (uintptr_t)-1;
    *start = (struct start){routine, argument};
    void *thread = CreateThread(NULL, stack_size, run, start, 0, NULL);
    if (thread == NULL) {
        free(start);
        return (uintptr_t)-1;
    }
    CloseHandle(thread);
    return (uintptr_t)thread;
}

void _endthread(void)
{
    ExitThread(0);
}

void _endthreadex(unsigned status)
{
    ExitThread(status);
}
