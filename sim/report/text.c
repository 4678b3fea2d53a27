#include "report/report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct text *text, size_t more)
{
    if (text->used + more + 1 <= text->room)
        return;
    size_t room = text->room ? text->room * 2 : 4096;
    while (room < text->used + more + 1)
        room *= 2;
    text->bytes = realloc(text->bytes, room);
    if (!text->bytes) {
        fprintf(stderr, "ntsim: out of memory for the report\n");
        exit(4);
    }
    text->room = room;
}

void text_add_bytes(struct text *text, const char *bytes, size_t size)
{
    reserve(text, size);
    memcpy(text->bytes + text->used, bytes, size);
    text->used += size;
    text->bytes[text->used] = 0;
}

void text_add(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    reserve(text, 512);
    int n = vsnprintf(text->bytes + text->used, text->room - text->used, format, arguments);
    va_end(arguments);
    if ((size_t)n >= text->room - text->used) {
        reserve(text, (size_t)n);
        va_start(arguments, format);
        vsnprintf(text->bytes + text->used, text->room - text->used, format, arguments);
        va_end(arguments);
    }
    text->used += (size_t)n;
}

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}
