/*
 * What Linux tells a signal handler about a fault, and how it is told where to go on: x86-64 and AArch64.
 * The including file defines _GNU_SOURCE first.
 */
#ifndef NTSIM_HOST_FAULT_CONTEXT_H
#define NTSIM_HOST_FAULT_CONTEXT_H

#include "fault_instruction.h"
#include "host.h"

#include <signal.h>
#include <string.h>
#include <ucontext.h>

#if defined(__x86_64__)

enum { PAGE_FAULT = 14, ERROR_WRITE = 1 << 1, ERROR_FETCH = 1 << 4, FLAGS_TF_DF_AC = 0x40500 };

static inline void context_registers(const ucontext_t *context, struct host_fault *fault)
{
    fault->pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    fault->sp = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
    fault->fp = (uintptr_t)context->uc_mcontext.gregs[REG_RBP];
}

/* Not a page fault: a non-canonical address, for which the processor gives neither address nor direction. */
static inline enum host_fault_access context_access(const ucontext_t *context)
{
    greg_t error = context->uc_mcontext.gregs[REG_ERR];
    if (context->uc_mcontext.gregs[REG_TRAPNO] != PAGE_FAULT)
        return HOST_FAULT_READ;
    return error & ERROR_FETCH ? HOST_FAULT_EXECUTE : error & ERROR_WRITE ? HOST_FAULT_WRITE : HOST_FAULT_READ;
}

/* As if called with the stack pointer at `sp`, a multiple of 16. The frame pointer stays, for those who walk frames. */
static inline void context_continue(ucontext_t *context, void (*place)(void), uintptr_t sp)
{
    context->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)place;
    context->uc_mcontext.gregs[REG_RSP] = (greg_t)(sp - 8);
    context->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)FLAGS_TF_DF_AC;
}

#elif defined(__aarch64__)

enum { ESR_CONTEXT = 0x45535201, CLASS_FETCH_LOWER = 0x20, CLASS_FETCH = 0x21, SYNDROME_WRITE = 1 << 6 };

/* The kernel appends records {magic, size, ...} to the registers; the end has magic 0. An emulator may leave out the one that tells of the access. */
struct context_record {
    uint32_t magic, size;
    uint64_t value;
};

static inline uint64_t context_syndrome(const ucontext_t *context)
{
    const unsigned char *at = context->uc_mcontext.__reserved;
    const unsigned char *end = at + sizeof context->uc_mcontext.__reserved;
    while (at + sizeof(struct context_record) <= end) {
        struct context_record record;
        memcpy(&record, at, sizeof record);
        if (record.magic == ESR_CONTEXT)
            return record.value;
        if (record.magic == 0 || record.size == 0)
            break;
        at += record.size;
    }
    return 0;
}

static inline void context_registers(const ucontext_t *context, struct host_fault *fault)
{
    fault->pc = context->uc_mcontext.pc;
    fault->sp = context->uc_mcontext.sp;
    fault->fp = context->uc_mcontext.regs[29];
}

static inline enum host_fault_access context_access(const ucontext_t *context)
{
    uint64_t syndrome = context_syndrome(context), class = syndrome >> 26 & 0x3f;
    if (syndrome == 0)
        return instruction_writes((uintptr_t)context->uc_mcontext.pc) ? HOST_FAULT_WRITE : HOST_FAULT_READ;
    if (class == CLASS_FETCH || class == CLASS_FETCH_LOWER)
        return HOST_FAULT_EXECUTE;
    return syndrome & SYNDROME_WRITE ? HOST_FAULT_WRITE : HOST_FAULT_READ;
}

/* As if called from where it faulted. */
static inline void context_continue(ucontext_t *context, void (*place)(void), uintptr_t sp)
{
    context->uc_mcontext.regs[30] = context->uc_mcontext.pc;
    context->uc_mcontext.pc = (uintptr_t)place;
    context->uc_mcontext.sp = sp;
}

#else
#error "faults: no register access for this machine"
#endif

#endif
