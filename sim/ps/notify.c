/*
 * Routines that drivers registered to hear of processes and threads. A registration holds nothing (semantics 24): a driver that unloads without taking its
 * routine back is found out at the next process or thread.
 */
#include "ps/private.h"
#include "rtl/rtl.h"

#include <string.h>

static bool add(struct ps_notify_list *list, const void *routine, bool extended, uintptr_t site)
{
    if (list->used == PS_NOTIFY_MAX)
        return false;
    if (!list->entries)
        list->entries = sim_alloc(PS_NOTIFY_MAX * sizeof *list->entries);
    list->entries[list->used++] = (struct ps_notify){.routine = routine,
                                                     .generation = ke_generation(routine),
                                                     .armed_by = site,
                                                     .armed_at = ke_now(),
                                                     .armed_context = ke_current()->id,
                                                     .extended = extended};
    return true;
}

static struct ps_notify *find(struct ps_notify_list *list, const void *routine, bool extended)
{
    for (uint32_t i = 0; i < list->used; i++)
        if (list->entries[i].routine == routine && list->entries[i].extended == extended)
            return &list->entries[i];
    return NULL;
}

static bool take_out(struct ps_notify_list *list, const void *routine, bool extended)
{
    struct ps_notify *found = find(list, routine, extended);
    if (!found)
        return false;
    struct ps_notify *last = &list->entries[--list->used];
    for (; found < last; found++)
        found[0] = found[1];
    return true;
}

static void call(const struct ps_notify *entry, const char *kind, uintptr_t a, uintptr_t b, uintptr_t c)
{
    struct ke_call to = {.kind = KE_NOTIFY,
                         .routine = entry->routine,
                         .generation = entry->generation,
                         .holder_kind = kind,
                         .armed_by = entry->armed_by,
                         .armed_at = entry->armed_at,
                         .armed_context = entry->armed_context,
                         .argument = {a, b, c}};
    ke_call(&to);
}

/* The Ex form's third argument, and the texts that it points to; where drivers may read. */
#define TEXT_MAX_CHARS 2048

struct creation {
    PS_CREATE_NOTIFY_INFO info;
    UNICODE_STRING image_name, command_line;
    WCHAR text[2][TEXT_MAX_CHARS];
};

static PCUNICODE_STRING tell(UNICODE_STRING *string, WCHAR *text, const char *from)
{
    if (!from)
        return NULL;
    bool broken;
    size_t chars = rtl_utf8_to_utf16(from, strlen(from), text, TEXT_MAX_CHARS - 1, &broken);
    text[chars] = 0;
    *string = (UNICODE_STRING){(USHORT)(chars * sizeof(WCHAR)), (USHORT)((chars + 1) * sizeof(WCHAR)), text};
    return string;
}

/* NT passes a file object besides; a program is no file of this machine, so there is none. */
static void fill_creation(struct creation *creation, const struct ps_process *process)
{
    PPS_CREATE_NOTIFY_INFO info = &creation->info;
    const struct ps_thread *thread = ps_current_thread();
    *info = (PS_CREATE_NOTIFY_INFO){.Size = sizeof *info, .ParentProcessId = (HANDLE)(uintptr_t)process->parent_pid};
    info->CreatingThreadId.UniqueProcess = (HANDLE)(uintptr_t)ps_current_process()->pid;
    info->CreatingThreadId.UniqueThread = (HANDLE)(uintptr_t)(thread ? thread->tid : 0);
    info->ImageFileName = tell(&creation->image_name, creation->text[0], process->image_name);
    info->CommandLine = tell(&creation->command_line, creation->text[1], process->command_line);
    info->FileOpenNameAvailable = info->ImageFileName != NULL;
    info->CreationStatus = STATUS_SUCCESS;
}

/* A routine may take itself, or another, out of the list: each call works on a copy of its entry. */
static void notify_process(const struct ps_process *process, struct creation *creation)
{
    for (uint32_t i = 0; i < ps->process_notify.used; i++) {
        struct ps_notify entry = ps->process_notify.entries[i];
        if (entry.extended)
            call(&entry, "process notify routine", (uintptr_t)process, process->pid, (uintptr_t)(creation ? &creation->info : NULL));
        else
            call(&entry, "process notify routine", process->parent_pid, process->pid, creation != NULL);
    }
}

/* One creation for all: who comes later sees what those before it decided. */
NTSTATUS ps_notify_created(const struct ps_process *process)
{
    if (!ps->process_notify.used)
        return STATUS_SUCCESS;
    struct creation *creation = mm_object_alloc(sizeof *creation, 0x6E437350);
    fill_creation(creation, process);
    notify_process(process, creation);
    NTSTATUS status = creation->info.CreationStatus;
    mm_object_free(creation);
    return status;
}

void ps_notify_ended(const struct ps_process *process)
{
    notify_process(process, NULL);
}

void ps_notify_thread(const struct ps_thread *thread, bool created)
{
    for (uint32_t i = 0; i < ps->thread_notify.used; i++) {
        struct ps_notify entry = ps->thread_notify.entries[i];
        call(&entry, "thread notify routine", thread->ke.process->pid, thread->tid, created);
    }
}

static void visit_list(const struct ps_notify_list *list, const char *kind, uint32_t image, void (*visit)(void *, const char *, uintptr_t), void *context)
{
    for (uint32_t i = 0; i < list->used; i++)
        if (list->entries[i].generation == image)
            visit(context, kind, list->entries[i].armed_by);
}

void ps_notify_visit(uint32_t image, void (*visit)(void *context, const char *kind, uintptr_t registered_by), void *context)
{
    visit_list(&ps->process_notify, "process notify routine", image, visit, context);
    visit_list(&ps->thread_notify, "thread notify routine", image, visit, context);
    visit_list(&ps->image_notify, "image notify routine", image, visit, context);
}

/* --- images ------------------------------------------------------------------------------------------------------------------------------- */

struct loading { /* where drivers may read */
    IMAGE_INFO info;
    UNICODE_STRING name;
    WCHAR text[TEXT_MAX_CHARS];
};

void ps_notify_image(const char *name, const struct ps_process *process, uintptr_t base, size_t size)
{
    if (!ps->image_notify.used)
        return;
    struct loading *loading = mm_object_alloc(sizeof *loading, 0x6E437350);
    tell(&loading->name, loading->text, name);
    for (uint32_t i = 0; i < ps->image_notify.used; i++) {
        struct ps_notify entry = ps->image_notify.entries[i];
        loading->info = (IMAGE_INFO){.ImageAddressingMode = IMAGE_ADDRESSING_MODE_32BIT, .SystemModeImage = !process, .ImageBase = (PVOID)base, .ImageSize = size};
        call(&entry, "image notify routine", (uintptr_t)&loading->name, process ? process->pid : 0, (uintptr_t)&loading->info);
    }
    mm_object_free(loading);
}

/* WDK: PsSetLoadImageNotifyRoutine. */
NTSTATUS PsSetLoadImageNotifyRoutine(PLOAD_IMAGE_NOTIFY_ROUTINE NotifyRoutine)
{
    ddi_enter(PsSetLoadImageNotifyRoutine, NULL);
    return add(&ps->image_notify, (const void *)NotifyRoutine, false, gate_.site) ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/* WDK: PsRemoveLoadImageNotifyRoutine. */
NTSTATUS PsRemoveLoadImageNotifyRoutine(PLOAD_IMAGE_NOTIFY_ROUTINE NotifyRoutine)
{
    ddi_enter(PsRemoveLoadImageNotifyRoutine, NULL);
    return take_out(&ps->image_notify, (const void *)NotifyRoutine, false) ? STATUS_SUCCESS : STATUS_PROCEDURE_NOT_FOUND;
}

/* --- registering -------------------------------------------------------------------------------------------------------------------------- */

static NTSTATUS set_process(const void *routine, BOOLEAN remove, bool extended, uintptr_t site)
{
    if (remove)
        return take_out(&ps->process_notify, routine, extended) ? STATUS_SUCCESS : STATUS_PROCEDURE_NOT_FOUND;
    if (find(&ps->process_notify, routine, extended))
        return STATUS_INVALID_PARAMETER;
    return add(&ps->process_notify, routine, extended, site) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* WDK: PsSetCreateProcessNotifyRoutine. STATUS_INVALID_PARAMETER: registered already, or no room left. */
NTSTATUS PsSetCreateProcessNotifyRoutine(PCREATE_PROCESS_NOTIFY_ROUTINE NotifyRoutine, BOOLEAN Remove)
{
    ddi_enter(PsSetCreateProcessNotifyRoutine, NULL);
    return set_process((const void *)NotifyRoutine, Remove, false, gate_.site);
}

/* WDK: PsSetCreateProcessNotifyRoutineEx. The image's integrity flag, which NT wants, is taken as set. */
NTSTATUS PsSetCreateProcessNotifyRoutineEx(PCREATE_PROCESS_NOTIFY_ROUTINE_EX NotifyRoutine, BOOLEAN Remove)
{
    ddi_enter(PsSetCreateProcessNotifyRoutineEx, NULL);
    return set_process((const void *)NotifyRoutine, Remove, true, gate_.site);
}

/* WDK: PsSetCreateThreadNotifyRoutine. */
NTSTATUS PsSetCreateThreadNotifyRoutine(PCREATE_THREAD_NOTIFY_ROUTINE NotifyRoutine)
{
    ddi_enter(PsSetCreateThreadNotifyRoutine, NULL);
    return add(&ps->thread_notify, (const void *)NotifyRoutine, false, gate_.site) ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/* WDK: PsRemoveCreateThreadNotifyRoutine. */
NTSTATUS PsRemoveCreateThreadNotifyRoutine(PCREATE_THREAD_NOTIFY_ROUTINE NotifyRoutine)
{
    ddi_enter(PsRemoveCreateThreadNotifyRoutine, NULL);
    return take_out(&ps->thread_notify, (const void *)NotifyRoutine, false) ? STATUS_SUCCESS : STATUS_PROCEDURE_NOT_FOUND;
}
