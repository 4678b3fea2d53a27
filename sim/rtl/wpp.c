/*
 * Trace messages of drivers (WPP): the text that a trace viewer would show of each, as debug text. The names between exclamation marks are WPP's; a driver's own
 * come with the call. A session listens to everything, from the start.
 */
#include "choice/footprint.h"
#include "base/status.h"
#include "crt/format.h"
#include "image/image.h"
#include "rtl/rtl.h"

#include <ntsim/wpp.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_ROOM 1024

struct message {
    struct nt_sink sink;
    const struct ntsim_wpp_place *place;
    const char *provider;
    size_t used;
    char text[MESSAGE_ROOM];
};

static void put(struct nt_sink *sink, unsigned unit)
{
    struct message *to = (struct message *)sink;
    if (to->used < MESSAGE_ROOM - 2)
        to->text[to->used++] = (char)unit;
}

static void put_text(struct message *to, const char *text)
{
    for (; text && *text; text++)
        put(&to->sink, (unsigned char)*text);
}

__attribute__((format(printf, 2, 3))) static void put_format(struct message *to, const char *format, ...)
{
    char text[160];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    put_text(to, text);
}

/* --- types of WPP: what they take, and what a viewer shows ----------------------------------------------------------------------------------- */

static void put_status(struct message *to, va_list *args)
{
    uint32_t status = va_arg(*args, uint32_t);
    const char *name = status_name(status);
    put_format(to, "0x%08x(%s)", status, name ? name : "?");
}

static void put_code(struct message *to, va_list *args)
{
    put_format(to, "0x%08x", va_arg(*args, uint32_t));
}

static void put_truth(struct message *to, va_list *args)
{
    put_text(to, va_arg(*args, int) ? "TRUE" : "FALSE");
}

static void put_guid(struct message *to, va_list *args)
{
    char text[RTL_GUID_TEXT];
    const GUID *guid = va_arg(*args, const GUID *);
    if (guid)
        rtl_guid_text(guid, text);
    put_text(to, guid ? text : "(null)");
}

static void put_address(struct message *to, va_list *args)
{
    uint32_t address = va_arg(*args, uint32_t); /* in network order */
    put_format(to, "%u.%u.%u.%u", address & 0xFF, address >> 8 & 0xFF, address >> 16 & 0xFF, address >> 24);
}

static void put_port(struct message *to, va_list *args)
{
    unsigned port = va_arg(*args, unsigned); /* in network order */
    put_format(to, "%u", (port & 0xFF) << 8 | (port >> 8 & 0xFF));
}

static void put_moment(struct message *to, va_list *args)
{
    TIME_FIELDS at;
    rtl_time_fields(va_arg(*args, int64_t), &at);
    put_format(to, "%02d/%02d/%04d-%02d:%02d:%02d.%03d", at.Month, at.Day, at.Year, at.Hour, at.Minute, at.Second, at.Milliseconds);
}

static void put_span(struct message *to, va_list *args)
{
    int64_t span_100ns = va_arg(*args, int64_t);
    uint64_t ms = (uint64_t)(span_100ns < 0 ? -span_100ns : span_100ns) / 10000;
    put_format(to, "%s%llu.%03llus", span_100ns < 0 ? "-" : "", (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000));
}

static void put_counted_wide(struct message *to, va_list *args)
{
    const UNICODE_STRING *string = va_arg(*args, const UNICODE_STRING *);
    for (size_t i = 0; string && i < string->Length / sizeof(WCHAR); i++)
        put(&to->sink, string->Buffer[i] < 0x80 ? string->Buffer[i] : '?');
}

static void put_counted(struct message *to, va_list *args)
{
    const STRING *string = va_arg(*args, const STRING *);
    for (size_t i = 0; string && i < string->Length; i++)
        put(&to->sink, (unsigned char)string->Buffer[i]);
}

static void put_narrow(struct message *to, va_list *args)
{
    const char *text = va_arg(*args, const char *);
    put_text(to, text ? text : "(null)");
}

static void put_wide(struct message *to, va_list *args)
{
    const WCHAR *text = va_arg(*args, const WCHAR *);
    for (; text && *text; text++)
        put(&to->sink, *text < 0x80 ? *text : '?');
}

static const struct {
    const char *names; /* space before and behind each */
    void (*put)(struct message *to, va_list *args);
} types[] = {
    {" STATUS status NTSTATUS ", put_status},
    {" HRESULT hresult WINERROR winerr ", put_code},
    {" bool BOOL boolean BOOLEAN ", put_truth},
    {" GUID guid CLSID IID LIBID ", put_guid},
    {" IPADDR ipaddr ", put_address},
    {" PORT port ", put_port},
    {" TIMESTAMP timestamp DATE date TIME time ", put_moment},
    {" WAITTIME waittime DUE due DELTA delta ", put_span},
    {" USTR ", put_counted_wide},
    {" ANSTR ", put_counted},
    {" ASTR ARSTR ", put_narrow},
    {" WSTR ARWSTR ", put_wide},
};

/* --- names that take no argument ------------------------------------------------------------------------------------------------------------- */

static const char *leaf(const char *path)
{
    const char *name = path;
    for (; *path; path++)
        if (*path == '/' || *path == '\\')
            name = path + 1;
    return name;
}

static bool put_place(struct message *to, const char *name)
{
    const struct ntsim_wpp_place *place = to->place;
    if (strcmp(name, "FUNC") == 0)
        put_text(to, place->function);
    else if (strcmp(name, "FILE") == 0)
        put_text(to, leaf(place->file));
    else if (strcmp(name, "LINE") == 0)
        put_format(to, "%u", place->line);
    else if (strcmp(name, "FLAGS") == 0 || strcmp(name, "KEYWORDS") == 0)
        put_text(to, place->flags);
    else if (strcmp(name, "LEVEL") == 0)
        put_text(to, place->level);
    else if (strcmp(name, "COMPNAME") == 0 || strcmp(name, "MOD") == 0)
        put_text(to, to->provider);
    else if (strcmp(name, "CPU") == 0)
        put_format(to, "%u", ke_cpu_number());
    else
        return strcmp(name, "STDPREFIX") == 0; /* every message has it already */
    return true;
}

/* --- the driver's own ------------------------------------------------------------------------------------------------------------------------ */

static void put_bits(struct message *to, const struct ntsim_wpp_type *type, uint32_t value)
{
    const char *between = "";
    put_format(to, "0x%x(", value);
    for (ULONG i = 0; i < type->count; i++) {
        if (!(value & type->items[i].value))
            continue;
        put_format(to, "%s%s", between, type->items[i].name);
        between = "|";
    }
    put_text(to, ")");
}

static void put_item(struct message *to, const struct ntsim_wpp_type *type, uint32_t value)
{
    if (type->kind == NTSIM_WPP_BITS)
        return put_bits(to, type, value);
    for (ULONG i = 0; i < type->count; i++)
        if (type->items[i].value == value)
            return put_text(to, type->items[i].name);
    put_format(to, "0x%08x", value);
}

static bool put_custom(struct message *to, const char *name, va_list *args)
{
    for (const struct ntsim_wpp_type *type = to->place->types; type && type->name; type++)
        if (strcmp(type->name, name) == 0)
            return put_item(to, type, va_arg(*args, uint32_t)), true;
    return false;
}

/* --- a message ------------------------------------------------------------------------------------------------------------------------------- */

static void named(struct nt_sink *sink, const char *text, size_t length, va_list *args)
{
    struct message *to = (struct message *)sink;
    char name[48], spaced[64];
    snprintf(name, sizeof name, "%.*s", (int)length, text);
    snprintf(spaced, sizeof spaced, " %s ", name);
    if (put_custom(to, name, args) || put_place(to, name))
        return;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strstr(types[i].names, spaced))
            return types[i].put(to, args);
    snprintf(to->text, sizeof to->text, "%%!%s! in a trace message", name);
    ke_not_modelled(to->text);
}

static unsigned long long simulated_pointer(const void *pointer)
{
    return image_simulated((uintptr_t)pointer);
}

VOID __ntsim_wpp_trace(TRACEHANDLE Logger, const struct ntsim_wpp_place *place, const char *format, ...)
{
    footprint_all(); /* no gate says so, and messages keep their order */
    static const struct nt_format_style style = {.pointer_value = simulated_pointer, .named = named};
    const WPP_TRACE_CONTROL_BLOCK *control = (const WPP_TRACE_CONTROL_BLOCK *)(uintptr_t)Logger;
    if (!control)
        return;
    struct message to = {.sink = {put}, .place = place, .provider = control->Name};
    put_format(&to, "[%u]%04X::[%s]", ke_cpu_number(), ke_current()->id & 0xFFFFFF, control->Name);
    va_list args;
    va_start(args, format);
    nt_format(&to.sink, &style, format, args);
    va_end(args);
    if (to.text[to.used - 1] != '\n')
        to.text[to.used++] = '\n';
    to.text[to.used] = 0;
    rtl_debug_text(to.text);
}
