/*
 * A card that is gone answers all ones for ever. A driver that reads it from the same place again and again, and has
 * changed nothing since, on its own stack or elsewhere (no count, no time that it looked up), waits for what can only come from
 * elsewhere: so elsewhere goes on, or time passes; after a virtual minute that is a hang.
 */
#include "dev/dev.h"

#include "host/sanitizer.h"
#include "ke/point.h"
#include "mm/mm.h"

#include <stdio.h>

#define POLLS_SEEN 16 /* from here on it is one */

/* What the driver's routines have on the stack: between the exported routine and who called the driver. */
static NO_ASAN uint64_t stack_hash(const struct ke_thread *self)
{
    const uint64_t *low = (const uint64_t *)(self->gate + 1), *high = (const uint64_t *)self->activation;
    uint64_t hash = 14695981039346656037u;
    for (; low < high; low++)
        hash = (hash ^ *low) * 1099511628211u;
    return hash;
}

static bool same_as_before(struct dev_poll *poll, const struct dev_poll *now)
{
    if (poll->site == now->site && poll->thread == now->thread && poll->stack == now->stack && poll->stored == now->stored) {
        poll->stores = now->stores;
        return true;
    }
    *poll = *now;
    return false;
}

void dev_read_gone(const struct ntsim_card *card)
{
    const struct ke_thread *self = ke_current();
    if (!self->gate || !self->activation)
        return;
    struct dev_poll now = {.site = self->gate->site, .thread = self->id, .stack = stack_hash(self), .stores = dev->poll.stores, .since_100ns = ke_now()};
    now.stored = mm_stores_since(&now.stores);
    if (!same_as_before(&dev->poll, &now) || ++dev->poll.same < POLLS_SEEN)
        return;
    char what[96];
    snprintf(what, sizeof what, "device %.60s, which was pulled out,", card->model.name);
    ke_futile_poll(dev->poll.since_100ns, what);
}
