/* A request's way back, cut out of whole round trips by the events at its ends. The median: whatever else the host does in between hits few of so many. */
#include "edu_parts.h"

#include "event/event.h"
#include "host/host.h"
#include "ke/ke.h"

#include <stdint.h>
#include <stdlib.h>

struct samples {
    uint32_t count;
    uint32_t ns[EDU_PARTS_TURNS_MAX];
};

static struct {
    uint64_t start; /* 0: not between a device's moment and the end of the IRP */
    struct samples interrupt, completed;
} heard;

static void add(struct samples *samples)
{
    if (heard.start && samples->count < EDU_PARTS_TURNS_MAX)
        samples->ns[samples->count++] = (uint32_t)(host_clock_ns() - heard.start);
}

/* Time has come to when the device is done: everything up to the next request follows from that. */
static void on_event(void *context, const struct event *event)
{
    (void)context;
    if (event->kind == EV_TIME) {
        heard.start = host_clock_ns();
    } else if (event->kind == EV_LEAVE && event->a == KE_DPC) {
        add(&heard.interrupt);
    } else if (event->kind == EV_IRP_FREE) {
        add(&heard.completed);
        heard.start = 0;
    }
}

static int by_size(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static double median_of(struct samples *samples)
{
    qsort(samples->ns, samples->count, sizeof *samples->ns, by_size);
    return samples->count ? samples->ns[samples->count / 2] : 0;
}

void bench_edu_listen(void)
{
    heard.start = heard.interrupt.count = heard.completed.count = 0;
    event_listen(on_event, NULL);
}

struct edu_parts bench_edu_parts(void)
{
    event_unlisten(on_event, NULL);
    return (struct edu_parts){median_of(&heard.interrupt), median_of(&heard.completed)};
}
