/*
 * The timeline of a failure: who did what in which order, a column for each context. A deviation from the default schedule stands on a line of its own.
 */
#include "ke/ke.h"
#include "report/report.h"
#include "host/host.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 6
#define ROWS_SHOWN 60

struct row {
    uint32_t context;
    char text[72];
    bool deviation;
};

struct column {
    uint32_t context;
    uintptr_t routine; /* looked up when the run is over: debug information needs more stack than a thread of the machine has */
    const char *label;
    char name[96];
};

struct timeline {
    struct row *rows;
    size_t used, room;
    struct column columns[COLUMNS_MAX];
    size_t column_count;
};

static void name_column(struct column *column)
{
    struct report_place place;
    report_place_of(column->routine, &place);
    snprintf(column->name, sizeof column->name, "thread %u %.60s", column->context, place.routine[0] ? place.routine : column->label ? column->label : "");
}

static void note_context(struct timeline *timeline, uint32_t context)
{
    for (size_t i = 0; i < timeline->column_count; i++)
        if (timeline->columns[i].context == context)
            return;
    if (timeline->column_count == COLUMNS_MAX)
        return;
    struct column *column = &timeline->columns[timeline->column_count++];
    column->context = context;
    column->routine = ke_current()->start_routine;
    column->label = ke_current()->label;
}

static void add(struct timeline *timeline, uint32_t context, bool deviation, const char *format, ...) __attribute__((format(printf, 4, 5)));
static void add(struct timeline *timeline, uint32_t context, bool deviation, const char *format, ...)
{
    if (timeline->used == timeline->room) {
        timeline->room = timeline->room ? timeline->room * 2 : 256;
        timeline->rows = host_resize(timeline->rows, timeline->room * sizeof *timeline->rows);
    }
    struct row *row = &timeline->rows[timeline->used++];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(row->text, sizeof row->text, format, arguments);
    va_end(arguments);
    row->context = context;
    row->deviation = deviation;
    if (!deviation)
        note_context(timeline, context);
}

static const char *label(uint64_t id, char *text, size_t size)
{
    static const char letters[] = "-tETDSMLIVRFOPWX";
    text[0] = 0;
    if (id)
        snprintf(text, size, " %c%u", letters[id >> 24 & 15], (unsigned)(id & 0xFFFFFF));
    return text;
}

static const char *const entered[] = {"DriverEntry", "DriverUnload", "Reinitialize", "AddDevice", "dispatch", "completion", "cancel", "StartIo", "DPC", "timer DPC", "ISR",
                                      "SynchCritSection", "work item", "thread routine", "IoTimer", "callback", "queue callback", "notification", "bug check callback"};

static void on_event(void *context, const struct event *event)
{
    struct timeline *timeline = context;
    char object[32];
    switch (event->kind) {
    case EV_CALL:
        add(timeline, event->context, false, "%s%s", ddi_rows[event->a].name, label(event->c, object, sizeof object));
        break;
    case EV_ENTER:
        add(timeline, event->context, false, "> %s", entered[event->a]);
        break;
    case EV_LEAVE:
        add(timeline, event->context, false, "< %s", entered[event->a]);
        break;
    case EV_IMAGE_FREE:
        add(timeline, event->context, false, "** image gone **");
        break;
    case EV_DEVICE_PULL:
        add(timeline, event->context, false, "** device %u pulled out **", (unsigned)event->a);
        break;
    case EV_FAIL_ALLOC:
        add(timeline, event->context, false, "** that allocation fails **");
        break;
    case EV_BUGCHECK:
        add(timeline, event->context, false, "** STOP 0x%llX **", (unsigned long long)event->a);
        break;
    case EV_OUTCOME:
        add(timeline, event->context, false, "** the run ends **");
        break;
    case EV_CHOICE:
        add(timeline, event->context, true, "deviation %llu", (unsigned long long)event->a);
        break;
    default:
        break;
    }
}

struct timeline *timeline_listen(void)
{
    struct timeline *timeline = host_take(1, sizeof *timeline);
    event_listen(on_event, timeline);
    return timeline;
}

void timeline_restart(struct timeline *timeline)
{
    timeline->used = timeline->column_count = 0;
}

static size_t column_of(const struct timeline *timeline, uint32_t context)
{
    for (size_t i = 0; i < timeline->column_count; i++)
        if (timeline->columns[i].context == context)
            return i;
    return 0;
}

static void add_cell(struct text *text, size_t columns, size_t at, const char *cell)
{
    int width = columns <= 3 ? 36 : columns == 4 ? 28 : 22;
    for (size_t i = 0; i < columns; i++)
        text_add(text, "%-*.*s", width, width - 1, i == at ? cell : "");
    while (text->used && text->bytes[text->used - 1] == ' ')
        text->bytes[--text->used] = 0;
    text_add(text, "\n");
}

/* Rows from i on, so many, equal those just before. */
static bool repeats(const struct timeline *timeline, size_t i, size_t period)
{
    if (i + period > timeline->used)
        return false;
    for (size_t k = i; k < i + period; k++) {
        const struct row *row = &timeline->rows[k], *before = &timeline->rows[k - period];
        if (row->deviation || before->deviation || row->context != before->context || strcmp(row->text, before->text) != 0)
            return false;
    }
    return true;
}

#define PERIOD_MAX 4
#define REPEATS_SHOWN 3 /* what comes more often is shown once, with the number */

/* How many rows behind the `period` ones at i only repeat them; 0: too few to speak of. */
static size_t repeated(const struct timeline *timeline, size_t i, size_t period)
{
    size_t end = i + period;
    while (repeats(timeline, end, period))
        end += period;
    size_t more = end - i - period;
    return more / period >= REPEATS_SHOWN ? more : 0;
}

/* A loop, polling for instance, becomes one turn of it and a line. */
static void fold(struct timeline *timeline)
{
    size_t to = 0;
    for (size_t i = 0; i < timeline->used;) {
        size_t period = 1, more = 0;
        while (period <= PERIOD_MAX && i + period <= timeline->used && !(more = repeated(timeline, i, period)))
            period++;
        period = more ? period : 1;
        memmove(&timeline->rows[to], &timeline->rows[i], period * sizeof *timeline->rows);
        to += period;
        i += period + more;
        if (more) {
            timeline->rows[to] = timeline->rows[to - 1];
            snprintf(timeline->rows[to].text, sizeof timeline->rows[to].text, "  ... %s%zu times more", period == 1 ? "" : "these ", more / period);
            to++;
        }
    }
    timeline->used = to;
}

static void render(const struct timeline *timeline, struct text *text)
{
    int width = timeline->column_count <= 3 ? 36 : timeline->column_count == 4 ? 28 : 22;
    for (size_t i = 0; i < timeline->column_count; i++)
        name_column((struct column *)&timeline->columns[i]);
    for (size_t i = 0; i < timeline->column_count; i++)
        text_add(text, "%-*.*s", width, width - 1, timeline->columns[i].name);
    text_add(text, "\n");
    size_t first = timeline->used > ROWS_SHOWN ? timeline->used - ROWS_SHOWN : 0;
    if (first)
        text_add(text, "... %zu lines before\n", first);
    for (size_t i = first; i < timeline->used; i++) {
        const struct row *row = &timeline->rows[i];
        if (row->deviation)
            text_add(text, "---- %s ----\n", row->text);
        else
            add_cell(text, timeline->column_count, column_of(timeline, row->context), row->text);
    }
}

void timeline_finish(struct timeline *timeline, struct text *text)
{
    if (!timeline)
        return;
    event_unlisten(on_event, timeline);
    if (text) {
        fold(timeline);
        render(timeline, text);
    }
    free(timeline->rows);
    free(timeline);
}
