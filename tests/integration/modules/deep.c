/*
 * Applications that come further down their stacks behind the beginning of a search than before it, and a thread that has yet to take its first steps there: what
 * they leave is for integration.snapshot to find.
 */
#include <windows.h>
#include <ntsim/scenario.h>

static int dig(int levels)
{
    volatile unsigned char here[1000];
    for (unsigned i = 0; i < sizeof here; i++)
        here[i] = (unsigned char)(levels | 1);
    return levels ? dig(levels - 1) + here[levels] : here[0];
}

static DWORD WINAPI digger(LPVOID levels)
{
    return dig((int)(LONG_PTR)levels) == 0;
}

static int deep(void)
{
    static int dug;
    HANDLE thread = CreateThread(NULL, 0, digger, (LPVOID)100, 0, NULL);
    dug = dig(5);
    ntsim_search_here();
    dug += dig(60);
    ntsim_check(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(thread);
    return dug == 0;
}

NTSIM_SCENARIO(deep_stacks, .claim = "stacks are used further down than before", .drivers = NTSIM_DRIVERS("echo"), .body = deep);
