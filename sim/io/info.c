/*
 * Drivers as reports and views see them.
 */
#include "io/state.h"

#include <stdio.h>

/* The extension is the one that we made: the pointer to it may have been overwritten. */
static void describe(const struct io_driver *driver, struct io_driver_info *info)
{
    const DRIVER_OBJECT *object = driver->object;
    *info = (struct io_driver_info){.object = driver->object,
                                    .image = driver->image_id,
                                    .state = driver->state,
                                    .stop_status = driver->stop_status,
                                    .has_unload = object ? object->DriverUnload != NULL : driver->had_unload,
                                    .is_pnp = object ? ((const struct io_driver_body *)object)->extension.AddDevice != NULL : driver->was_pnp,
                                    .entry_failed = driver->entry_failed,
                                    .asked_at = driver->asked_at,
                                    .invoked_at = driver->invoked_at,
                                    .returned_at = driver->returned_at,
                                    .gone_at = driver->gone_at};
    snprintf(info->name, sizeof info->name, "%s", driver->service);
}

size_t io_drivers(struct io_driver_info *info, size_t room)
{
    size_t n = 0;
    list_each(node, &io->drivers)
    {
        if (n < room)
            describe(list_of(node, struct io_driver, link), &info[n]);
        n++;
    }
    return n;
}

bool io_driver_find(const char *service, struct io_driver_info *info)
{
    const struct io_driver *driver = io_driver_named(service);
    if (driver)
        describe(driver, info);
    return driver != NULL;
}
