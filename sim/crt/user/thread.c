/*
 * Threads as the C runtime starts them: nothing of it is kept per thread, so they are Win32's.
 */
#include <process.h>

#include "win32.h"

uintptr_t _beginthreadex(void *security, unsigned stack_size, unsigned (*start)(void *), void *argument, unsigned flags,
                         unsigned *thread_id)
{
    return (uintptr_t)CreateThread(security, stack_size, start, argument, flags, thread_id);
}

void _endthreadex(unsigned status)
{
    ExitThread(status);
}
