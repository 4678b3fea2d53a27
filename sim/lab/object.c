/*
 * !object and !obtrace: how often an object is held, by whom, and how that came about.
 */
#include "lab/look.h"

#include "ob/inspect.h"

#include <stdlib.h>
#include <string.h>

#define NT_HEADER 0x30 /* in front of the body */

static const void *object_of(struct lab_call *call)
{
    const char *word = lab_word(call, 0);
    const void *body = lab_address(call, word);
    if (body && !ob_is_object(body))
        lab_fail(call, "%s is no object (any more)", word);
    return call->failed ? NULL : body;
}

static void print_reasons(struct lab_call *call, const void *body, const char *indent)
{
    lab_print(call, "%sHeld by:", indent);
    for (int reason = 0; reason < OB_REASONS; reason++)
        if (ob_held(body, (enum ob_reason)reason))
            lab_print(call, " %s %lld", ob_reason_name((enum ob_reason)reason), (long long)ob_held(body, (enum ob_reason)reason));
    lab_print(call, "\n");
}

void lab_object_block(struct lab_call *call, const void *body, const char *indent)
{
    POBJECT_TYPE type = ob_type_of(body);
    const void *directory = ob_directory_of(body);
    lab_print(call, "%sObject: %s  %s  Type: (%s) %s%s\n", indent, lab_at(body), lab_id(ke_label_find(body)), lab_at(type), ob_type_name(type),
              ob_is_dying(body) ? "  (its last reference is gone)" : "");
    lab_print(call, "%s    ObjectHeader: %s\n", indent, lab_at((const char *)body - NT_HEADER));
    lab_print(call, "%s    HandleCount: %lld  PointerCount: %lld\n", indent, (long long)ob_handle_count(body), (long long)ob_pointer_count(body));
    lab_print(call, "%s    Directory Object: %s  Name: %s\n", indent, directory ? lab_at(directory) : "0", lab_name_of(body));
}

static void print_entry(void *context, const void *body, const WCHAR *name, size_t chars)
{
    lab_print((struct lab_call *)context, "    %-20s %-16s %s\n", lab_at(body), ob_type_name(ob_type_of(body)), lab_wide(name, chars));
}

/* FILE_OBJECT: what it is open on. */
static void print_file(struct lab_call *call, const FILE_OBJECT *file)
{
    UNICODE_STRING name = file->FileName;
    lab_print(call, "    File: DeviceObject %s %s  FileName \"%s\"\n", lab_at(file->DeviceObject), ob_is_object(file->DeviceObject) ? lab_name_of(file->DeviceObject) : "(none)", lab_string(&name));
}

void lab_object_view(struct lab_call *call)
{
    const void *body = object_of(call);
    if (!body)
        return;
    lab_object_block(call, body, "");
    print_reasons(call, body, "    ");
    POBJECT_TYPE type = ob_type_of(body);
    if (type == ob_directory_type()) {
        lab_print(call, "    %-20s %-16s %s\n", "Address", "Type", "Name");
        ob_directory_peek(body, print_entry, call);
    } else if (type == ob_link_type()) {
        UNICODE_STRING target = ob_link_target(body);
        lab_print(call, "    Target String is '%s'\n", lab_wide(target.Buffer, target.Length / sizeof(WCHAR)));
    } else if (strcmp(ob_type_name(type), "File") == 0) {
        print_file(call, body);
    }
}

/* --- !obtrace ------------------------------------------------------------------------------------------------------------------------------ */

struct trace_print {
    struct lab_call *call;
    unsigned takes, drops, open;
    bool only_open;
};

static const char *tag_text(ULONG tag, char text[8])
{
    for (int i = 0; i < 4; i++) {
        char c = (char)(tag >> 8 * i);
        text[i] = c >= 0x20 && c < 0x7F ? c : '.';
    }
    text[4] = 0;
    return tag ? text : "-";
}

static void print_row(struct lab_call *call, const struct ob_trace_row *row)
{
    char tag[8], partner[32] = "unmatched";
    if (row->partner)
        snprintf(partner, sizeof partner, "with %llu", (unsigned long long)row->partner);
    lab_print(call, "%8llu  %+d  %-13s %-5s %-17s %-5s %s\n", (unsigned long long)row->sequence, row->change, partner, tag_text(row->tag, tag), ob_reason_name((enum ob_reason)row->reason),
              lab_id(row->context), lab_time(row->at_100ns));
    for (unsigned i = 0; i < row->call_count; i++)
        lab_print(call, "                %s\n", lab_site(row->calls[i]));
}

static void trace_row(void *context, const struct ob_trace_row *row)
{
    struct trace_print *print = context;
    bool open = row->change > 0 && !row->partner;
    print->takes += row->change > 0;
    print->drops += row->change < 0;
    print->open += open;
    if (!print->only_open || open)
        print_row(print->call, row);
}

static void print_unmatched(struct lab_call *call, const void *body, unsigned open)
{
    struct trace_print print = {.call = call, .only_open = true};
    lab_print(call, open ? "References without a dereference: %u\n" : "Every reference in the trace has its dereference.\n", open);
    ob_trace_visit(body, trace_row, &print);
}

void lab_obtrace(struct lab_call *call)
{
    struct trace_print print = {.call = call};
    const void *body = object_of(call);
    if (!body)
        return;
    lab_object_block(call, body, "");
    print_reasons(call, body, "    ");
    lab_print(call, "%8s  %-2s  %-13s %-5s %-17s %-5s %s\n", "Sequence", "+-", "Pair", "Tag", "By", "Who", "When, and stack");
    uint64_t forgotten = ob_trace_visit(body, trace_row, &print);
    if (forgotten)
        lab_print(call, "%llu older rows, all paired, were forgotten.\n", (unsigned long long)forgotten);
    lab_print(call, "References: %llu, Dereferences: %llu%s\n", (unsigned long long)(print.takes + forgotten / 2), (unsigned long long)(print.drops + forgotten / 2),
              ob_traced_all() ? "" : " (drivers' only: the system's were not traced)");
    print_unmatched(call, body, print.open);
}
