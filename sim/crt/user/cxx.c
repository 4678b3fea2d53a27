/*
 * What gcc and clang call behind an application's C++ source, under the names that they give to it (Itanium C++ ABI): operator new and delete over the C heap,
 * constructors and destructors of global objects, static locals, pure virtual functions. There are no exceptions: what would throw ends the process.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "win32.h"
#include "start.h"

/* An application's own operator takes the place of the one here. */
#define STAND_IN __attribute__((weak, visibility("hidden")))

/* --- operator new, operator delete ------------------------------------------------------------------------------------------------------------- */

STAND_IN void *_Znwm(size_t size);
STAND_IN void *_Znam(size_t size);
STAND_IN void *_ZnwmRKSt9nothrow_t(size_t size, const void *nothrow);
STAND_IN void *_ZnamRKSt9nothrow_t(size_t size, const void *nothrow);
STAND_IN void _ZdlPv(void *block);
STAND_IN void _ZdaPv(void *block);
STAND_IN void _ZdlPvm(void *block, size_t size);
STAND_IN void _ZdaPvm(void *block, size_t size);
STAND_IN void _ZdlPvRKSt9nothrow_t(void *block, const void *nothrow);
STAND_IN void _ZdaPvRKSt9nothrow_t(void *block, const void *nothrow);
extern const char _ZSt7nothrow;
const char _ZSt7nothrow = 0;

void *_Znwm(size_t size)
{
    void *block = malloc(size);
    if (block == NULL) {
        fputs("operator new: out of memory, and std::bad_alloc cannot be thrown.\n", stderr);
        abort();
    }
    return block;
}

void *_Znam(size_t size)
{
    return _Znwm(size);
}

void *_ZnwmRKSt9nothrow_t(size_t size, const void *nothrow)
{
    (void)nothrow;
    return malloc(size);
}

void *_ZnamRKSt9nothrow_t(size_t size, const void *nothrow)
{
    return _ZnwmRKSt9nothrow_t(size, nothrow);
}

void _ZdlPv(void *block)
{
    free(block);
}

void _ZdaPv(void *block)
{
    _ZdlPv(block);
}

void _ZdlPvm(void *block, size_t size)
{
    (void)size;
    _ZdlPv(block);
}

void _ZdaPvm(void *block, size_t size)
{
    (void)size;
    _ZdaPv(block);
}

void _ZdlPvRKSt9nothrow_t(void *block, const void *nothrow)
{
    (void)nothrow;
    _ZdlPv(block);
}

void _ZdaPvRKSt9nothrow_t(void *block, const void *nothrow)
{
    (void)nothrow;
    _ZdaPv(block);
}

/* --- global objects ------------------------------------------------------------------------------------------------------------------------------ */

extern void *__dso_handle;
STAND_IN void *__dso_handle;

int __cxa_atexit(void (*destructor)(void *), void *object, void *module);
int __cxa_atexit(void (*destructor)(void *), void *object, void *module)
{
    (void)module;
    if (start_at_exit(destructor, object) == 0)
        return 0;
    fputs("No memory for the list of global objects to destroy.\n", stderr);
    abort();
}

#ifdef __APPLE__ /* no C++ modules there (sim/cmake/NtsimCxx.cmake) */
void start_construct(void)
{
}
#else
/* The linker's table (sim/cmake/constructors.ld); a module without C++ has none. */
typedef void constructor(void);
extern constructor *const __start_ntsim_constructors[] __attribute__((weak, visibility("hidden")));
extern constructor *const __stop_ntsim_constructors[] __attribute__((weak, visibility("hidden")));

void start_construct(void)
{
    for (constructor *const *each = __start_ntsim_constructors; each < __stop_ntsim_constructors; each++)
        (*each)();
}
#endif

/* --- static locals ------------------------------------------------------------------------------------------------------------------------------- */

/* A guard's first byte says that the object is constructed, the second that some thread is about it. Nothing else runs between two lines of this file. */
struct guard {
    uint8_t constructed, busy;
};

int __cxa_guard_acquire(struct guard *guard);
int __cxa_guard_acquire(struct guard *guard)
{
    while (guard->busy)
        Sleep(1);
    if (guard->constructed)
        return 0;
    guard->busy = 1;
    return 1;
}

void __cxa_guard_release(struct guard *guard);
void __cxa_guard_release(struct guard *guard)
{
    guard->constructed = 1;
    guard->busy = 0;
}

/* --- pure virtual functions ---------------------------------------------------------------------------------------------------------------------- */

STAND_IN int _purecall(void);
STAND_IN int _purecall(void)
{
    fputs("R6025: pure virtual function call.\n", stderr);
    abort();
}

int __cxa_pure_virtual(void);
int __cxa_pure_virtual(void)
{
    return _purecall();
}
