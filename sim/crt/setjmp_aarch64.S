/*
 * __ntsim_setjmp / __ntsim_longjmp, AArch64 (AAPCS64 and Apple). Slots: 0 pc, 1 sp, 2 x29, 3-12 x19-x28, 13-20 d8-d15.
 */
#ifdef __APPLE__
#define NAME(name) _##name
#define HIDDEN(name) .private_extern _##name
#define TYPE(name)
#define SIZE(name)
#else
#define NAME(name) name
#define HIDDEN(name) .hidden name
#define TYPE(name) .type name, %function
#define SIZE(name) .size name, . - name
#endif

    .text

    .globl NAME(__ntsim_setjmp)
    HIDDEN(__ntsim_setjmp)
    TYPE(__ntsim_setjmp)
    .p2align 2
NAME(__ntsim_setjmp):
    .cfi_startproc
    mov x2, sp
    stp x30, x2, [x0, #0]
    stp x29, x19, [x0, #16]
    stp x20, x21, [x0, #32]
    stp x22, x23, [x0, #48]
    stp x24, x25, [x0, #64]
    stp x26, x27, [x0, #80]
    str x28, [x0, #96]
    stp d8, d9, [x0, #104]
    stp d10, d11, [x0, #120]
    stp d12, d13, [x0, #136]
    stp d14, d15, [x0, #152]
    mov w0, #0
    ret
    .cfi_endproc
    SIZE(__ntsim_setjmp)

    .globl NAME(__ntsim_longjmp)
    HIDDEN(__ntsim_longjmp)
    TYPE(__ntsim_longjmp)
    .p2align 2
NAME(__ntsim_longjmp):
    .cfi_startproc
    ldp x30, x2, [x0, #0]
    ldp x29, x19, [x0, #16]
    ldp x20, x21, [x0, #32]
    ldp x22, x23, [x0, #48]
    ldp x24, x25, [x0, #64]
    ldp x26, x27, [x0, #80]
    ldr x28, [x0, #96]
    ldp d8, d9, [x0, #104]
    ldp d10, d11, [x0, #120]
    ldp d12, d13, [x0, #136]
    ldp d14, d15, [x0, #152]
    mov sp, x2
    cmp w1, #0
    csinc w0, w1, wzr, ne       /* 0 becomes 1 */
    br x30
    .cfi_endproc
    SIZE(__ntsim_longjmp)

#ifndef __APPLE__
    .section .note.GNU-stack, "", %progbits
#endif
