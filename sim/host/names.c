/*
 * Names of C++ as the source has them, out of the symbols that gcc and clang make of them (Itanium C++ ABI, 5.1): those that are made of plain names only, that
 * is functions and variables of namespaces and classes, constructors, destructors. They are equal whatever compiler was used, and need no debug information. For
 * templates, lambdas and operators there is the debug information (names_dwarf.c).
 */
#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at;
    char *text;
    size_t room, used;
    const char *last; /* the name read last, for constructors */
    size_t last_length;
};

static void put(struct reader *reader, const char *text, size_t length)
{
    size_t room = reader->room - 1 - reader->used;
    if (length > room)
        length = room;
    memcpy(reader->text + reader->used, text, length);
    reader->used += length;
    reader->text[reader->used] = 0;
}

/* <length> <letters> */
static bool read_name(struct reader *reader)
{
    static const char unnamed[] = "(anonymous namespace)";
    char *end;
    unsigned long length = strtoul(reader->at, &end, 10);
    if (*reader->at < '1' || *reader->at > '9' || strlen(end) < length)
        return false;
    reader->last = end;
    reader->last_length = length;
    reader->at = end + length;
    if (length >= 10 && memcmp(end, "_GLOBAL__N", 10) == 0)
        put(reader, unnamed, sizeof unnamed - 1);
    else
        put(reader, end, length);
    return true;
}

/* C1, D2: a constructor or destructor of the class that was read last. */
static bool read_special(struct reader *reader)
{
    if ((reader->at[0] != 'C' && reader->at[0] != 'D') || reader->at[1] < '0' || reader->at[1] > '5' || reader->last == NULL)
        return false;
    put(reader, "~", reader->at[0] == 'D');
    put(reader, reader->last, reader->last_length);
    reader->at += 2;
    return true;
}

/* N [K] <name>... E */
static bool read_nested(struct reader *reader)
{
    if (*reader->at == 'V')
        reader->at++;
    if (*reader->at == 'K')
        reader->at++;
    while (*reader->at != 'E') {
        if (reader->last != NULL)
            put(reader, "::", 2);
        if (*reader->at == 'L')
            reader->at++;
        if (!read_name(reader) && !read_special(reader))
            return false;
    }
    reader->at++;
    return reader->last != NULL;
}

bool host__name_of_cxx(const char *symbol, char *text, size_t size)
{
    struct reader reader = {.at = symbol + 2, .text = text, .room = size};
    if (strncmp(symbol, "_Z", 2) != 0)
        return false;
    if (*reader.at == 'L') /* of one file */
        reader.at++;
    bool nested = *reader.at == 'N';
    reader.at += nested;
    if (!(nested ? read_nested(&reader) : read_name(&reader)))
        return false;
    return *reader.at != 'I' && *reader.at != 'B'; /* a template, or a name with a mark: not plain */
}
