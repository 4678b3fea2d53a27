/*
 * Symbolic links: a path that stands for another. Made permanent, so they outlive the driver that made them unless it deletes them.
 */
#include "ob/private.h"

#include <string.h>

struct ob_link {
    struct list link; /* ob->links, in order of creation */
    uintptr_t created_by;
    uint16_t bytes;
    WCHAR target[];
};

/* Size of the body follows from the target, which never changes. */
static void *new_link(PCUNICODE_STRING target)
{
    struct ob_link *link = ob_create(ob->link_type, sizeof *link + target->Length + sizeof(WCHAR));
    link->created_by = ke_call_site();
    list_append(&ob->links, &link->link);
    link->bytes = target->Length;
    memcpy(link->target, target->Buffer, target->Length);
    return link;
}

UNICODE_STRING ob_link_target(const void *link)
{
    const struct ob_link *self = link;
    return (UNICODE_STRING){self->bytes, (USHORT)(self->bytes + sizeof(WCHAR)), (PWSTR)self->target};
}

static void destroy(void *body)
{
    list_remove(&((struct ob_link *)body)->link);
}

void ob_links_visit(void (*visit)(void *context, const void *link, uintptr_t created_by), void *context)
{
    list_each(node, &ob->links)
    {
        const struct ob_link *link = list_of(node, struct ob_link, link);
        visit(context, link, link->created_by);
    }
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
    static const struct ob_type_ops link_ops = {.name = "SymbolicLink", .any_irql = true, .destroy = destroy};
    list_init(&ob->ledgers);
    list_init(&ob->links);
    ob->link_type = ob_type_create(&link_ops);
}
