/*
 * !analyze -v: a crash, or a driver that will not go, told from the evidence: what the check means, where it happened, what was armed by whom, who holds what,
 * and one sentence of conclusion.
 */
#include "lab/look.h"

#include "base/bugcheck.h"
#include "base/status.h"
#include "ke/end.h"

#include <string.h>

struct explanation {
    ULONG code;
    const char *text;
};

static const struct explanation explanations[] = {
    {0xA, "Kernel code touched pageable or invalid memory at an IRQL at which a page fault cannot be served."},
    {0x18, "An object's reference count came out wrong: somebody dropped a reference that was not theirs, or used the object after its last one."},
    {0x1E, "An exception was raised in kernel mode and nobody handled it."},
    {0x35, "An IRP was passed down further than it has stack locations."},
    {0x44, "An IRP was completed that had been completed before."},
    {0x48, "An IRP was completed while a cancel routine was still set."},
    {0x50, "System memory that is not there was referenced; no handler could have helped."},
    {0x7E, "A system thread raised an exception and nobody handled it."},
    {0xC2, "The caller of a pool routine asked for something that is never right: a wrong IRQL, address, size or tag, or a second free."},
    {0xC4, "Driver Verifier found a rule of the kernel broken; the first argument says which."},
    {0xC5, "A block of pool was written in front of its beginning, or its neighbour behind its end."},
    {0xC9, "Driver Verifier found a rule for IRPs and devices broken; the first argument says which."},
    {0xCB, "A process or a driver went while pages that it had locked were still locked."},
    {0xCE, "A driver was unloaded while something of it was still to run: a thread, a work item, a callback. What is at the address now is nothing."},
    {0xD1, "A driver touched pageable or invalid memory at DISPATCH_LEVEL or above."},
    {0xD4, "A driver was unloaded while something of it was still to run at raised IRQL, a timer's DPC mostly. What is at the address now is nothing."},
    {0xD5, "Memory was used after it had been freed."},
    {0xE4, "A work item was queued twice, or its memory was freed while it was queued."},
    {0x11B, "A cancel routine returned without releasing the cancel spin lock."},
};

static const char *explain(ULONG code)
{
    for (size_t i = 0; i < sizeof explanations / sizeof *explanations; i++)
        if (explanations[i].code == code)
            return explanations[i].text;
    return "The system was stopped; the arguments say what was found.";
}

static const char *bugcheck_name(ULONG code)
{
    const struct bugcheck_text *text = bugcheck_text(code);
    return text ? text->name : "(a code of the driver's own)";
}

static void print_banner(struct lab_call *call)
{
    static const char stars[] = "*******************************************************************************";
    lab_print(call, "%s\n*%31sBugcheck Analysis%29s*\n%s\n\n", stars, "", "", stars);
}

static void print_bugcheck(struct lab_call *call, const struct ke_end *end)
{
    const struct bugcheck_text *text = bugcheck_text(end->code);
    lab_print(call, "%s (%x)\n%s\nArguments:\n", bugcheck_name(end->code), (unsigned)end->code, explain(end->code));
    for (int i = 0; i < 4; i++)
        lab_print(call, "Arg%d: %016llx, %s\n", i + 1, (unsigned long long)image_simulated(end->parameter[i]), text && text->parameter[i] ? text->parameter[i] : "(reserved)");
}

/* --- the fields ---------------------------------------------------------------------------------------------------------------------------- */

static void print_place(struct lab_call *call, const struct ke_end *end)
{
    struct report_place place;
    report_place_of(end->blame.pc, &place);
    if (!place.where[0])
        return;
    lab_print(call, "FAULTING_IP: %s\n  %s\n", lab_at((const void *)end->blame.pc), place.where);
    if (place.line)
        lab_print(call, "FAULTING_SOURCE_FILE: %s\nFAULTING_SOURCE_LINE_NUMBER: %u\n", report_base_name(place.file), place.line);
    lab_print(call, "SYMBOL_NAME: %s!%s\nMODULE_NAME: %s\nIMAGE_NAME: %s.sys\n", place.driver, place.routine, place.driver, place.driver);
}

static const char *const kinds[] = {"DriverEntry", "DriverUnload", "reinitialization", "AddDevice", "dispatch", "completion", "cancel", "StartIo", "DPC", "timer DPC", "interrupt service",
                                    "SynchCritSection", "work item", "thread", "IoTimer", "callback", "cancel-safe queue", "notification", "bug check callback"};
_Static_assert(sizeof kinds / sizeof *kinds == KE_ROUTINE_KINDS, "a word for every kind of routine");

static void print_context(struct lab_call *call, const struct ke_end *end)
{
    lab_print(call, "CURRENT_IRQL: %s\nPROCESSOR: %u\nTIME: %s\nTHREAD: %s", lab_irql(end->irql), end->cpu, lab_time(end->at_100ns), lab_id((uint32_t)LABEL_THREAD << 24 | (end->context & 0xFFFFFF)));
    if (end->doing < KE_ROUTINE_KINDS)
        lab_print(call, ", in a %s routine", kinds[end->doing]);
    if (end->routine)
        lab_print(call, ", in nt!%s", ddi_rows[end->routine].name);
    lab_print(call, "\nSTACK_TEXT:\n");
    for (unsigned i = 0; i < end->call_count; i++)
        lab_print(call, "  %s  %s\n", lab_at((const void *)end->calls[i]), lab_site(end->calls[i]));
    if (!end->call_count)
        lab_print(call, "  (no driver's routine is on the stack)\n");
}

static void print_armed(struct lab_call *call, const struct ke_blame *blame)
{
    if (blame->object_kind)
        lab_print(call, "OBJECT: %s %s %s\n", blame->object_kind, blame->object_id ? lab_id(blame->object_id) : "", lab_at(blame->object));
    if (blame->routine)
        lab_print(call, "ROUTINE: %s\n", lab_code((const void *)blame->routine, 0));
    if (blame->armed_by)
        lab_print(call, "ARMED_BY: %s at %s, %s\n", lab_site(blame->armed_by), lab_time(blame->armed_at), lab_id((uint32_t)LABEL_THREAD << 24 | (blame->armed_context & 0xFFFFFF)));
}

/* --- who holds whom ------------------------------------------------------------------------------------------------------------------------ */

static bool is_leaving(const struct io_driver_info *driver)
{
    return driver->state != IO_GONE && (driver->asked_at || driver->entry_failed);
}

static void print_holder(struct lab_call *call, const struct io_holder *holder)
{
    lab_print(call, "  %s", holder->kind);
    if (holder->object[0])
        lab_print(call, " %s", holder->object);
    if (holder->count > 1)
        lab_print(call, " (%lld times)", (long long)holder->count);
    if (holder->holder[0])
        lab_print(call, ", %s", holder->holder);
    if (holder->where)
        lab_print(call, ", taken in %s", lab_site(holder->where));
    if (holder->at_100ns)
        lab_print(call, " at %s", lab_time(holder->at_100ns));
    lab_print(call, "\n");
}

#define HOLDERS 16

/* The driver that cannot go, and its first holder; false: every driver that was asked to go is gone. */
static bool print_holders(struct lab_call *call, struct io_driver_info *stuck, struct io_holder *first)
{
    struct io_driver_info drivers[MACHINE_DRIVERS_MAX];
    struct io_holder holders[HOLDERS];
    size_t count = io_drivers(drivers, MACHINE_DRIVERS_MAX);
    bool found = false;
    for (size_t i = 0; i < count && i < MACHINE_DRIVERS_MAX; i++) {
        if (!is_leaving(&drivers[i]))
            continue;
        size_t n = io_driver_holders(drivers[i].name, holders, HOLDERS);
        lab_print(call, "HOLDERS: of \\Driver\\%s%s\n", drivers[i].name, n ? "" : ": none");
        for (size_t k = 0; k < n && k < HOLDERS; k++)
            print_holder(call, &holders[k]);
        if (!found) {
            *stuck = drivers[i];
            *first = n ? holders[0] : (struct io_holder){0};
        }
        found = true;
    }
    return found;
}

/* --- the conclusion ------------------------------------------------------------------------------------------------------------------------ */

static void conclude_vanished(struct lab_call *call, const struct ke_end *end)
{
    const struct ke_blame *blame = &end->blame;
    const struct image *image = image_last_at(blame->routine);
    lab_print(call, "a %s that %s armed at %s was left armed, and its routine %s came to run after driver %s had left memory at %s.\n", blame->object_kind ? blame->object_kind : "call",
              lab_site(blame->armed_by), lab_time(blame->armed_at), lab_site(blame->routine), image ? image->file->name : "?", image ? lab_time(image->freed_at_100ns) : "?");
}

static void conclude_bugcheck(struct lab_call *call, const struct ke_end *end)
{
    const struct image *image = image_last_at(end->blame.routine);
    if (end->blame.routine && end->blame.armed_by && image && !image->loaded)
        conclude_vanished(call, end);
    else
        lab_print(call, "%s: %s.\n", lab_site(end->blame.pc), end->text[0] ? end->text : bugcheck_name(end->code));
}

static void conclude_wedge(struct lab_call *call, const struct io_driver_info *driver, const struct io_holder *holder)
{
    if (!holder->kind) {
        lab_print(call, "driver %s was asked to leave and has not; nothing that is known holds it.\n", driver->name);
        return;
    }
    lab_print(call, "driver %s cannot leave: %s (%s%s%s) holds it", driver->name, holder->kind, holder->object, holder->object[0] && holder->holder[0] ? ", " : "", holder->holder);
    if (holder->where)
        lab_print(call, ", taken in %s", lab_site(holder->where));
    lab_print(call, ".\n");
}

static void conclude_end(struct lab_call *call, const struct ke_end *end)
{
    if (end->decided && end->outcome != KE_QUIET && end->text[0])
        lab_print(call, "%s.\n", end->text);
    else if (end->finding_count)
        lab_print(call, "%s: %s.\n", end->findings[0].rule, end->findings[0].text);
    else
        lab_print(call, "nothing is wrong.\n");
}

void lab_analyze(struct lab_call *call)
{
    const struct ke_end *end = ke_end();
    const char *word = lab_word(call, 0);
    struct io_driver_info stuck;
    struct io_holder first;
    if (word && strcmp(word, "-v") != 0) {
        lab_fail(call, "!analyze has no option %s: -v", word);
        return;
    }
    print_banner(call);
    if (end->outcome == KE_BUGCHECK)
        print_bugcheck(call, end);
    else
        lab_print(call, "There was no bug check.%s%s\n", end->text[0] ? " The run ended: " : "", end->text);
    if (word && end->outcome != KE_QUIET) {
        print_place(call, end);
        print_context(call, end);
        print_armed(call, &end->blame);
    }
    bool wedged = print_holders(call, &stuck, &first);
    lab_print(call, "PROBABLE_CAUSE: ");
    if (end->outcome == KE_BUGCHECK)
        conclude_bugcheck(call, end);
    else if (wedged && end->outcome == KE_QUIET)
        conclude_wedge(call, &stuck, &first);
    else
        conclude_end(call, end);
}
