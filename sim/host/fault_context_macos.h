/*
 * What macOS tells a signal handler about a fault, and how it is told where to go on: x86-64 and AArch64 (arm64, not
 * arm64e).
 */
#ifndef NTSIM_HOST_FAULT_CONTEXT_H
#define NTSIM_HOST_FAULT_CONTEXT_H

#include "host.h"

#include <signal.h>
#include <string.h>
#include <sys/ucontext.h>

#if defined(__x86_64__)

enum { PAGE_FAULT = 14, ERROR_WRITE = 1 << 1, ERROR_FETCH = 1 << 4, FLAGS_TF_DF_AC = 0x40500 };

static inline void context_registers(const ucontext_t *context, struct host_fault *fault)
{
    fault->pc = context->uc_mcontext->__ss.__rip;
    fault->sp = context->uc_mcontext->__ss.__rsp;
    fault->fp = context->uc_mcontext->__ss.__rbp;
}

static inline enum host_fault_access context_access(const ucontext_t *context)
{
    uint32_t error = context->uc_mcontext->__es.__err;
    if (context->uc_mcontext->__es.__trapno != PAGE_FAULT)
        return HOST_FAULT_READ;
    return error & ERROR_FETCH ? HOST_FAULT_EXECUTE : error & ERROR_WRITE ? HOST_FAULT_WRITE : HOST_FAULT_READ;
}

static inline void context_continue(ucontext_t *context, void (*place)(void), uintptr_t sp)
{
    context->uc_mcontext->__ss.__rip = (uintptr_t)place;
    context->uc_mcontext->__ss.__rsp = sp - 8;
    context->uc_mcontext->__ss.__rflags &= ~(uint64_t)FLAGS_TF_DF_AC;
}

#elif defined(__aarch64__)

enum { CLASS_FETCH_LOWER = 0x20, CLASS_FETCH = 0x21, SYNDROME_WRITE = 1 << 6 };

static inline void context_registers(const ucontext_t *context, struct host_fault *fault)
{
    fault->pc = (uintptr_t)__darwin_arm_thread_state64_get_pc(context->uc_mcontext->__ss);
    fault->sp = (uintptr_t)__darwin_arm_thread_state64_get_sp(context->uc_mcontext->__ss);
    fault->fp = (uintptr_t)__darwin_arm_thread_state64_get_fp(context->uc_mcontext->__ss);
}

static inline enum host_fault_access context_access(const ucontext_t *context)
{
    uint32_t syndrome = context->uc_mcontext->__es.__esr, class = syndrome >> 26 & 0x3f;
    if (class == CLASS_FETCH || class == CLASS_FETCH_LOWER)
        return HOST_FAULT_EXECUTE;
    return syndrome & SYNDROME_WRITE ? HOST_FAULT_WRITE : HOST_FAULT_READ;
}

static inline void context_continue(ucontext_t *context, void (*place)(void), uintptr_t sp)
{
    void *pc = (void *)__darwin_arm_thread_state64_get_pc(context->uc_mcontext->__ss);
    __darwin_arm_thread_state64_set_lr_fptr(context->uc_mcontext->__ss, pc);
    __darwin_arm_thread_state64_set_pc_fptr(context->uc_mcontext->__ss, (void *)place);
    __darwin_arm_thread_state64_set_sp(context->uc_mcontext->__ss, sp);
}

#endif

#endif
