/*
 * What the system tells in variables: SharedUserData, a page for everybody to read, and the exported ones about the debugger and the build.
 */
#include "ob/ob.h"
#include "ps/private.h"
#include "rtl/rtl.h"

#include <ntsim/user_shared.h>

#define TICK_100NS 156250u             /* 15.625 ms */
#define MILLISECONDS_A_TICK 0x0FA00000 /* 15.625, with 24 bits behind the point */
#define FREE_BUILD 0xF0000000u

_Static_assert(offsetof(KUSER_SHARED_DATA, NtMajorVersion) == 0x26C && offsetof(KUSER_SHARED_DATA, KdDebuggerEnabled) == 0x2D4 &&
                   offsetof(KUSER_SHARED_DATA, TickCount) == 0x320,
               "the layout of Windows");

struct told { /* in memory that drivers may read */
    KUSER_SHARED_DATA shared;
    ULONG build;
    BOOLEAN debugger, no_debugger;
};

static void fill_constant(KUSER_SHARED_DATA *shared)
{
    static const WCHAR root[] = {'C', ':', '\\', 'W', 'i', 'n', 'd', 'o', 'w', 's'};
    for (size_t i = 0; i < sizeof root / sizeof *root; i++)
        shared->NtSystemRoot[i] = root[i];
    shared->NtMajorVersion = RTL_NT_MAJOR;
    shared->NtMinorVersion = RTL_NT_MINOR;
    shared->NtBuildNumber = RTL_NT_BUILD;
    shared->NtProductType = NtProductWinNt;
    shared->ProductTypeIsValid = TRUE;
    shared->TickCountMultiplier = MILLISECONDS_A_TICK;
    shared->SuiteMask = 0x100;
}

void ps_told_boot(void)
{
    static const struct ob_type_ops desktop = {.name = "Desktop", .filtered_rights = 0x1FF}; /* ExDesktopObjectType: of its kind there is no object */
    struct told *told = mm_object_alloc(sizeof *told, 0x74614453);
    fill_constant(&told->shared);
    told->build = FREE_BUILD | told->shared.NtBuildNumber;
    told->debugger = told->shared.KdDebuggerEnabled = rtl_debugger_attached();
    told->no_debugger = !told->debugger;
    ob_export("KdDebuggerEnabled", &told->debugger);
    ob_export("KdDebuggerNotPresent", &told->no_debugger);
    ob_export("NtBuildNumber", &told->build);
    ps->shared_data = &told->shared;
    ob_type_create(&desktop);
}

static void set_time(volatile KSYSTEM_TIME *time, uint64_t value)
{
    time->High2Time = (LONG)(value >> 32);
    time->LowPart = (ULONG)value;
    time->High1Time = time->High2Time;
}

/* A look at the times costs a tick, as a query of them does. */
PKUSER_SHARED_DATA __ntsim_shared_user_data(VOID)
{
    KUSER_SHARED_DATA *shared = ps->shared_data;
    ke_time_pass(1);
    uint64_t running = ke_now() - ke_start_time();
    set_time(&shared->InterruptTime, running);
    set_time(&shared->SystemTime, ke_now());
    set_time(&shared->TickCount, running / TICK_100NS);
    return shared;
}
