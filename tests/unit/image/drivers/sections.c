/* Functions in sections, by every way to say so (../sections.c). None is called but DriverEntry. */
#include <wdm.h>

#include "sections.h"

#define PAGEDCODE code_seg("PAGE")
#define PAGED     __declspec(code_seg("PAGE"))

DRIVER_INITIALIZE DriverEntry;
VOID named(VOID);
VOID named_too(VOID);
VOID named_in_region(VOID);
VOID behind(VOID);
PAGED VOID by_declspec_of_the_prototype(VOID);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry, named_in_region)
#pragma alloc_text("PAGE", named)
#pragma alloc_text (PAGE, named_too)
#endif

static const struct {
    PCSTR Text;
    VOID (*Routine)(VOID);
} Table[] = {{"}", behind}, {"{{{", named}};

extern VOID (*const All[])(VOID), (*const Other[])(VOID); /* what nobody calls is left out by some compilers and linkers */

static VOID before(VOID)
{
    const char brace = '{';
    if (Table[0].Text[0] == brace) {
        before();
    }
}

#pragma code_seg("PAGE")
static VOID declared_there(VOID);
VOID behind(VOID)
{
    declared_there();
}

static VOID (*returns_function(INT Which))(VOID)
{
    return Table[Which].Routine;
}

__attribute__((noinline)) static VOID on_one_line(INT (*Callback)(INT, INT)) { Callback(1, 2); }
#pragma code_seg()

static VOID after(VOID)
{
}

static VOID declared_there(VOID)
{
}

#pragma code_seg("INIT")
static VOID discarded(VOID)
{
}

#pragma code_seg(".text")
static VOID in_text(VOID)
{
}

#pragma code_seg("PAGE", "CODE")
#pragma code_seg(push, "INIT")
static VOID pushed(VOID)
{
}
#pragma code_seg(pop)
static VOID popped(VOID)
{
}
#pragma code_seg(push, outer)
#pragma code_seg("INIT")
#pragma code_seg(push, inner, "INIT")
#pragma code_seg(push)
#pragma code_seg(".text")
static VOID deep(VOID)
{
}
#pragma code_seg(pop, outer)
static VOID popped_by_name(VOID)
{
}
#pragma code_seg(pop, nobody)
#pragma code_seg(pop)
static VOID popped_nothing(VOID)
{
}
#pragma code_seg(pop, "INIT")
static VOID popped_into(VOID)
{
}
#pragma code_seg()

#pragma PAGEDCODE
static VOID by_macro(VOID)
{
}
_Pragma("code_seg(\"INIT\")")
static VOID by_operator(VOID)
{
}
__pragma(code_seg("PAGE"))
static VOID by_microsofts_operator(VOID)
{
}
#pragma code_seg()

PAGED static VOID by_declspec(VOID)
{
}

static VOID beside_declspec(VOID)
{
}

VOID by_declspec_of_the_prototype(VOID)
{
}

#pragma code_seg("PAGE")
VOID named_in_region(VOID)
{
}
#pragma code_seg("PAGEXYZ")
static VOID in_page_something(VOID)
{
}
#pragma code_seg("OTHER")
static VOID in_other(VOID)
{
}
#pragma code_seg()

#if 0
#pragma code_seg("PAGE")
#endif
static VOID behind_if_0(VOID)
{
}

static VOID twice(VOID)
{
}

#pragma code_seg("PAGE")
static VOID twice_paged(VOID)
{
}
#pragma code_seg()

VOID named(VOID)
{
}

VOID named_too(VOID)
{
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return All[0] == Other[0] ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

#define AS_ROUTINE(function) (VOID (*)(VOID))(ULONG_PTR)function

VOID (*const All[])(VOID) = {
    before, behind, AS_ROUTINE(returns_function), AS_ROUTINE(on_one_line), after, declared_there, discarded, in_text, pushed, popped, deep, popped_by_name,
    popped_nothing, popped_into, by_macro, by_operator, by_microsofts_operator, by_declspec, beside_declspec, by_declspec_of_the_prototype, named_in_region,
    in_page_something, in_other, behind_if_0, twice, twice_paged, named, named_too,
#ifndef __APPLE__
    of_header,
#endif
};
