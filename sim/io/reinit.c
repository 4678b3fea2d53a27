/*
 * Reinitialisation routines: called once each when a load is over, in the order of registration. A routine of a driver
 * whose DriverEntry then failed is called all the same, and is not there any more (U43).
 */
#include "io/state.h"

struct routine {
    struct list link;
    struct io_armed armed;
    DRIVER_OBJECT *object;
    uint32_t image;
    void *context;
};

static void add(struct list *list, DRIVER_OBJECT *object, const void *address, void *context)
{
    struct routine *routine = sim_alloc(sizeof *routine);
    routine->object = object;
    routine->image = io_driver_checked(object)->image_id;
    routine->context = context;
    io_arm(&routine->armed, address);
    list_append(list, &routine->link);
}

static const struct io_driver *still_there(const struct routine *routine)
{
    list_each(node, &io->drivers)
    {
        const struct io_driver *driver = list_of(node, struct io_driver, link);
        if (driver->object == routine->object && driver->image_id == routine->image)
            return driver;
    }
    return NULL;
}

static void call_each(struct list *list)
{
    while (!list_empty(list)) {
        struct routine *entry = list_of(list_pop(list), struct routine, link);
        struct routine routine = *entry;
        sim_free(entry, sizeof *entry);
        ULONG count = still_there(&routine) ? ++io_driver_extension(io_driver_checked(routine.object))->Count : 0;
        struct ke_call call = io_call_of(KE_REINITIALIZE, &routine.armed, routine.object, "reinitialisation routine");
        call.argument[0] = (uintptr_t)routine.object;
        call.argument[1] = (uintptr_t)routine.context;
        call.argument[2] = count;
        ke_call(&call);
    }
}

void io_reinitialize_all(void)
{
    call_each(&io->reinitialize);
    call_each(&io->boot_reinitialize);
}

void io_reinitialize_forget(DRIVER_OBJECT *object)
{
    struct list *const lists[] = {&io->reinitialize, &io->boot_reinitialize};
    for (size_t i = 0; i < 2; i++) {
        list_each_safe(node, lists[i])
        {
            struct routine *routine = list_of(node, struct routine, link);
            if (routine->object != object)
                continue;
            list_remove(&routine->link);
            sim_free(routine, sizeof *routine);
        }
    }
}

/* WDK: IoRegisterDriverReinitialization. */
VOID IoRegisterDriverReinitialization(PDRIVER_OBJECT DriverObject, PDRIVER_REINITIALIZE DriverReinitializationRoutine,
                                      PVOID Context)
{
    ddi_enter(IoRegisterDriverReinitialization, DriverObject);
    add(&io->reinitialize, DriverObject, (const void *)DriverReinitializationRoutine, Context);
    DriverObject->Flags |= DRVO_REINIT_REGISTERED;
}

/* WDK: IoRegisterBootDriverReinitialization. Boot is over before any driver is loaded here. */
VOID IoRegisterBootDriverReinitialization(PDRIVER_OBJECT DriverObject,
                                          PDRIVER_REINITIALIZE DriverReinitializationRoutine, PVOID Context)
{
    ddi_enter(IoRegisterBootDriverReinitialization, DriverObject);
    add(&io->boot_reinitialize, DriverObject, (const void *)DriverReinitializationRoutine, Context);
    DriverObject->Flags |= DRVO_BOOTREINIT_REGISTERED;
}
