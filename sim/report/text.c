#include "report/report.h"
#include "host/host.h"

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
    text->bytes = host_resize(text->bytes, room);
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

/* Bytes of the character that begins here; 0: it is none (a stray byte, an overlong form, a surrogate). */
static size_t utf8_length(const unsigned char *at)
{
    static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = at[0] < 0x80 ? 1 : at[0] >> 5 == 6 ? 2 : at[0] >> 4 == 14 ? 3 : at[0] >> 3 == 30 ? 4 : 0;
    uint32_t value = n > 1 ? at[0] & (0x7Fu >> n) : at[0];
    for (size_t i = 1; i < n; i++) {
        if (at[i] >> 6 != 2)
            return 0;
        value = value << 6 | (at[i] & 0x3Fu);
    }
    return n && (value < lowest[n] || value > 0x10FFFF || value >> 11 == 0x1B) ? 0 : n;
}

char *text_as_utf8(const char *raw)
{
    char *text = host_copy_text(raw);
    for (char *at = text; *at;) {
        size_t n = utf8_length((const unsigned char *)at);
        if (n == 0)
            *at = '?';
        at += n ? n : 1;
    }
    return text;
}
