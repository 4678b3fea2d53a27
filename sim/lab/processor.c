/*
 * !irql and !running.
 */
#include "lab/look.h"

#include "ke/inspect.h"

#include <strings.h>

static void print_calls(struct lab_call *call, const struct ke_thread *thread)
{
    uintptr_t calls[16];
    size_t n = ke_thread_calls(thread, calls, sizeof calls / sizeof *calls);
    for (size_t i = 0; i < n; i++)
        lab_print(call, "        %s\n", lab_site(calls[i]));
}

/* A bug check notes the level at which it happened; the processor's own has moved on by the time somebody looks. */
static unsigned irql_of(const struct ke_processor_info *info)
{
    const struct ke_end *end = ke_end();
    return end->outcome == KE_BUGCHECK && end->cpu == info->number ? end->irql : info->irql;
}

void lab_irql_view(struct lab_call *call)
{
    struct ke_processor_info info;
    uint64_t number = ke_end()->outcome == KE_BUGCHECK ? ke_end()->cpu : ke_cpu_number();
    const char *word = lab_word(call, 0);
    if ((word && !lab_number(word, &number)) || number >= ke_cpu_count() || !ke_processor_info((uint32_t)number, &info)) {
        lab_fail(call, "there is no processor %s: they are 0 to %u", word ? word : "?", ke_cpu_count() - 1);
        return;
    }
    lab_print(call, "Debugger saved IRQL for processor 0x%x -- %s\n", info.number, lab_irql(irql_of(&info)));
}

static void print_locks(struct lab_call *call, const struct ke_processor_info *info)
{
    if (info->spins_on)
        lab_print(call, "        spins on spin lock %s %s\n", lab_at((const void *)info->spins_on), lab_id(ke_label_find(info->spins_on)));
    for (unsigned i = 0; i < info->held && i < KE_LOCKS_SHOWN; i++)
        lab_print(call, "        owns spin lock %s %s, acquired in %s\n", lab_at((const void *)info->lock[i]), lab_id(ke_label_find(info->lock[i])), lab_site(info->locked_by[i]));
}

static bool has_word(const struct lab_call *call, const char *option)
{
    for (unsigned i = 0; i < call->count; i++)
        if (strcasecmp(call->words[i], option) == 0)
            return true;
    return false;
}

static uint32_t masks(uint32_t *idle)
{
    struct ke_processor_info info;
    uint32_t all = 0;
    *idle = 0;
    for (uint32_t i = 0; ke_processor_info(i, &info); i++) {
        all |= 1u << i;
        *idle |= (uint32_t)info.idle << i;
    }
    return all;
}

/* One letter for each of the first sixteen spin locks, as the queued locks of a PRCB are shown. */
static const char *lock_letters(const struct ke_processor_info *info, char letters[17])
{
    for (unsigned i = 0; i < 16; i++)
        letters[i] = i < info->held ? 'O' : i == info->held && info->spins_on ? 'W' : '.';
    letters[16] = 0;
    return letters;
}

void lab_running(struct lab_call *call)
{
    struct ke_processor_info info;
    uint32_t idle, all = masks(&idle);
    char letters[17];
    bool idle_too = has_word(call, "-i"), stacks = has_word(call, "-t");
    for (unsigned i = 0; i < call->count; i++)
        if (strcasecmp(call->words[i], "-i") != 0 && strcasecmp(call->words[i], "-t") != 0)
            lab_fail(call, "!running has no option %s: -i, -t", call->words[i]);
    lab_print(call, "System Processors:  (%016x)\n  Idle Processors:  (%016x)\n%7s %-36s %-36s IRQL\n", all, idle, "Cpu", "Current", "Next");
    for (uint32_t i = 0; ke_processor_info(i, &info); i++) {
        if (info.idle && !idle_too && !info.held && !info.spins_on)
            continue;
        lab_print(call, "%c %5u %-36s %-36s %s  %s\n", info.moves ? '>' : ' ', i, lab_thread(info.current), lab_thread(info.next), lab_irql(irql_of(&info)), lock_letters(&info, letters));
        print_locks(call, &info);
        if (stacks)
            print_calls(call, info.current);
    }
}
