/*
 * !locks: ERESOURCEs, as the executive knows them; the memory of a resource is not looked at.
 */
#include "lab/look.h"

#include "ex/ex.h"

struct lock_print {
    struct lab_call *call;
    const void *only; /* NULL: all */
    unsigned shown, held;
};

static void print_owners(struct lab_call *call, const struct ex_resource_info *info)
{
    for (unsigned i = 0; i < info->owners && i < EX_OWNERS_SHOWN; i++) {
        const struct ke_thread *thread = lab_thread_at(info->owner[i].thread);
        if (thread)
            lab_print(call, "     Threads: %s-%02u<*> %s\n", lab_at(thread), info->owner[i].count, lab_thread(thread));
        else
            lab_print(call, "     Threads: %s-%02u<*> *** Actual Thread unknown: the owner is a pointer, or its thread has ended\n", lab_at(info->owner[i].thread), info->owner[i].count);
    }
    for (unsigned i = 0; i < info->waiters && i < EX_OWNERS_SHOWN; i++)
        lab_print(call, "     Threads Waiting On %s Access: %s %s\n", info->waiter[i].exclusive ? "Exclusive" : "Shared", lab_at(info->waiter[i].thread), lab_thread(info->waiter[i].thread));
}

static void print_resource(void *context, const struct ex_resource_info *info)
{
    struct lock_print *print = context;
    if (print->only && print->only != info->resource)
        return;
    print->shown++;
    print->held += info->owners != 0;
    if (!info->owners && !print->only)
        return;
    lab_print(print->call, "Resource @ %s    ", lab_at(info->resource));
    if (info->owners)
        lab_print(print->call, "%s %u owning threads", info->exclusive ? "Exclusively owned," : "Shared", info->owners);
    else
        lab_print(print->call, "Available");
    lab_print(print->call, "%s\n", lab_is_readable(info->resource, sizeof(ERESOURCE)) ? "" : "  (its memory is gone: it was not deleted)");
    if (info->waiters)
        lab_print(print->call, "    Waiters = %u\n", info->waiters);
    print_owners(print->call, info);
}

void lab_locks(struct lab_call *call)
{
    struct lock_print print = {.call = call};
    if (lab_word(call, 0) && !(print.only = lab_address(call, lab_word(call, 0))))
        return;
    lab_print(call, "**** DUMP OF ALL RESOURCE OBJECTS ****\n");
    ex_resources_visit(print_resource, &print);
    if (print.only && !print.shown)
        lab_fail(call, "%s is no resource that was initialised", lab_word(call, 0));
    lab_print(call, "%u total locks, %u locks currently held\n", print.shown, print.held);
}
