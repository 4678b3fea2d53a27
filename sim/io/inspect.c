/*
 * Looking at devices and IRPs without touching them. What is asked about is found in our own lists, never by following the pointer.
 */
#include "io/inspect.h"

#include "io/state.h"

#include <stdio.h>

static struct io_device_info describe_device(const struct io_device *own)
{
    struct io_device_info info = {.object = own->object,
                                  .attached_to = own->attached_to,
                                  .id = own->id,
                                  .doe = own->doe,
                                  .deleted = own->deleted,
                                  .created_by = own->created_by,
                                  .attached_by = own->attached_by,
                                  .created_at = own->created_at,
                                  .attached_at = own->attached_at,
                                  .deleted_at = own->deleted_at};
    snprintf(info.name, sizeof info.name, "%s", own->name[0] ? own->name : "device without a name");
    snprintf(info.driver, sizeof info.driver, "%s", own->driver->service);
    return info;
}

bool io_device_info(const void *object, struct io_device_info *info)
{
    const struct io_device *own = io_device_slow(object);
    if (own)
        *info = describe_device(own);
    return own != NULL;
}

void io_devices_visit(void (*visit)(void *context, const struct io_device_info *info), void *context)
{
    list_each(node, &io->devices)
    {
        struct io_device_info info = describe_device(list_of(node, struct io_device, link));
        visit(context, &info);
    }
}

const char *io_doe_names(uint32_t doe, char *text, size_t size)
{
    static const char *const names[] = {"DOE_UNLOAD_PENDING", "DOE_DELETE_PENDING", "DOE_REMOVE_PENDING", "DOE_REMOVE_PROCESSED"};
    size_t used = 0;
    text[0] = 0;
    for (unsigned bit = 0; bit < 4; bit++)
        if (doe >> bit & 1 && used < size)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? " " : "", names[bit]);
    return text;
}

static struct io_routine routine_of(const struct io_armed *armed)
{
    return (struct io_routine){armed->routine, armed->generation, armed->by, armed->at};
}

static const struct io_irp *find_irp(const void *irp)
{
    list_each(node, &io->irps)
    {
        const struct io_irp *own = list_of(node, struct io_irp, all);
        if (own->irp == irp)
            return own;
    }
    return NULL;
}

bool io_irp_info(const void *irp, struct io_irp_info *info)
{
    const struct io_irp *own = find_irp(irp);
    if (!own)
        return false;
    *info = (struct io_irp_info){.irp = own->irp,
                                 .id = own->id,
                                 .stack_size = own->stack_size,
                                 .foreign = own->foreign,
                                 .below = own->below,
                                 .completed = own->completed,
                                 .created_by = own->created_by,
                                 .created_at = own->created_at,
                                 .thread = own->thread,
                                 .file = own->file,
                                 .sent_to = own->sent_to,
                                 .cancel = routine_of(&own->cancel)};
    return true;
}

struct io_routine io_irp_completion(const void *irp, unsigned location)
{
    const struct io_irp *own = find_irp(irp);
    return own && location < own->stack_size ? routine_of(&own->completion[location]) : (struct io_routine){0};
}
