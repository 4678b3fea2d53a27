/*
 * Values as text. Each gives one of a few buffers in turn, so that several fit into one line.
 */
#include "lab/look.h"

#include "ob/inspect.h"

#include <string.h>

#define BUFFERS 12
#define BUFFER_SIZE 480

/* The host's, and nothing of the machine: only the text of the line that is being made. */
static char *buffer(void)
{
    static char buffers[BUFFERS][BUFFER_SIZE];
    static unsigned next;
    return buffers[next++ % BUFFERS];
}

const char *lab_at(const void *address)
{
    char *text = buffer();
    snprintf(text, BUFFER_SIZE, "0x%llx", (unsigned long long)image_simulated((uintptr_t)address));
    return text;
}

const char *lab_site(uintptr_t site)
{
    char *text = buffer();
    if (!site)
        return "-";
    return image_describe(site, text, BUFFER_SIZE);
}

/* Without an image at all it is the simulator's own. */
const char *lab_code(const void *code, uint32_t generation)
{
    char *text = buffer();
    const struct image *image = image_last_at((uintptr_t)code);
    if (!code)
        return "-";
    if (!image && !image_file_at((uintptr_t)code))
        return "nt (the system's own)";
    if (image && image->loaded && (!generation || image->id == generation))
        return image_describe((uintptr_t)code, text, BUFFER_SIZE);
    char name[BUFFER_SIZE - 48];
    snprintf(text, BUFFER_SIZE, "+0x%llx (image gone: %s)", (unsigned long long)image_simulated((uintptr_t)code), image_describe((uintptr_t)code, name, sizeof name));
    return text;
}

const char *lab_time(uint64_t time_100ns)
{
    char *text = buffer();
    uint64_t start = ke_start_time(), since = time_100ns > start ? time_100ns - start : 0;
    snprintf(text, BUFFER_SIZE, "%llu.%07llu s", (unsigned long long)(since / 10000000), (unsigned long long)(since % 10000000));
    return text;
}

const char *lab_id(uint32_t id)
{
    static const char letters[] = "-tETDSMLIVRFOPWX";
    char *text = buffer();
    snprintf(text, BUFFER_SIZE, "%c%u", letters[id >> 24 & 15], id & 0xFFFFFF);
    return id ? text : "-";
}

const char *lab_wide(const WCHAR *from, size_t chars)
{
    char *text = buffer();
    size_t i = 0;
    for (; i < chars && i + 1 < BUFFER_SIZE; i++)
        text[i] = from[i] >= 0x20 && from[i] < 0x7F ? (char)from[i] : '?';
    text[i] = 0;
    return text;
}

const char *lab_string(const UNICODE_STRING *string)
{
    if (!string->Length)
        return "";
    if (!lab_is_readable(string->Buffer, string->Length))
        return "(damaged: the name cannot be read)";
    return lab_wide(string->Buffer, string->Length / sizeof(WCHAR));
}

const char *lab_thread(const struct ke_thread *thread)
{
    char *text = buffer();
    if (!thread)
        return "none";
    snprintf(text, BUFFER_SIZE, "t%u (%s%s%s)", thread->id & 0xFFFFFF, thread->process ? thread->process->name : "", thread->process ? ", " : "", thread->label ? thread->label : "?");
    return text;
}

const char *lab_irql(unsigned irql)
{
    static const char *const names[] = {"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL"};
    char *text = buffer();
    const char *name = irql <= DISPATCH_LEVEL ? names[irql] : irql == CLOCK_LEVEL ? "CLOCK_LEVEL" : irql == IPI_LEVEL ? "IPI_LEVEL" : irql == HIGH_LEVEL ? "HIGH_LEVEL" : "DIRQL";
    snprintf(text, BUFFER_SIZE, "%u (%s)", irql, name);
    return text;
}

const char *lab_name_of(const void *object)
{
    WCHAR wide[256];
    if (!ob_name(object, wide, sizeof wide / sizeof *wide))
        return "(no name)";
    size_t chars = 0;
    while (wide[chars])
        chars++;
    return lab_wide(wide, chars);
}
