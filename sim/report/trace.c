/*
 * The event trace as a text file: a header, one line an event, a closing line with the run's hash and a check sum over all before it. What stands before " @" is level 1 and equal
 * in every build; what stands behind is the call site in this build's module.
 *
 *   NTSIM-TRACE 1
 *   0.0000000 0/0 t3 CALL KeSetEvent E2 @ timer!Unload+0x3c
 */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#define HEADER "NTSIM-TRACE 1\n"

static void add_object(struct text *text, uint64_t id)
{
    static const char letters[] = "-tETDSMLIVRFOPWX";
    if (id >> 24 && id >> 28 == 0)
        text_add(text, " %c%u", letters[id >> 24 & 15], (unsigned)(id & 0xFFFFFF));
    else
        text_add(text, " %llu", (unsigned long long)id);
}

static const char *const routine_kinds[] = {"DriverEntry", "DriverUnload", "Reinitialize", "AddDevice", "Dispatch", "Completion", "Cancel", "StartIo", "Dpc", "TimerDpc", "Isr",
                                            "SynchCritSection", "WorkItem", "Thread", "IoTimer", "Callback", "Csq", "Notify", "BugCheckCallback"};

static void add_values(struct text *text, const struct event *event)
{
    switch (event->kind) {
    case EV_CALL:
        text_add(text, " %s", ddi_rows[event->a].name);
        if (event->c)
            add_object(text, event->c);
        break;
    case EV_ENTER:
        text_add(text, " %s %llu", routine_kinds[event->a], (unsigned long long)event->b);
        break;
    case EV_LEAVE:
        text_add(text, " %s 0x%llx", routine_kinds[event->a], (unsigned long long)event->b);
        break;
    case EV_TIMER_SET:
        add_object(text, event->a);
        text_add(text, " %llu", (unsigned long long)(event->b - ke_start_time()));
        break;
    default:
        add_object(text, event->a);
        if (event->b)
            add_object(text, event->b);
        if (event->c)
            add_object(text, event->c);
        break;
    }
}

static void add_site(struct text *text, uintptr_t site)
{
    const struct image_file *file = image_file_at(site);
    if (file)
        text_add(text, " @ %s+0x%llx", file->name, (unsigned long long)(site - file->start));
}

void trace_add_event(struct text *text, const struct event *event)
{
    uint64_t since = event->time_100ns - ke_start_time();
    text_add(text, "%llu.%07llu %u/%u t%u %s", (unsigned long long)(since / 10000000), (unsigned long long)(since % 10000000), event->cpu, event->irql, event->context,
             event_name((enum ev_kind)event->kind));
    add_values(text, event);
}

static void on_event(void *context, const struct event *event)
{
    struct text *text = &((struct trace_writer *)context)->text;
    trace_add_event(text, event);
    if (event->site)
        add_site(text, event->site);
    text_add(text, "\n");
}

void trace_listen(struct trace_writer *writer)
{
    *writer = (struct trace_writer){0};
    text_add(&writer->text, HEADER);
    event_listen(on_event, writer);
}

static uint64_t check_sum(const char *text, size_t size)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    return hash;
}

void trace_finish(struct trace_writer *writer, uint64_t hash)
{
    event_unlisten(on_event, writer);
    text_add(&writer->text, "END hash %016llx sum ", (unsigned long long)hash);
    text_add(&writer->text, "%016llx\n", (unsigned long long)check_sum(writer->text.bytes, writer->text.used));
}

/* The closing line has one length, so where it must begin is known; *end is that place. */
static bool check(const char *text, size_t size, const char **end, const char **error)
{
    static const char form[] = "END hash 0123456789abcdef sum ";
    const size_t digits = 17, closing = strlen(form) + digits;
    *error = "it is no trace of ntsim (its first line is not NTSIM-TRACE 1)";
    if (size < strlen(HEADER) || memcmp(text, HEADER, strlen(HEADER)) != 0)
        return false;
    *error = "its end is missing: it was cut";
    if (size < strlen(HEADER) + closing)
        return false;
    const char *last = text + size - closing;
    if (last[-1] != '\n' || memcmp(last, form, strlen("END hash ")) != 0)
        return false;
    char sum[24];
    snprintf(sum, sizeof sum, "%016llx\n", (unsigned long long)check_sum(text, size - digits));
    *error = "its check sum is wrong: it was changed";
    *end = last;
    return memcmp(text + size - digits, sum, digits) == 0;
}

bool trace_print(const char *text, size_t size, int level, FILE *out, const char **error)
{
    const char *end;
    if (!check(text, size, &end, error))
        return false;
    for (const char *line = text + strlen(HEADER); line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline;
        if (level == 1)
            for (const char *at = line; at + 2 < newline; at++)
                if (at[0] == ' ' && at[1] == '@' && at[2] == ' ') {
                    stop = at;
                    break;
                }
        fwrite(line, 1, (size_t)(stop - line), out);
        fputc('\n', out);
        line = newline + 1;
    }
    return true;
}
