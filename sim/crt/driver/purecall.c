/*
 * A pure virtual function is called: the object's own class is not constructed yet, or is destroyed already. Microsoft's compiler calls _purecall, which
 * a driver that has virtual functions brings itself; what happens in one that has none is the simulator's bug check.
 */
#include "crt.h"

#define STAND_IN __attribute__((weak, visibility("hidden")))

/* Import from the simulator. */
void __ntsim_pure_virtual(const void *caller) __attribute__((__noreturn__));

/* Called by the function below, whose return address is in the driver's code: frames are linked (sim/CMakeLists.txt). */
STAND_IN int _purecall(void);
STAND_IN int _purecall(void)
{
    void *const *own = __builtin_frame_address(0);
    void *const *callers = own[0];
    __ntsim_pure_virtual(callers[1]);
}

/* What gcc and clang put into a table of virtual functions. */
int __cxa_pure_virtual(void);
int __cxa_pure_virtual(void)
{
    return _purecall();
}
