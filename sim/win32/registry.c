/*
 * What the registry functions do in the kernel: keys by name, the predefined keys, memory for answers.
 */
#include "win32/registry.h"

#include "ke/end.h"

#include <string.h>

static uintptr_t serve(void *argument)
{
    struct reg_call *call = argument;
    ke_point();
    return (uintptr_t)(uint32_t)call->serve(call);
}

LSTATUS reg_run(const struct win32_caller *caller, struct reg_call *call)
{
    return (LSTATUS)win32_kernel(caller, serve, call);
}

LSTATUS reg_take(const struct win32_caller *caller, const void *text, bool wide, struct reg_name *name)
{
    bool fits = wide ? win32_text_w(caller, text, name->text, WIN32_PATH_MAX, &name->chars) : win32_text_a(caller, text, name->text, WIN32_PATH_MAX, &name->chars);
    return fits ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
}

LSTATUS reg_take_path(const struct win32_caller *caller, const void *text, bool wide, struct reg_name *name)
{
    LSTATUS error = reg_take(caller, text, wide, name);
    return error ? error : name->chars && name->text[0] == '\\' ? ERROR_BAD_PATHNAME : ERROR_SUCCESS;
}

/* --- in the kernel ---------------------------------------------------------------------------------------------------------------------------------- */

UNICODE_STRING reg_captured(const struct reg_name *name, WCHAR room[WIN32_PATH_MAX])
{
    USHORT bytes = (USHORT)(name->chars * sizeof(WCHAR));
    memcpy(room, name->text, bytes);
    return (UNICODE_STRING){bytes, bytes, room};
}

LSTATUS reg_open_or_make(HANDLE root, const struct reg_name *name, struct reg_creation *creation, bool make, HANDLE *result)
{
    WCHAR room[WIN32_PATH_MAX], class_room[WIN32_PATH_MAX];
    UNICODE_STRING path = reg_captured(name, room), class = {0, 0, NULL};
    OBJECT_ATTRIBUTES attributes;
    if (creation->class)
        class = reg_captured(creation->class, class_room);
    InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE | creation->attributes, root, NULL);
    struct cm_opening opening = {.access = creation->access, .attributes = &attributes, .make = make, .options = creation->options,
                                 .class = class.Length ? &class : NULL, .disposition = &creation->disposition,
                                 .transaction = creation->transaction};
    return reg_error(cm_open(&opening, result));
}

LSTATUS reg_open(HANDLE root, const struct reg_name *name, ACCESS_MASK access, HANDLE *result)
{
    return reg_open_or_make(root, name, &(struct reg_creation){.access = access}, false, result);
}

LSTATUS reg_open_transacted(HANDLE root, const struct reg_name *name, ACCESS_MASK access, HANDLE transaction, HANDLE *result)
{
    return reg_open_or_make(root, name, &(struct reg_creation){.access = access, .transaction = transaction}, false, result);
}

LSTATUS reg_create(HANDLE root, const struct reg_name *name, struct reg_creation *creation, HANDLE *result)
{
    LSTATUS error = reg_open_or_make(root, name, creation, true, result);
    if (error != ERROR_FILE_NOT_FOUND)
        return error;
    struct reg_name prefix = *name;
    for (size_t at = 1; at < name->chars; at++) {
        if (name->text[at] != '\\')
            continue;
        struct reg_creation way = {.access = KEY_CREATE_SUB_KEY, .options = creation->options, .transaction = creation->transaction};
        prefix.chars = at;
        error = reg_open_or_make(root, &prefix, &way, true, result);
        if (error)
            return error;
        cm_call_close(*result);
    }
    return reg_open_or_make(root, name, creation, true, result);
}

/* The system's own account is the one that programs run under here: its user key is the default one. */
static const char *const predefined[WIN32_PREDEFINED_KEYS] = {NULL, "\\Registry\\User\\.Default", "\\Registry\\Machine", "\\Registry\\User", NULL,
                                                              "\\Registry\\Machine\\System\\CurrentControlSet\\Hardware Profiles\\Current"};

static LSTATUS open_predefined(size_t index, HANDLE *slot)
{
    struct reg_name name = {.chars = 0};
    HANDLE handle = NULL;
    if (!predefined[index])
        ke_end_run(KE_NOT_MODELLED, "%s is not modelled", index ? "HKEY_PERFORMANCE_DATA" : "HKEY_CLASSES_ROOT");
    for (const char *c = predefined[index]; *c; c++)
        name.text[name.chars++] = (WCHAR)*c;
    LSTATUS error = reg_open(NULL, &name, MAXIMUM_ALLOWED, &handle);
    if (!error && *slot)
        cm_call_close(handle); /* another thread was faster */
    else if (!error)
        *slot = handle;
    return error;
}

LSTATUS reg_handle(HKEY key, HANDLE *handle)
{
    uintptr_t index = (uintptr_t)key - (uintptr_t)HKEY_CLASSES_ROOT;
    *handle = (HANDLE)key;
    if (index >= WIN32_PREDEFINED_KEYS)
        return ERROR_SUCCESS;
    HANDLE *opened = &win32_process()->keys[index];
    LSTATUS error = *opened ? ERROR_SUCCESS : open_predefined(index, opened);
    *handle = *opened;
    return error;
}

LSTATUS reg_target(const struct reg_call *call, ACCESS_MASK access, HANDLE *handle)
{
    HANDLE root;
    LSTATUS error = reg_handle(call->key, &root);
    *handle = root;
    return error || !call->name.chars ? error : reg_open(root, &call->name, access, handle);
}

void reg_close(const struct reg_call *call, HANDLE handle)
{
    if (call->name.chars)
        cm_call_close(handle);
}

void *reg_scratch(size_t size)
{
    void *scratch = win32_heap_alloc(ps_current_process(), win32_process()->heap, size);
    return scratch ? memset(scratch, 0, size) : NULL;
}

void reg_scratch_free(void *scratch)
{
    win32_heap_free(win32_process()->heap, scratch);
}
