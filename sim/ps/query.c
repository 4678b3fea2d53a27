/*
 * What drivers ask of a process or an object by its handle. Sizes are checked as documented: a class of fixed size wants exactly that, one with text behind wants at
 * least enough for it, and *ReturnLength tells how much that is.
 */
#include "ps/private.h"

#include "image/image.h"
#include "rtl/rtl.h"

#include <string.h>

/* --- processes -------------------------------------------------------------------------------------------------------------------------------------- */

static NTSTATUS fixed(const void *value, ULONG size, void *to, ULONG room, PULONG needed)
{
    if (needed)
        *needed = size;
    if (room != size)
        return STATUS_INFO_LENGTH_MISMATCH;
    memcpy(to, value, size);
    return STATUS_SUCCESS;
}

static NTSTATUS basic(const struct ps_process *process, void *to, ULONG room, PULONG needed)
{
    const uint64_t all = ((uint64_t)1 << ke_cpu_count()) - 1;
    PROCESS_BASIC_INFORMATION info = {.ExitStatus = (NTSTATUS)process->exit_code, .AffinityMask = all, .BasePriority = 8, .UniqueProcessId = process->pid,
                                      .InheritedFromUniqueProcessId = process->parent_pid};
    return fixed(&info, sizeof info, to, room, needed);
}

static NTSTATUS times(const struct ps_process *process, void *to, ULONG room, PULONG needed)
{
    KERNEL_USER_TIMES info = {0}; /* no time is charged to what works here */
    info.CreateTime.QuadPart = (LONGLONG)process->created_at;
    info.ExitTime.QuadPart = process->exited ? (LONGLONG)process->exited_at : 0;
    return fixed(&info, sizeof info, to, room, needed);
}

struct count {
    const struct ps_process *process;
    ULONG handles;
};

static void count_handle(void *context, const struct ob_handle_info *info)
{
    struct count *count = context;
    count->handles += info->process == count->process;
}

static NTSTATUS handle_count(const struct ps_process *process, void *to, ULONG room, PULONG needed)
{
    struct count count = {process, 0};
    ob_handles_visit(count_handle, &count);
    return fixed(&count.handles, sizeof count.handles, to, room, needed);
}

/* A UNICODE_STRING with its text and a NUL behind it. */
static NTSTATUS counted(const char *text, void *to, ULONG room, PULONG needed)
{
    size_t chars = rtl_utf8_to_utf16(text, strlen(text), NULL, 0, NULL), size = sizeof(UNICODE_STRING) + (chars + 1) * sizeof(WCHAR);
    UNICODE_STRING *string = to;
    if (needed)
        *needed = (ULONG)size;
    if (room < size)
        return STATUS_INFO_LENGTH_MISMATCH;
    *string = (UNICODE_STRING){(USHORT)(chars * sizeof(WCHAR)), (USHORT)((chars + 1) * sizeof(WCHAR)), (PWSTR)(string + 1)};
    rtl_utf8_to_utf16(text, strlen(text), string->Buffer, chars, NULL);
    string->Buffer[chars] = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS ask(const struct ps_process *process, PROCESSINFOCLASS class, void *to, ULONG room, PULONG needed)
{
    const ULONG_PTR none = 0;
    const ULONG zero = 0;
    switch (class) {
    case ProcessBasicInformation: return basic(process, to, room, needed);
    case ProcessTimes: return times(process, to, room, needed);
    case ProcessDebugPort:         /* nobody debugs */
    case ProcessWow64Information:  /* all are 64-bit programs */
        return fixed(&none, sizeof none, to, room, needed);
    case ProcessSessionInformation: /* there is session 0 */
    case ProcessBreakOnTermination: return fixed(&zero, sizeof zero, to, room, needed);
    case ProcessHandleCount: return handle_count(process, to, room, needed);
    case ProcessImageFileName: return counted(process->image_name ? process->image_name : "", to, room, needed);
    case ProcessCommandLineInformation: return counted(process->command_line ? process->command_line : "", to, room, needed);
    case ProcessIoCounters:
    case ProcessVmCounters:
    case ProcessAccessToken:
    case ProcessPriorityBoost:
    case ProcessImageFileNameWin32: ke_not_modelled("this class of process information");
    default: return STATUS_INVALID_INFO_CLASS;
    }
}

/* WDK: ZwQueryInformationProcess. */
NTSTATUS ZwQueryInformationProcess(HANDLE ProcessHandle, PROCESSINFOCLASS ProcessInformationClass, PVOID ProcessInformation, ULONG ProcessInformationLength,
                                   PULONG ReturnLength)
{
    ddi_enter(ZwQueryInformationProcess, NULL);
    void *process;
    NTSTATUS status = ob_handle_object(ob_table_for(ProcessHandle, KernelMode), ProcessHandle, ps->process_type, 0, KernelMode, &process, NULL);
    if (!NT_SUCCESS(status))
        return status;
    status = ask(process, ProcessInformationClass, ProcessInformation, ProcessInformationLength, ReturnLength);
    ob_dereference(process, OB_BY_LOOKUP);
    return status;
}

/* NT exports it without a page of its own: the process that created this one. */
HANDLE PsGetProcessInheritedFromUniqueProcessId(PEPROCESS Process)
{
    ddi_enter(PsGetProcessInheritedFromUniqueProcessId, Process);
    return (HANDLE)(uintptr_t)((const struct ps_process *)ob_checked(Process))->parent_pid;
}

/* NT exports it without a page of its own: where the program lies in the process. NULL: it has none. */
PVOID PsGetProcessSectionBaseAddress(PEPROCESS Process)
{
    ddi_enter(PsGetProcessSectionBaseAddress, Process);
    const struct ps_process *process = ob_checked(Process);
    return process->module ? (PVOID)process->module->start : NULL;
}

/* --- objects ---------------------------------------------------------------------------------------------------------------------------------------- */

static NTSTATUS object_basic(void *body, ULONG attributes, ACCESS_MASK granted, void *to, ULONG room, PULONG needed)
{
    PUBLIC_OBJECT_BASIC_INFORMATION info = {.Attributes = (attributes & OBJ_INHERIT) | (ob_is_permanent(body) ? OBJ_PERMANENT : 0), .GrantedAccess = granted, 
                                            .HandleCount = (ULONG)ob_handle_count(body), .PointerCount = (ULONG)ob_pointer_count(body) - 1}; /* less the one that asks */
    return fixed(&info, sizeof info, to, room, needed);
}

static NTSTATUS object_type(void *body, void *to, ULONG room, PULONG needed)
{
    const char *name = ob_type_name(ob_type_of(body));
    size_t chars = strlen(name), size = sizeof(PUBLIC_OBJECT_TYPE_INFORMATION) + (chars + 1) * sizeof(WCHAR);
    PUBLIC_OBJECT_TYPE_INFORMATION *info = to;
    if (needed)
        *needed = (ULONG)size;
    if (room < size)
        return STATUS_INFO_LENGTH_MISMATCH;
    *info = (PUBLIC_OBJECT_TYPE_INFORMATION){.TypeName = {(USHORT)(chars * sizeof(WCHAR)), (USHORT)((chars + 1) * sizeof(WCHAR)), (PWSTR)(info + 1)}};
    rtl_utf8_to_utf16(name, chars, info->TypeName.Buffer, chars, NULL);
    info->TypeName.Buffer[chars] = 0;
    return STATUS_SUCCESS;
}

/* WDK: ZwQueryObject. */
NTSTATUS ZwQueryObject(HANDLE Handle, OBJECT_INFORMATION_CLASS ObjectInformationClass, PVOID ObjectInformation, ULONG ObjectInformationLength, PULONG ReturnLength)
{
    ddi_enter(ZwQueryObject, NULL);
    struct ob_table *table = ob_table_for(Handle, KernelMode);
    ACCESS_MASK granted = 0;
    ULONG attributes = 0, needed = 0;
    void *body;
    NTSTATUS status = ob_handle_object(table, Handle, NULL, 0, KernelMode, &body, &granted);
    if (!NT_SUCCESS(status))
        return status;
    ob_handle_attributes(table, Handle, 0, 0, &attributes); /* a pseudo handle has none */
    switch (ObjectInformationClass) {
    case ObjectBasicInformation: status = object_basic(body, attributes, granted, ObjectInformation, ObjectInformationLength, &needed); break;
    case ObjectNameInformation: status = ObQueryNameString(body, ObjectInformation, ObjectInformationLength, &needed); break;
    case ObjectTypeInformation: status = object_type(body, ObjectInformation, ObjectInformationLength, &needed); break;
    default: status = STATUS_INVALID_INFO_CLASS;
    }
    ob_dereference(body, OB_BY_LOOKUP);
    if (ReturnLength)
        *ReturnLength = needed;
    return status;
}

/* --- privileges ------------------------------------------------------------------------------------------------------------------------------------- */

/* What the token of an administrator's program has enabled when it starts; no program can adjust its token here. */
static bool enabled_in_programs(LUID privilege)
{
    return privilege.HighPart == 0 && (privilege.LowPart == SE_CHANGE_NOTIFY_PRIVILEGE || privilege.LowPart == SE_IMPERSONATE_PRIVILEGE ||
                                       privilege.LowPart == SE_CREATE_GLOBAL_PRIVILEGE);
}

/* WDK: SeSinglePrivilegeCheck. Callers in kernel mode have every privilege. */
BOOLEAN SeSinglePrivilegeCheck(LUID PrivilegeValue, KPROCESSOR_MODE PreviousMode)
{
    ddi_enter(SeSinglePrivilegeCheck, NULL);
    if (PreviousMode == KernelMode)
        return TRUE;
    if (ke_home(ke_current()) == ps->system)
        ke_not_modelled("the privileges of the System process in user mode");
    return enabled_in_programs(PrivilegeValue);
}
