/*
 * What the user CRT imports of Win32, declared here so that it does not depend on windows.h: the names and binary
 * interfaces are Windows's.
 */
#ifndef NTSIM_CRT_USER_WIN32_H
#define NTSIM_CRT_USER_WIN32_H

#include <stddef.h>

enum { STD_INPUT_HANDLE = -10, STD_OUTPUT_HANDLE = -11, STD_ERROR_HANDLE = -12, HEAP_ZERO_MEMORY = 8 };

struct filetime {
    unsigned low, high; /* 100 ns since 1601 */
};

void *GetStdHandle(unsigned which);
int WriteFile(void *file, const void *buffer, unsigned size, unsigned *written, void *overlapped);
int ReadFile(void *file, void *buffer, unsigned size, unsigned *read, void *overlapped);
int GetNumberOfConsoleInputEvents(void *console, unsigned *count);

void *GetProcessHeap(void);
void *HeapAlloc(void *heap, unsigned flags, unsigned long long size);
void *HeapReAlloc(void *heap, unsigned flags, void *block, unsigned long long size);
int HeapFree(void *heap, unsigned flags, void *block);
unsigned long long HeapSize(void *heap, unsigned flags, const void *block);

void GetSystemTimeAsFileTime(struct filetime *time);
void Sleep(unsigned milliseconds);
char *GetCommandLineA(void);
void ExitProcess(unsigned status) __attribute__((__noreturn__));
void *CreateThread(void *security, unsigned long long stack_size, unsigned (*start)(void *), void *argument,
                   unsigned flags, unsigned *thread_id);
int CloseHandle(void *object);
/* Stops the run: this function is not modelled. */
void __ntsim_stop(const char *function) __attribute__((__noreturn__));
void ExitThread(unsigned status) __attribute__((__noreturn__));

#endif
