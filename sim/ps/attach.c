/*
 * A thread in another process's address space: whose user memory and handles it sees is ke_thread.process, and that is all which changes. Attachments nest, newest
 * innermost; the caller's KAPC_STATE, opaque to drivers, keeps what was before. A special kernel APC for one of the thread's requests runs in the process in which the
 * request was made (io/complete2.c). NT holds such an APC back until the thread has detached, where the requester would wait for it in vain.
 */
#include "ps/private.h"

static noreturn void bad(ULONG code, const void *target, uintptr_t site, const char *sentence)
{
    const struct ke_thread *self = ke_current();
    struct ke_blame blame = {.pc = site, .object_kind = "thread", .object = self, .object_id = self->id, .sentence = sentence};
    if (code == INVALID_PROCESS_DETACH_ATTEMPT) /* it has no parameters */
        ke_bugcheck_blame(code, 0, 0, 0, 0, &blame);
    ke_bugcheck_blame(code, (ULONG_PTR)target, (ULONG_PTR)self->process, self->attached != 0, 0, &blame);
}

void ps_check_not_attached(const struct ke_thread *thread)
{
    if (thread->attached)
        bad(INVALID_PROCESS_ATTACH_ATTEMPT, thread->home, thread->start_routine, "it ended attached to another process");
}

static void attach(struct ke_thread *self, void *process, void *state)
{
    ob_checked(process);
    if (!self->attached++)
        self->home = self->process;
    self->process = process;
    self->attach_state = state;
}

static void detach(struct ke_thread *self, struct ps_process *before, void *state)
{
    self->attached--;
    self->process = before;
    self->attach_state = state;
}

/* WDK: KeStackAttachProcess. ApcState: nonpaged memory, or the caller's stack. */
VOID KeStackAttachProcess(PRKPROCESS Process, PRKAPC_STATE ApcState)
{
    ddi_enter(KeStackAttachProcess, Process);
    struct ke_thread *self = ke_current();
    ApcState->ApcListHead[KernelMode].Flink = self->attach_state;
    ApcState->Process = (PKPROCESS)(void *)self->process;
    attach(self, Process, ApcState);
}

/* WDK: KeUnstackDetachProcess. */
VOID KeUnstackDetachProcess(PRKAPC_STATE ApcState)
{
    ddi_enter(KeUnstackDetachProcess, NULL);
    struct ke_thread *self = ke_current();
    if (!self->attached)
        bad(INVALID_PROCESS_DETACH_ATTEMPT, NULL, gate_.site, "the thread is not attached to any process");
    if (self->attach_state != ApcState)
        bad(INVALID_PROCESS_DETACH_ATTEMPT, NULL, gate_.site, "the state is not that of the thread's latest KeStackAttachProcess");
    detach(self, (struct ps_process *)(void *)ApcState->Process, ApcState->ApcListHead[KernelMode].Flink);
}

/* WDK: KeAttachProcess, which is obsolete. One attachment at a time. */
VOID KeAttachProcess(PRKPROCESS Process)
{
    ddi_enter(KeAttachProcess, Process);
    struct ke_thread *self = ke_current();
    if (self->attached)
        bad(INVALID_PROCESS_ATTACH_ATTEMPT, self->home, gate_.site, "the thread is attached already: only KeStackAttachProcess nests");
    attach(self, Process, NULL);
}

/* WDK: KeDetachProcess, which is obsolete. */
VOID KeDetachProcess(VOID)
{
    ddi_enter(KeDetachProcess, NULL);
    struct ke_thread *self = ke_current();
    if (!self->attached)
        bad(INVALID_PROCESS_DETACH_ATTEMPT, NULL, gate_.site, "the thread is not attached to any process");
    if (self->attach_state)
        bad(INVALID_PROCESS_DETACH_ATTEMPT, NULL, gate_.site, "the thread was attached by KeStackAttachProcess, which KeUnstackDetachProcess undoes");
    detach(self, self->home, NULL);
}
