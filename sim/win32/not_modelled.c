/*
 * Functions that exist so that programs link, and that stop the run, by name, when they are called.
 */
#include "win32/private.h"

#include "ke/end.h"
#include "win32/winbase.h"

static uintptr_t stop(void *function)
{
    ke_end_run(KE_NOT_MODELLED, "%s is not modelled", (const char *)function);
}

noreturn void win32_not_modelled(const struct win32_caller *caller, const char *function)
{
    ps_syscall(stop, (void *)function, caller->pc);
    __builtin_unreachable();
}

#define NOT_MODELLED(name)                                                                             \
    {                                                                                                  \
        WIN32_ENTER();                                                                                 \
        win32_not_modelled(&caller, #name);                                                            \
    }

#pragma GCC diagnostic ignored "-Wunused-parameter"

BOOL CancelSynchronousIo(HANDLE hThread)
NOT_MODELLED(CancelSynchronousIo)
BOOL TerminateThread(HANDLE hThread, DWORD dwExitCode)
NOT_MODELLED(TerminateThread)
DWORD SuspendThread(HANDLE hThread)
NOT_MODELLED(SuspendThread)
DWORD_PTR SetThreadAffinityMask(HANDLE hThread, DWORD_PTR dwThreadAffinityMask)
NOT_MODELLED(SetThreadAffinityMask)
