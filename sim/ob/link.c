/*
 * Symbolic links: a path that stands for another. Made permanent, so they outlive the driver that made them unless it deletes them.
 */
#include "ob/private.h"

#include <string.h>

struct ob_link {
    uint16_t bytes;
    WCHAR target[];
};

/* Size of the body follows from the target, which never changes. */
static void *new_link(PCUNICODE_STRING target)
{
    struct ob_link *link = ob_create(ob->link_type, sizeof *link + target->Length + sizeof(WCHAR));
    link->bytes = target->Length;
    memcpy(link->target, target->Buffer, target->Length);
    return link;
}

UNICODE_STRING ob_link_target(const void *link)
{
    const struct ob_link *self = link;
    return (UNICODE_STRING){self->bytes, (USHORT)(self->bytes + sizeof(WCHAR)), (PWSTR)self->target};
}

NTSTATUS ob_link_create(PCUNICODE_STRING link, PCUNICODE_STRING target)
{
    void *body = new_link(target);
    NTSTATUS status = ob_insert(body, link, true);
    ob_dereference(body, OB_BY_CREATE);
    return status;
}

NTSTATUS ob_link_delete(PCUNICODE_STRING link)
{
    void *body;
    NTSTATUS status = ob_lookup(link, ob->link_type, NULL, &body);
    if (!NT_SUCCESS(status))
        return status;
    ob_make_temporary(body);
    ob_dereference(body, OB_BY_LOOKUP);
    return STATUS_SUCCESS;
}

POBJECT_TYPE ob_link_type(void)
{
    return ob->link_type;
}

void ob_links_boot(void)
{
    static const struct ob_type_ops link_ops = {.name = "SymbolicLink"};
    ob->link_type = ob_type_create(&link_ops);
}
