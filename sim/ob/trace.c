/*
 * The reference trace: takes and drops in order, each with the stack of who did it, and a drop paired with the take that it undoes. Drivers' references are
 * always written down; the simulator's own, which are many and are counted by reason anyway, only when the machine was told to (ob_trace_all).
 *
 * When there are many rows, those that are paired are forgotten: what nobody has dropped stays.
 */
#include "ke/inspect.h"
#include "ob/private.h"

#include <string.h>

#define FIRST_ROOM 4
#define FORGET_AT 96 /* rows: from here on pairs are forgotten before there is more room */

void ob_trace_all(void)
{
    ob->trace_all = true;
}

static void forget_pairs(struct ob_trace *trace)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < trace->used; i++) {
        if (trace->rows[i].partner)
            trace->forgotten++;
        else
            trace->rows[kept++] = trace->rows[i];
    }
    trace->used = kept;
}

static void grow(struct ob_trace *trace)
{
    uint32_t room = trace->room ? 2 * trace->room : FIRST_ROOM;
    struct ob_trace_row *rows = sim_alloc(room * sizeof *rows);
    if (trace->rows) {
        memcpy(rows, trace->rows, trace->used * sizeof *rows);
        sim_free(trace->rows, trace->room * sizeof *rows);
    }
    trace->rows = rows;
    trace->room = room;
}

/* Not to the last row: where little could be forgotten, it would have to be tried again and again. */
static bool is_full(const struct ob_trace *trace)
{
    return trace->used + trace->used / 4 >= trace->room;
}

static struct ob_trace_row *new_row(struct ob_trace *trace)
{
    if (is_full(trace) && trace->used >= FORGET_AT)
        forget_pairs(trace);
    if (is_full(trace))
        grow(trace);
    return &trace->rows[trace->used++];
}

/* The last take of the reason and tag that is not paired yet, of the same thread if there is one. */
static struct ob_trace_row *take_of(struct ob_trace *trace, const struct ob_trace_row *drop)
{
    struct ob_trace_row *other = NULL;
    for (uint32_t i = trace->used; i-- > 0;) {
        struct ob_trace_row *row = &trace->rows[i];
        if (row->change < 0 || row->partner || row->reason != drop->reason || row->tag != drop->tag)
            continue;
        if (row->context == drop->context)
            return row;
        if (!other)
            other = row;
    }
    return other;
}

static struct ob_trace *trace_of(struct ob_object *object)
{
    if (!object->trace)
        object->trace = sim_alloc(sizeof *object->trace);
    return object->trace;
}

void ob_trace_add(struct ob_object *object, enum ob_reason reason, int change, uintptr_t site, ULONG tag)
{
    struct ob_trace *trace = trace_of(object);
    struct ob_trace_row *row = new_row(trace);
    const struct ke_thread *thread = ke_current();
    *row = (struct ob_trace_row){.sequence = ++trace->sequence, .at_100ns = ke_now(), .context = thread->id, .tag = tag, .change = (int8_t)change, .reason = (uint8_t)reason};
    row->call_count = (uint8_t)ke_thread_calls(thread, row->calls, OB_TRACE_CALLS);
    if (site && !row->call_count)
        row->call_count = 1;
    if (site)
        row->calls[0] = site;
    struct ob_trace_row *take = change < 0 ? take_of(trace, row) : NULL;
    if (take) {
        take->partner = row->sequence;
        row->partner = take->sequence;
    }
}

void ob_trace_free(struct ob_object *object)
{
    struct ob_trace *trace = object->trace;
    object->trace = NULL;
    if (!trace)
        return;
    if (trace->rows)
        sim_free(trace->rows, trace->room * sizeof *trace->rows);
    sim_free(trace, sizeof *trace);
}

uint64_t ob_trace_visit(const void *body, void (*visit)(void *context, const struct ob_trace_row *row), void *context)
{
    const struct ob_trace *trace = ob_object_of(body)->trace;
    for (uint32_t i = 0; trace && i < trace->used; i++)
        visit(context, &trace->rows[i]);
    return trace ? trace->forgotten : 0;
}

bool ob_traced_all(void)
{
    return ob->trace_all;
}

const char *ob_reason_name(enum ob_reason reason)
{
    static const char *const names[OB_REASONS] = {"driver", "creation", "handle", "name", "device", "load", "lookup", "IRP", "file", "work item", "completion routine",
                                                  "running thread", "PnP", "wait", "attachment", "view", "transaction"};
    return names[reason];
}
