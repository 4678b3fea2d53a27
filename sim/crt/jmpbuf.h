/*
 * Saved contexts of __ntsim_setjmp: struct __ntsim_jmpbuf { unsigned long long r[24]; }, which excpt.h declares to
 * modules. The simulator reads the first three slots, which are the same on every machine; the rest is the machine's
 * (setjmp_*.S).
 *
 * The code is linked into every module and into the simulator, each its own copy under the same hidden names. A context
 * may be resumed by either copy, since only the slots count. No signal mask, no MXCSR, no x87 control word.
 */
#ifndef NTSIM_CRT_JMPBUF_H
#define NTSIM_CRT_JMPBUF_H

enum { JMPBUF_PC = 0, JMPBUF_SP = 1, JMPBUF_FP = 2, JMPBUF_SLOTS = 24 };

struct __ntsim_jmpbuf;

/* 0 when called; later `value` once more for each __ntsim_longjmp (1 if that was 0), as long as the caller's frame
 * lives. */
int __ntsim_setjmp(struct __ntsim_jmpbuf *buffer) __attribute__((returns_twice));
void __ntsim_longjmp(struct __ntsim_jmpbuf *buffer, int value) __attribute__((__noreturn__));

#endif
