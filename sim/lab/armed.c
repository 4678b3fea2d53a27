/*
 * !dpcs and !timer: what will still run. Read from our own records: the KDPC or KTIMER lies in driver memory, which may be gone - that is what these views
 * are for. A routine of a vanished image is a bare +address, said to be one.
 */
#include "lab/look.h"

#include "ex/ex.h"
#include "io/inspect.h"
#include "ke/armed.h"
#include "mm/mm.h"

/* "" as long as the memory is what it was when the object was armed. */
static const char *memory_of(const struct ke_armed *armed)
{
    if (!armed->stamp || lab_is_readable(armed->object, sizeof(KTIMER)))
        return "";
    return "  (the memory of the object is gone)";
}

static void print_armer(struct lab_call *call, const struct ke_armed *armed)
{
    lab_print(call, "        armed by %s at %s, %s%s\n", lab_site(armed->armed_by), lab_time(armed->armed_at), lab_id(armed->armed_context), memory_of(armed));
}

/* --- !dpcs -------------------------------------------------------------------------------------------------------------------------------- */

struct dpc_print {
    struct lab_call *call;
    uint64_t processor; /* KE_PROCESSORS_MAX: all */
    unsigned shown;
};

static void print_dpc(void *context, const struct ke_armed *armed, const char *kind)
{
    struct dpc_print *print = context;
    if (kind[0] != 'D' || (print->processor != KE_PROCESSORS_MAX && armed->cpu != print->processor))
        return;
    print->shown++;
    lab_print(print->call, "%3u  %-8s  %-20s %-5s %s\n", armed->cpu, armed->threaded ? "Threaded" : "Normal", lab_at(armed->object), lab_id(armed->id), lab_code(armed->routine, armed->image));
    print_armer(print->call, armed);
}

/* Decimal, as processors are counted. */
static bool take_processor(struct lab_call *call, uint64_t *processor)
{
    const char *word = lab_word(call, 0);
    *processor = KE_PROCESSORS_MAX;
    if (!word)
        return true;
    if (!lab_number(word, processor) || *processor >= ke_cpu_count())
        lab_fail(call, "there is no processor %s: they are 0 to %u", word, ke_cpu_count() - 1);
    return !call->failed;
}

void lab_dpcs(struct lab_call *call)
{
    struct dpc_print print = {.call = call};
    if (!take_processor(call, &print.processor))
        return;
    lab_print(call, "%3s  %-8s  %-20s %-5s %s\n", "CPU", "Type", "KDPC", "", "Function");
    ke_armed_visit(print_dpc, &print);
    lab_print(call, print.shown ? "%u DPC%s queued\n" : "No DPC is queued.\n", print.shown, print.shown == 1 ? "" : "s");
}

/* --- !timer -------------------------------------------------------------------------------------------------------------------------------- */

struct timer_print {
    struct lab_call *call;
    unsigned shown, gone;
};

static bool is_gone(const void *routine, uint32_t generation)
{
    const struct image *image = image_last_at((uintptr_t)routine);
    return image && (!image->loaded || (generation && image->id != generation));
}

static void print_timer(void *context, const struct ke_armed *armed, const char *kind)
{
    struct timer_print *print = context;
    if (kind[0] != 't')
        return;
    print->gone += is_gone(armed->routine, armed->image);
    lab_print(print->call, "%4u %-20s %-5s %c %s  %s\n", print->shown++, lab_at(armed->object), lab_id(armed->id), armed->period_ms ? 'P' : ' ', lab_time(armed->due.time_100ns),
              armed->routine ? lab_code(armed->routine, armed->image) : "(no DPC: whoever waits)");
    print_armer(print->call, armed);
}

static void print_ex_timer(void *context, const struct ex_timer_info *info)
{
    struct timer_print *print = context;
    if (!info->set)
        return;
    print->gone += is_gone(info->armed.routine, info->armed.generation);
    lab_print(print->call, "%4u %-20s %-5s %c %s  %s (ExTimer)\n        armed by %s at %s\n", print->shown++, lab_at(info->timer), lab_id(info->id), info->period_100ns ? 'P' : ' ',
              lab_time(info->due_100ns), lab_code(info->armed.routine, info->armed.generation), lab_site(info->armed.by), lab_time(info->armed.at));
}

static void print_io_timer(void *context, const struct io_timer_info *info)
{
    struct timer_print *print = context;
    print->gone += is_gone(info->routine.routine, info->routine.generation);
    lab_print(print->call, "%4u %-20s %-5s P every second    %s (IoTimer of the device)\n", print->shown++, lab_at(info->device), lab_id(ke_label_find(info->device)),
              lab_code(info->routine.routine, info->routine.generation));
}

static void print_waits(struct timer_print *print)
{
    list_each(node, ke_threads())
    {
        const struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
        if (thread->state == KE_WAITING && thread->wait_timeout && thread->wait_timeout->ticket)
            lab_print(print->call, "%4u %-20s %-5s   %s  thread %s waits\n", print->shown++, lab_at(thread), lab_id(thread->id), lab_time(thread->wait_timeout->time_100ns), lab_thread(thread));
    }
}

void lab_timer(struct lab_call *call)
{
    struct timer_print print = {.call = call};
    lab_print(call, "Interrupt time: %s\n%4s %-20s %-5s P %-12s %s\n", lab_time(ke_now()), "", "Timer", "", "Fire time", "DPC or thread");
    ke_armed_visit(print_timer, &print);
    ex_timers_visit(print_ex_timer, &print);
    io_timers_visit(print_io_timer, &print);
    print_waits(&print);
    lab_print(call, "Total timers: %u", print.shown);
    if (print.gone)
        lab_print(call, "; %u of them will call an image that is gone", print.gone);
    lab_print(call, "\n");
}
