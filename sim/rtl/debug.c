/*
 * What drivers print, and their breakpoints. All component filters let everything through: the report is there to be read.
 */
#include "crt/format.h"
#include "image/image.h"
#include "rtl/rtl.h"

#include <string.h>

#define PRINT_ROOM 512 /* NT's limit for one call, the NUL included */

/* The host's, not the machine's. */
static void (*text_hook)(const char *text);
static bool no_debugger;

void rtl_on_debug_text(void (*hook)(const char *text))
{
    text_hook = hook;
}

void rtl_debugger_attach(bool attached)
{
    no_debugger = !attached;
}

bool rtl_debugger_attached(void)
{
    return !no_debugger;
}

void rtl_debug_text(const char *text)
{
    emit(EV_DBGPRINT, strlen(text), 0, 0);
    if (text_hook)
        text_hook(text);
}

struct text_sink {
    struct nt_sink sink;
    size_t used;
    char text[PRINT_ROOM];
};

static void put(struct nt_sink *sink, unsigned unit)
{
    struct text_sink *to = (struct text_sink *)sink;
    if (to->used < PRINT_ROOM - 1)
        to->text[to->used++] = (char)unit;
}

static unsigned long long simulated_pointer(const void *pointer)
{
    return image_simulated((uintptr_t)pointer);
}

static NTSTATUS print(const char *prefix, const char *format, va_list args)
{
    static const struct nt_format_style style = {.pointer_value = simulated_pointer};
    struct text_sink to = {.sink = {put}};
    for (const char *c = prefix; *c; c++)
        put(&to.sink, (unsigned char)*c);
    nt_format(&to.sink, &style, format, args);
    to.text[to.used] = 0;
    rtl_debug_text(to.text);
    return STATUS_SUCCESS;
}

/* WDK: DbgPrint. */
ULONG DbgPrint(PCSTR Format, ...)
{
    ddi_enter(DbgPrint, NULL);
    va_list args;
    va_start(args, Format);
    NTSTATUS status = print("", Format, args);
    va_end(args);
    return (ULONG)status;
}

/* WDK: DbgPrintEx. */
ULONG DbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, ...)
{
    ddi_enter(DbgPrintEx, NULL);
    (void)ComponentId, (void)Level;
    va_list args;
    va_start(args, Format);
    NTSTATUS status = print("", Format, args);
    va_end(args);
    return (ULONG)status;
}

/* WDK: vDbgPrintEx. */
ULONG vDbgPrintEx(ULONG ComponentId, ULONG Level, PCCH Format, va_list arglist)
{
    ddi_enter(vDbgPrintEx, NULL);
    (void)ComponentId, (void)Level;
    return (ULONG)print("", Format, arglist);
}

/* WDK: vDbgPrintExWithPrefix. */
ULONG vDbgPrintExWithPrefix(PCCH Prefix, ULONG ComponentId, ULONG Level, PCCH Format, va_list arglist)
{
    ddi_enter(vDbgPrintExWithPrefix, NULL);
    (void)ComponentId, (void)Level;
    return (ULONG)print(Prefix, Format, arglist);
}

/* Without a debugger nobody handles the exception: KMODE_EXCEPTION_NOT_HANDLED. */
static void break_at(uintptr_t site, const char *sentence)
{
    struct ke_blame blame = {.pc = site, .sentence = sentence};
    if (no_debugger)
        ke_bugcheck_blame(0x1E, (ULONG)STATUS_BREAKPOINT, image_simulated(site), 0, 0, &blame);
}

/* WDK: DbgBreakPoint. */
VOID DbgBreakPoint(VOID)
{
    ddi_enter(DbgBreakPoint, NULL);
    break_at(gate_.site, "a breakpoint was hit and no debugger is attached");
}

/* WDK: DbgBreakPointWithStatus. */
VOID DbgBreakPointWithStatus(ULONG Status)
{
    ddi_enter(DbgBreakPointWithStatus, NULL);
    (void)Status;
    break_at(gate_.site, "a breakpoint was hit and no debugger is attached");
}

/* What ASSERT calls when it fails. A finding in any case: with a debugger the driver goes on, and nobody would see. */
VOID RtlAssert(PVOID VoidFailedAssertion, PVOID VoidFileName, ULONG LineNumber, PSTR MutableMessage)
{
    ddi_enter(RtlAssert, NULL);
    const char *claim = VoidFailedAssertion, *file = VoidFileName;
    ke_finding("ASSERT", "%s%s%s (%s:%u)", MutableMessage ? MutableMessage : "", MutableMessage ? ": " : "", claim, file, LineNumber);
    break_at(gate_.site, "an assertion of the driver's failed and no debugger is attached");
}
