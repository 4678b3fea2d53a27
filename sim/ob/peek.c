/*
 * Looking for a name without a trace: no reference is taken and nothing allocated, so that views may do it at any moment.
 */
#include "ob/private.h"
#include "rtl/rtl.h"

#include <string.h>

#define PATH_MAX_CHARS 512
#define LINKS_MAX 32

static bool same(const struct ob_name *name, const char *text, size_t chars)
{
    if (name->chars != chars)
        return false;
    for (size_t i = 0; i < chars; i++)
        if (rtl_upcase(name->text[i]) != rtl_upcase((WCHAR)(unsigned char)text[i]))
            return false;
    return true;
}

static const struct ob_object *entry(const void *directory, const char *text, size_t chars)
{
    list_each(node, &((const struct ob_directory *)directory)->entries)
    {
        const struct ob_name *name = list_of(node, struct ob_name, in_directory);
        if (same(name, text, chars))
            return name->object;
    }
    return NULL;
}

/* The link's target and the rest become the path. False: too long. */
static bool put_in_link(char *path, const char *rest, const void *link)
{
    char longer[PATH_MAX_CHARS];
    UNICODE_STRING target = ob_link_target(link);
    size_t head = target.Length / sizeof(WCHAR), tail = strlen(rest);
    if (head + tail >= sizeof longer)
        return false;
    for (size_t i = 0; i < head; i++)
        longer[i] = target.Buffer[i] < 0x80 ? (char)target.Buffer[i] : '?';
    memcpy(longer + head, rest, tail + 1);
    memcpy(path, longer, head + tail + 1);
    return true;
}

const void *ob_peek(const char *name)
{
    char path[PATH_MAX_CHARS];
    const void *directory = ob->root;
    unsigned links = 0;
    if (name[0] != '\\' || strlen(name) >= sizeof path)
        return NULL;
    strcpy(path, name);
    for (const char *at = path; *at == '\\';) {
        size_t chars = strcspn(++at, "\\");
        const struct ob_object *object = chars ? entry(directory, at, chars) : NULL;
        const char *rest = at + chars;
        if (!object)
            return chars || *rest ? NULL : directory;
        if (!*rest)
            return object->body;
        if (object->type == ob->directory_type) {
            directory = object->body;
            at = rest;
        } else if (object->type == ob->link_type && ++links <= LINKS_MAX && put_in_link(path, rest, object->body)) {
            directory = ob->root;
            at = path;
        } else {
            return NULL;
        }
    }
    return NULL;
}

const void *ob_directory_of(const void *body)
{
    const struct ob_object *object = ob_object_of(body);
    return object->name ? object->name->directory->body : NULL;
}

void ob_directory_peek(const void *directory, void (*visit)(void *context, const void *body, const WCHAR *name, size_t chars), void *context)
{
    list_each(node, &((const struct ob_directory *)directory)->entries)
    {
        const struct ob_name *name = list_of(node, struct ob_name, in_directory);
        visit(context, name->object->body, name->text, name->chars);
    }
}

void ob_types_peek(void (*visit)(void *context, const struct ob_type_info *info), void *context)
{
    const void *directory = ob_peek("\\ObjectTypes");
    if (!directory)
        return;
    list_each(node, &((const struct ob_directory *)directory)->entries)
    {
        POBJECT_TYPE type = list_of(node, struct ob_name, in_directory)->object->body;
        struct ob_type_info info = {type->ops.name, type->objects, type->handles};
        visit(context, &info);
    }
}
