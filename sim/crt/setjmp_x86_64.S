/*
 * __ntsim_setjmp / __ntsim_longjmp, x86-64 System V. Slots: 0 pc, 1 sp, 2 rbp, 3 rbx, 4-7 r12-r15.
 * sp is the caller's after the return. The jump back is `jmp`, not `ret`: the return stack predictor would be wrong.
 */
#ifdef __APPLE__
#define NAME(name) _##name
#define HIDDEN(name) .private_extern _##name
#define TYPE(name)
#define SIZE(name)
#else
#define NAME(name) name
#define HIDDEN(name) .hidden name
#define TYPE(name) .type name, @function
#define SIZE(name) .size name, . - name
#endif

    .text

    .globl NAME(__ntsim_setjmp)
    HIDDEN(__ntsim_setjmp)
    TYPE(__ntsim_setjmp)
    .p2align 4
NAME(__ntsim_setjmp):
    .cfi_startproc
    movq (%rsp), %rax
    leaq 8(%rsp), %rdx
    movq %rax, 0(%rdi)
    movq %rdx, 8(%rdi)
    movq %rbp, 16(%rdi)
    movq %rbx, 24(%rdi)
    movq %r12, 32(%rdi)
    movq %r13, 40(%rdi)
    movq %r14, 48(%rdi)
    movq %r15, 56(%rdi)
    xorl %eax, %eax
    ret
    .cfi_endproc
    SIZE(__ntsim_setjmp)

    .globl NAME(__ntsim_longjmp)
    HIDDEN(__ntsim_longjmp)
    TYPE(__ntsim_longjmp)
    .p2align 4
NAME(__ntsim_longjmp):
    .cfi_startproc
    movl %esi, %eax
    cmpl $1, %eax
    adcl $0, %eax               /* 0 becomes 1 */
    movq 0(%rdi), %rdx
    movq 16(%rdi), %rbp
    movq 24(%rdi), %rbx
    movq 32(%rdi), %r12
    movq 40(%rdi), %r13
    movq 48(%rdi), %r14
    movq 56(%rdi), %r15
    movq 8(%rdi), %rsp
    jmp *%rdx
    .cfi_endproc
    SIZE(__ntsim_longjmp)

#ifndef __APPLE__
    .section .note.GNU-stack, "", @progbits
#endif
