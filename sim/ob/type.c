/*
 * Object types: objects themselves, found under \ObjectTypes, and known to drivers through exported variables. IoFileObjectType is a POBJECT_TYPE *: the
 * driver's copy of the variable holds the address of a slot, the slot holds the type. Slots lie where drivers may read.
 */
#include "ob/private.h"

#include <string.h>

struct exported {
    const char *variable, *type;
};
static const struct exported exported[] = {
    {"IoFileObjectType", "File"},           {"IoDriverObjectType", "Driver"},         {"IoDeviceObjectType", "Device"},
    {"PsThreadType", "Thread"},             {"PsProcessType", "Process"},             {"ExEventObjectType", "Event"},
    {"ExSemaphoreObjectType", "Semaphore"}, {"ExMutantObjectType", "Mutant"},         {"ExTimerObjectType", "Timer"},
    {"ExDesktopObjectType", "Desktop"}, {"SeTokenObjectType", "Token"},         {"CmKeyObjectType", "Key"},               {"MmSectionObjectType", "Section"},
    {"IoControllerObjectType", "Controller"}, {"IoAdapterObjectType", "Adapter"},
    {"TmTransactionManagerObjectType", "TmTm"}, {"TmResourceManagerObjectType", "TmRm"}, {"TmEnlistmentObjectType", "TmEn"}, {"TmTransactionObjectType", "TmTx"},
};
#define EXPORTED (sizeof exported / sizeof *exported)
_Static_assert(EXPORTED <= OB_EXPORTED_MAX, "room for every exported type");

static const struct {
    const char *type;
    enum ke_label label;
} labels[] = {{"Thread", LABEL_NONE}, /* ke gives threads their ids */
              {"Event", LABEL_EVENT},   {"Timer", LABEL_TIMER},   {"Semaphore", LABEL_SEMAPHORE},
              {"Mutant", LABEL_MUTEX},        {"Device", LABEL_DEVICE}, {"Driver", LABEL_DRIVER}, {"File", LABEL_FILE}};

static enum ke_label label_for(const char *name)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i].type, name) == 0)
            return labels[i].label;
    return LABEL_OBJECT;
}

static void export_type(POBJECT_TYPE type)
{
    for (size_t i = 0; i < EXPORTED; i++)
        if (strcmp(exported[i].type, type->ops.name) == 0)
            ob->exported[i] = type;
}

void **ob_exported_type(const char *name)
{
    for (size_t i = 0; i < EXPORTED; i++)
        if (strcmp(exported[i].variable, name) == 0)
            return &ob->exported_value[i];
    for (uint32_t i = 0; i < ob->more_exported_count; i++)
        if (strcmp(ob->more_exported[i].name, name) == 0)
            return &ob->more_exported[i].value;
    return NULL;
}

void ob_export(const char *name, void *value)
{
    sim_assert(ob->more_exported_count < OB_EXPORTED_MAX);
    ob->more_exported[ob->more_exported_count].name = name;
    ob->more_exported[ob->more_exported_count++].value = value;
}

static void name_type(POBJECT_TYPE type)
{
    WCHAR path[64] = L"\\ObjectTypes\\";
    USHORT chars = 13;
    for (const char *c = type->ops.name; *c && chars < 63; c++)
        path[chars++] = (WCHAR)*c;
    UNICODE_STRING string = {(USHORT)(chars * sizeof(WCHAR)), sizeof path, path};
    NTSTATUS status = ob_insert(type, &string, true);
    sim_assert(NT_SUCCESS(status));
}

POBJECT_TYPE ob_type_create(const struct ob_type_ops *ops)
{
    POBJECT_TYPE type = ob_create(ob->type_type, sizeof *type);
    type->ops = *ops;
    type->number = ++ob->types;
    type->label = label_for(ops->name);
    export_type(type);
    if (ob->root)
        name_type(type);
    return type;
}

const char *ob_type_name(POBJECT_TYPE type)
{
    return type->ops.name;
}

/* The type of types cannot be made by ob_create, which needs it. */
void ob_types_boot(void)
{
    static const struct ob_type_ops type_ops = {.name = "Type"};
    struct _OBJECT_TYPE first = {.ops = type_ops, .label = LABEL_OBJECT};
    ob->exported = mm_object_alloc(OB_EXPORTED_MAX * sizeof *ob->exported, 0x6E744F62);
    for (size_t i = 0; i < OB_EXPORTED_MAX; i++)
        ob->exported_value[i] = &ob->exported[i];
    POBJECT_TYPE type = ob_create(&first, sizeof *type);
    *type = first;
    type->number = ++ob->types;
    ob->type_type = ob_object_of(type)->type = type;
}

void ob_types_name(void)
{
    POBJECT_TYPE first[] = {ob->type_type, ob->directory_type, ob->link_type};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        name_type(first[i]);
}
