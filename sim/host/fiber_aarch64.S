/*
 * The context switch for AArch64, ELF and Mach-O. A context that does not run has, from its saved stack pointer
 * upwards: x19-x28, x29, the address to go on at, and d8-d15; that is what a call preserves. FPCR is left alone:
 * nobody here changes it. The end is a plain branch and not ret: the processor's return predictor would always be
 * wrong. (The page is not marked for branch targets, so BTI does not object.)
 */
#ifdef __APPLE__
#define SYMBOL(name) _##name
        .macro  weak name
        .globl  \name
        .weak_definition \name
        .endm
        .macro  finish name
        .endm
        .macro  address register, name
        adrp    \register, \name@PAGE
        add     \register, \register, \name@PAGEOFF
        .endm
#else
#define SYMBOL(name) name
        .macro  weak name
        .weak   \name
        .endm
        .macro  finish name
        .type   \name, %function
        .size   \name, . - \name
        .endm
        .macro  address register, name
        adrp    \register, \name
        add     \register, \register, :lo12:\name
        .endm
#endif

#define FRAME 160

        .text

        .macro  switch
        .cfi_startproc
        stp     x19, x20, [sp, #-FRAME]!
        .cfi_def_cfa_offset FRAME
        .cfi_offset x19, -160
        .cfi_offset x20, -152
        stp     x21, x22, [sp, #16]
        .cfi_offset x21, -144
        .cfi_offset x22, -136
        stp     x23, x24, [sp, #32]
        .cfi_offset x23, -128
        .cfi_offset x24, -120
        stp     x25, x26, [sp, #48]
        .cfi_offset x25, -112
        .cfi_offset x26, -104
        stp     x27, x28, [sp, #64]
        .cfi_offset x27, -96
        .cfi_offset x28, -88
        stp     x29, x30, [sp, #80]
        .cfi_offset x29, -80
        .cfi_offset x30, -72
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mov     x9, sp
        str     x9, [x0]
        ldr     x9, [x1]
        mov     sp, x9
        ldp     d14, d15, [sp, #144]
        ldp     d12, d13, [sp, #128]
        ldp     d10, d11, [sp, #112]
        ldp     d8, d9, [sp, #96]
        ldp     x29, x30, [sp, #80]
        ldp     x27, x28, [sp, #64]
        ldp     x25, x26, [sp, #48]
        ldp     x23, x24, [sp, #32]
        ldp     x21, x22, [sp, #16]
        ldp     x19, x20, [sp], #FRAME
        .cfi_def_cfa_offset 0
        br      x30
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

        /* A new context goes on here: x19 is the entry, x20 its argument. Nobody called it: a backtrace ends here. */
        .p2align 4
fiber_start:
        .cfi_startproc
        .cfi_undefined x30
        mov     x0, x19
        mov     x1, x20
        mov     x29, xzr
        bl      SYMBOL(host__fiber_enter)
        brk     #0
        .cfi_endproc

        /* void *host__fiber_prepare(void *top, void (*entry)(void *), void *argument) */
        .globl  SYMBOL(host__fiber_prepare)
        .p2align 4
SYMBOL(host__fiber_prepare):
        .cfi_startproc
        and     x9, x0, #-16
        sub     x0, x9, #FRAME
        stp     x1, x2, [x0]
        stp     xzr, xzr, [x0, #16]
        stp     xzr, xzr, [x0, #32]
        stp     xzr, xzr, [x0, #48]
        stp     xzr, xzr, [x0, #64]
        address x10, fiber_start
        stp     xzr, x10, [x0, #80]
        stp     xzr, xzr, [x0, #96]
        stp     xzr, xzr, [x0, #112]
        stp     xzr, xzr, [x0, #128]
        stp     xzr, xzr, [x0, #144]
        ret
        .cfi_endproc
        finish  SYMBOL(host__fiber_prepare)

        /* uintptr_t host__call_on(void *stack_top, uintptr_t (*fn)(void *), void *argument) */
        .globl  SYMBOL(host__call_on)
        .p2align 4
SYMBOL(host__call_on):
        .cfi_startproc
        stp     x29, x30, [sp, #-16]!
        .cfi_def_cfa_offset 16
        .cfi_offset x29, -16
        .cfi_offset x30, -8
        mov     x29, sp
        .cfi_def_cfa_register x29
        and     x9, x0, #-16
        mov     sp, x9
        mov     x0, x2
        blr     x1
        mov     sp, x29
        ldp     x29, x30, [sp], #16
        .cfi_def_cfa sp, 0
        ret
        .cfi_endproc
        finish  SYMBOL(host__call_on)

#ifdef __ELF__
        .section .note.GNU-stack, "", %progbits
#else
        .subsections_via_symbols
#endif
