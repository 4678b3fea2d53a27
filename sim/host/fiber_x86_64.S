/*
 * The context switch for x86-64, System V calling convention, ELF and Mach-O. A context that does not run has, from
 * its saved stack pointer upwards: r15 r14 r13 r12 rbx rbp and the address to go on at. Only what a call preserves
 * is saved, and of that not MXCSR and the x87 control word: nobody here changes them, and saving them costs more
 * than all the rest. The end is pop and jump, not ret: the processor's return predictor would always be wrong.
 */
#ifdef __APPLE__
#define SYMBOL(name) _##name
        .macro  weak name
        .globl  \name
        .weak_definition \name
        .endm
        .macro  finish name
        .endm
#else
#define SYMBOL(name) name
        .macro  weak name
        .weak   \name
        .endm
        .macro  finish name
        .type   \name, @function
        .size   \name, . - \name
        .endm
#endif

        .text

        /* One cache line: across two it takes twice as long. */
        .macro  switch
        .cfi_startproc
        pushq   %rbp
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbp, 0
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbx, 0
        pushq   %r12
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r12, 0
        pushq   %r13
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r13, 0
        pushq   %r14
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r14, 0
        pushq   %r15
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %r15, 0
        movq    %rsp, (%rdi)
        movq    (%rsi), %rsp
        popq    %r15
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r15
        popq    %r14
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r14
        popq    %r13
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r13
        popq    %r12
        .cfi_adjust_cfa_offset -8
        .cfi_restore %r12
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbx
        popq    %rbp
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbp
        popq    %rcx
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %rcx
        jmpq    *%rcx
        .cfi_endproc
        .endm

        /* void host_fiber_switch(struct host_fiber *from, struct host_fiber *to) */
        weak    SYMBOL(host_fiber_switch)
        .p2align 6
SYMBOL(host_fiber_switch):
        switch
        finish  SYMBOL(host_fiber_switch)

        /* The same, for the one in C that takes its place under AddressSanitizer. */
        .globl  SYMBOL(host__fiber_switch)
        .p2align 6
SYMBOL(host__fiber_switch):
        switch
        finish  SYMBOL(host__fiber_switch)

        /* A new context goes on here: r12 is the entry, r13 its argument. Nobody called it: a backtrace ends here. */
        .p2align 4
fiber_start:
        .cfi_startproc
        .cfi_undefined %rip
        movq    %r12, %rdi
        movq    %r13, %rsi
        call    SYMBOL(host__fiber_enter)
        ud2
        .cfi_endproc

        /* void *host__fiber_prepare(void *top, void (*entry)(void *), void *argument) */
        .globl  SYMBOL(host__fiber_prepare)
        .p2align 4
SYMBOL(host__fiber_prepare):
        .cfi_startproc
        andq    $-16, %rdi
        leaq    fiber_start(%rip), %rcx
        xorl    %eax, %eax
        movq    %rax, -8(%rdi)
        movq    %rax, -16(%rdi)
        movq    %rcx, -24(%rdi)
        movq    %rax, -32(%rdi)         /* rbp: the end of the chain of frames */
        movq    %rax, -40(%rdi)
        movq    %rsi, -48(%rdi)         /* r12 */
        movq    %rdx, -56(%rdi)         /* r13 */
        movq    %rax, -64(%rdi)
        movq    %rax, -72(%rdi)
        leaq    -72(%rdi), %rax
        ret
        .cfi_endproc
        finish  SYMBOL(host__fiber_prepare)

        /* uintptr_t host__call_on(void *stack_top, uintptr_t (*fn)(void *), void *argument) */
        .globl  SYMBOL(host__call_on)
        .p2align 4
SYMBOL(host__call_on):
        .cfi_startproc
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        movq    %rdi, %rsp
        andq    $-16, %rsp
        movq    %rdx, %rdi
        call    *%rsi
        movq    %rbp, %rsp
        popq    %rbp
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_endproc
        finish  SYMBOL(host__call_on)

#ifdef __ELF__
        .section .note.GNU-stack, "", @progbits
#else
        .subsections_via_symbols
#endif
