/*
 * Bug checks and the other ends of a run, as values (design 4.10).
 */
#include "ke/end.h"

#include "image/image.h"
#include "ke/inspect.h"
#include "ke/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ke_bugcheck_callbacks(void);

static void note_place(struct ke_end *end)
{
    const struct ke_thread *self = ke_current();
    end->at_100ns = ke->now;
    end->context = self->id;
    end->cpu = ke->cpu->number;
    end->irql = ke->cpu->irql;
    /* The record of the call is on the thread's stack: a driver may have written over it. */
    const struct ke_call *call = self->activation ? self->activation->call : NULL;
    end->doing = call && (uintptr_t)call % _Alignof(struct ke_call) == 0 ? call->kind : KE_ROUTINE_KINDS;
    end->routine = self->gate ? self->gate->id : DDI_NONE;
    end->call_count = (uint8_t)ke_thread_calls(self, end->calls, sizeof end->calls / sizeof *end->calls);
}

static uintptr_t culprit_pc(const struct ke_blame *blame)
{
    if (blame->pc)
        return blame->pc;
    if (blame->routine)
        return blame->routine;
    uintptr_t site = ke_call_site();
    if (site)
        return site;
    const struct ke_thread *self = ke_current();
    return self->activation ? self->activation->routine : 0;
}

const char *ke_sentence(const char *format, ...)
{
    static char sentence[sizeof ke->end.text]; /* read before the run ends */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return sentence;
}

noreturn void ke_bugcheck_blame(ULONG code, ULONG_PTR p1, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4, const struct ke_blame *blame)
{
    struct ke_end *end = &ke->end;
    if (end->outcome == KE_BUGCHECK) /* a bug check callback stops the system once more: the first reason counts */
        ke_stop();
    note_place(end);
    end->outcome = KE_BUGCHECK;
    end->code = code;
    end->parameter[0] = p1;
    end->parameter[1] = p2;
    end->parameter[2] = p3;
    end->parameter[3] = p4;
    end->blame = *blame;
    end->blame.pc = culprit_pc(blame);
    end->blame.sentence = NULL; /* the report outlives it */
    snprintf(end->text, sizeof end->text, "%s", blame->sentence ? blame->sentence : "");
    const struct image *image = image_last_at(end->blame.pc);
    if (!image && blame->armed_by)
        image = image_last_at(blame->armed_by);
    end->culprit_image = image ? image->id : 0;
    emit(EV_BUGCHECK, code, 0, 0);
    ke_bugcheck_callbacks();
    ke_stop();
}

noreturn void ke_bugcheck(ULONG code, ULONG_PTR p1, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4)
{
    ke_bugcheck_blame(code, p1, p2, p3, p4, &(struct ke_blame){0});
}

noreturn void ke_end_run(enum ke_outcome outcome, const char *format, ...)
{
    struct ke_end *end = &ke->end;
    note_place(end);
    end->outcome = outcome;
    end->blame.pc = culprit_pc(&end->blame);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(end->text, sizeof end->text, format, arguments);
    va_end(arguments);
    emit(EV_OUTCOME, outcome, 0, 0);
    ke_stop();
}

static void add_finding(const char *rule, uintptr_t site, uintptr_t other_site, const char *format, va_list arguments)
{
    struct ke_end *end = &ke->end;
    if (end->finding_count == KE_FINDINGS_MAX)
        return;
    for (uint32_t i = 0; site && i < end->finding_count; i++) /* a loop says it once */
        if (end->findings[i].site == site && end->findings[i].other_site == other_site && strcmp(end->findings[i].rule, rule) == 0)
            return;
    if (!end->findings)
        end->findings = sim_alloc(KE_FINDINGS_MAX * sizeof *end->findings);
    struct ke_finding *finding = &end->findings[end->finding_count++];
    snprintf(finding->rule, sizeof finding->rule, "%s", rule);
    finding->site = site;
    finding->other_site = other_site;
    finding->at_100ns = ke->now;
    finding->context = ke_current()->id;
    vsnprintf(finding->text, sizeof finding->text, format, arguments);
}

void ke_finding(const char *rule, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_finding(rule, ke_call_site(), 0, format, arguments);
    va_end(arguments);
}

void ke_finding_at(uintptr_t site, const char *rule, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_finding(rule, site, 0, format, arguments);
    va_end(arguments);
}

void ke_finding_between(const char *rule, uintptr_t site, uintptr_t other_site, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_finding(rule, site, other_site, format, arguments);
    va_end(arguments);
}

/* WDK: KeBugCheckEx. */
VOID KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR BugCheckParameter1, ULONG_PTR BugCheckParameter2, ULONG_PTR BugCheckParameter3, ULONG_PTR BugCheckParameter4)
{
    ddi_enter(KeBugCheckEx, NULL);
    ke_bugcheck_blame(BugCheckCode, BugCheckParameter1, BugCheckParameter2, BugCheckParameter3, BugCheckParameter4,
                      &(struct ke_blame){.sentence = "the driver asked for it"});
}

/* WDK: KeBugCheck. */
VOID KeBugCheck(ULONG BugCheckCode)
{
    ddi_enter(KeBugCheck, NULL);
    ke_bugcheck_blame(BugCheckCode, 0, 0, 0, 0, &(struct ke_blame){.sentence = "the driver asked for it"});
}
