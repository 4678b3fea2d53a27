/*
 * !stacks: every thread, by process: where it is, and what it waits for.
 */
#include "lab/look.h"

#include "ke/inspect.h"

#include <string.h>

static const char *state_of(const struct ke_thread *thread)
{
    static const char *const states[] = {"READY", "RUNNING", "Blocked", "Terminated"};
    return states[thread->state];
}

/* What a thread waits for may lie in memory that is gone: only its address is used. */
static void print_wait(struct lab_call *call, const struct ke_thread *thread)
{
    const struct ke_due *timeout = thread->wait_timeout && thread->wait_timeout->ticket ? thread->wait_timeout : NULL;
    if (thread->state != KE_WAITING)
        return;
    lab_print(call, thread->wait_count ? "            waits for" : "            waits for time to pass");
    for (unsigned i = 0; i < thread->wait_count && i < 8; i++)
        lab_print(call, "%s %s %s", i ? "," : "", lab_at(thread->wait_blocks[i].object), lab_id(ke_label_find(thread->wait_blocks[i].object)));
    lab_print(call, " since %s%s%s\n", lab_time(thread->wait_since), timeout ? ", at most until " : "", timeout ? lab_time(timeout->time_100ns) : "");
}

static bool is_wanted(const char *filter, const struct ke_thread *thread, const uintptr_t *calls, size_t n)
{
    if (!filter || (thread->label && strstr(thread->label, filter)))
        return true;
    if (thread->start_routine && strstr(lab_site(thread->start_routine), filter))
        return true;
    for (size_t i = 0; i < n; i++)
        if (strstr(lab_site(calls[i]), filter))
            return true;
    return false;
}

static void print_thread(struct lab_call *call, const struct ke_thread *thread, const char *filter)
{
    uintptr_t calls[16];
    size_t n = ke_thread_calls(thread, calls, sizeof calls / sizeof *calls);
    const struct ps_thread *object = thread->owner;
    if (!is_wanted(filter, thread, calls, n))
        return;
    lab_print(call, "%4x.%06x  %s  %-4s %-10s %s\n", thread->process ? thread->process->pid : 0, object ? object->tid : 0, lab_at(thread), lab_id(thread->id), state_of(thread),
              thread->label ? thread->label : "?");
    if (thread->gate && thread->gate->id != DDI_NONE)
        lab_print(call, "            nt!%s\n", ddi_rows[thread->gate->id].name);
    for (size_t i = 0; i < n; i++)
        lab_print(call, "            %s\n", lab_site(calls[i]));
    if (thread->start_routine)
        lab_print(call, "            start routine %s\n", lab_code((const void *)thread->start_routine, object ? object->driver.generation : 0));
    if (thread->created_by)
        lab_print(call, "            created by %s at %s\n", lab_site(thread->created_by), lab_time(thread->created_at));
    print_wait(call, thread);
}

void lab_stacks(struct lab_call *call)
{
    lab_print(call, "Proc.Thread  Thread   State  Blocker\n");
    list_each(process_node, ps_processes())
    {
        const struct ps_process *process = list_of(process_node, struct ps_process, link);
        lab_print(call, "                            [%s %s]\n", lab_at(process), process->name);
        list_each(node, ke_threads())
        {
            const struct ke_thread *thread = list_of(node, struct ke_thread, all_link);
            if (thread->process == process && !thread->idle)
                print_thread(call, thread, lab_word(call, 0));
        }
    }
}
