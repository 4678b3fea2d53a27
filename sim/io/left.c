/*
 * What a driver registered, opened or started and left so when its image went. None of it holds a driver (semantics 24): where the system comes to use it, it
 * crashes; where it does not in this run, it is told as a leak.
 */
#include "cm/callback.h"
#include "ex/ex.h"
#include "io/state.h"
#include "ke/inspect.h"
#include "ke/interrupt.h"
#include "ob/callback.h"
#include "tm/tm.h"

#include <stdio.h>

static void by_notify(void *context, const char *kind, uintptr_t registered_by)
{
    io_leak_add(context, kind, "", 0, registered_by);
}

static void by_callback(void *context, const struct ob_callback_info *info)
{
    struct io_leak_search *search = context;
    if (info->image == search->driver->image_id)
        io_leak_add(search, "callback registration", "", 0, info->registered_by);
}

static void by_filter(void *context, uintptr_t registered_by)
{
    io_leak_add(context, "object callbacks", "", 0, registered_by);
}

static void by_registry_callback(void *context, uintptr_t registered_by)
{
    io_leak_add(context, "registry callback", "", 0, registered_by);
}

static void by_resource_manager(void *context, uintptr_t enabled_by)
{
    io_leak_add(context, "resource manager callback", "", 0, enabled_by);
}

static void by_bugcheck_callback(void *context, uintptr_t registered_by)
{
    io_leak_add(context, "bug check callback", "", 0, registered_by);
}

static void by_interrupt(void *context, const struct ke_interrupt *interrupt)
{
    struct io_leak_search *search = context;
    if (interrupt->call.generation == search->driver->image_id)
        io_leak_add(search, "connected interrupt", "", 0, interrupt->call.armed_by);
}

static void by_lookaside(void *context, const void *list, uintptr_t initialized_by)
{
    (void)list;
    if (io_leak_is_ours(context, initialized_by))
        io_leak_add(context, "lookaside list", "", 0, initialized_by);
}

static void by_resource(void *context, const struct ex_resource_info *info)
{
    if (io_leak_is_ours(context, info->initialized_by))
        io_leak_add(context, "resource (ERESOURCE)", "", 0, info->initialized_by);
}

/* A process takes its handles with it; those of the system stay. */
static void by_handle(void *context, const struct ob_handle_info *info)
{
    bool systems = !info->process || info->process == ps_system_process();
    if (systems && io_leak_is_ours(context, info->opened_by))
        io_leak_add(context, "handle", ob_type_name(ob_type_of(info->body)), 0, info->opened_by);
}

static void by_reference(void *context, const void *body, LONG_PTR left, uintptr_t site)
{
    for (LONG_PTR i = 0; i < left; i++)
        io_leak_add(context, "object reference", ob_type_name(ob_type_of(body)), 0, site);
}

static void by_thread(struct io_leak_search *search)
{
    list_each(node, &ps_system_process()->threads)
    {
        const struct ps_thread *thread = list_of(node, struct ps_thread, link);
        if (thread->ke.state != KE_TERMINATED && thread->driver.generation == search->driver->image_id)
            io_leak_add(search, "system thread", "", 0, thread->driver.armed_by);
    }
}

void io_leaks_registered(struct io_leak_search *search)
{
    uint32_t image = search->driver->image_id;
    ps_notify_visit(image, by_notify, search);
    ob_callbacks_visit(by_callback, search);
    ob_filters_visit(image, by_filter, search);
    cm_callbacks_visit(image, by_registry_callback, search);
    tm_callbacks_visit(image, by_resource_manager, search);
    ke_bugcheck_callbacks_visit(image, by_bugcheck_callback, search);
    ke_interrupts_visit(by_interrupt, search);
    ex_lookasides_visit(by_lookaside, search);
    ex_resources_visit(by_resource, search);
    ob_handles_visit(by_handle, search);
    ob_references_visit(image, by_reference, search);
    by_thread(search);
}

/* --- the system's look at lookaside lists ------------------------------------------------------------------------------------------------- */

#define SCAN_EVERY_100NS 10000000u

struct scan { /* of the system, while one is to come */
    struct ke_due due;
    struct io_work work;
};

static void look(struct io_work *work)
{
    sim_free(list_of(work, struct scan, work), sizeof(struct scan));
    ex_lookasides_scan();
}

static void fire(struct ke_due *due)
{
    io_work_queue(&list_of(due, struct scan, due)->work);
}

/* NT looks every second, always: here only when there is something to be found, so that a machine at rest stays at rest. */
void io_lookasides_left(const struct image *image)
{
    if (!ex_lookaside_within((const void *)image->file->start, image->file->end - image->file->start))
        return;
    struct scan *scan = sim_alloc(sizeof *scan);
    scan->due.fire = fire;
    scan->work.run = look;
    scan->work.queue = CriticalWorkQueue;
    ke_due_arm(&scan->due, (ke_now() / SCAN_EVERY_100NS + 1) * SCAN_EVERY_100NS);
}
