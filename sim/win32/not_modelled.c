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

/* For the C runtime in the module. */
noreturn void __ntsim_stop(const char *function);
noreturn void __ntsim_stop(const char *function)
{
    WIN32_ENTER();
    win32_not_modelled(&caller, function);
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
HMODULE LoadLibraryA(LPCSTR lpLibFileName)
NOT_MODELLED(LoadLibraryA)
HMODULE LoadLibraryW(LPCWSTR lpLibFileName)
NOT_MODELLED(LoadLibraryW)
BOOL FreeLibrary(HMODULE hLibModule)
NOT_MODELLED(FreeLibrary)
FARPROC GetProcAddress(HMODULE hModule, LPCSTR lpProcName)
NOT_MODELLED(GetProcAddress)
HANDLE CreateFileMappingA(HANDLE hFile, LPSECURITY_ATTRIBUTES lpFileMappingAttributes, DWORD flProtect, DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow, LPCSTR lpName)
NOT_MODELLED(CreateFileMappingA)
HANDLE CreateFileMappingW(HANDLE hFile, LPSECURITY_ATTRIBUTES lpFileMappingAttributes, DWORD flProtect, DWORD dwMaximumSizeHigh, DWORD dwMaximumSizeLow, LPCWSTR lpName)
NOT_MODELLED(CreateFileMappingW)
LPVOID MapViewOfFile(HANDLE hFileMappingObject, DWORD dwDesiredAccess, DWORD dwFileOffsetHigh, DWORD dwFileOffsetLow, SIZE_T dwNumberOfBytesToMap)
NOT_MODELLED(MapViewOfFile)
BOOL UnmapViewOfFile(LPCVOID lpBaseAddress)
NOT_MODELLED(UnmapViewOfFile)
BOOL VirtualProtect(LPVOID lpAddress, SIZE_T dwSize, DWORD flNewProtect, PDWORD lpflOldProtect)
NOT_MODELLED(VirtualProtect)
