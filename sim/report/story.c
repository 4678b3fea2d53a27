/*
 * The story of a run: the few events that a person would tell, and what applications and drivers print, in order.
 */
#include "crt/module.h"
#include "dev/dev.h"
#include "image/image.h"
#include "report/report.h"

#include <string.h>

#define INDENT "              | "

const char *report_time(const struct ntsim_report *report, uint64_t time_100ns, char *text, size_t size)
{
    uint64_t start = report->start_time ? report->start_time : ke_start_time();
    uint64_t since = time_100ns - start;
    snprintf(text, size, "%llu.%07llu", (unsigned long long)(since / 10000000), (unsigned long long)(since % 10000000));
    return text;
}

static void line(struct ntsim_report *report, const char *format, const char *name)
{
    char time[40];
    if (report->story.used && report->story.bytes[report->story.used - 1] != '\n')
        text_add(&report->story, "\n");
    text_add(&report->story, "%12s s  ", report_time(report, ke_now(), time, sizeof time));
    text_add(&report->story, format, name);
    text_add(&report->story, "\n");
}

static const char *image_name(uint64_t id)
{
    const struct image *image = image_by_id((uint32_t)id);
    return image ? image->file->name : "?";
}

static bool is_driver(uint64_t id)
{
    const struct image *image = image_by_id((uint32_t)id);
    return image && image->file->descriptor->kind == NTSIM_MODULE_DRIVER;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void on_event(void *context, const struct event *event)
{
    struct ntsim_report *report = context;
    switch (event->kind) {
    case EV_IMAGE_LOAD:
        line(report, is_driver(event->a) ? "%s: image loaded" : "%s: program started", image_name(event->a));
        break;
    case EV_IMAGE_FREE:
        line(report, "%s: image gone from memory", image_name(event->a));
        break;
    case EV_DEVICE_PULL:
        line(report, "device %s is pulled out", dev_card((unsigned)event->a)->model.name);
        break;
    case EV_FAIL_ALLOC:
        line(report, "an allocation fails in %s", ke_current()->gate ? ddi_rows[ke_current()->gate->id].name : "the system");
        break;
    case EV_ENTER:
        if (event->a == KE_DRIVER_ENTRY)
            line(report, "%s: DriverEntry", image_name(event->b));
        else if (event->a == KE_DRIVER_UNLOAD)
            line(report, "%s: DriverUnload", image_name(event->b));
        break;
    default:
        break;
    }
}
#pragma GCC diagnostic pop

void story_listen(struct ntsim_report *report)
{
    event_listen(on_event, report);
}

void story_unlisten(struct ntsim_report *report)
{
    event_unlisten(on_event, report);
}

/* Text comes in pieces; every line of it is indented under what happened. */
void story_text(struct ntsim_report *report, char kind, const char *bytes, size_t size)
{
    struct text *story = &report->story;
    if (kind != report->story_kind && story->used && story->bytes[story->used - 1] != '\n')
        text_add(story, "\n"); /* a driver's line does not go on an application's */
    report->story_kind = kind;
    while (size) {
        const char *newline = memchr(bytes, '\n', size);
        size_t n = newline ? (size_t)(newline - bytes) + 1 : size;
        if (!story->used || story->bytes[story->used - 1] == '\n')
            text_add(story, INDENT);
        for (size_t i = 0; i < n; i++)
            if (bytes[i] != '\r')
                text_add_bytes(story, &bytes[i], 1);
        bytes += n;
        size -= n;
    }
}
