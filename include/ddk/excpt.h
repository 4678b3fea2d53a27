/*
 * Structured exceptions on top of a setjmp that returns twice. The macros hold no loop and no switch, so `break`,
 * `continue` and `goto` inside a block reach the driver's own statements. Only for code compiled at -O0.
 *
 * __try pushes a frame of the simulated thread; an exception unwinds to it and __ntsim_setjmp returns a second time.
 * __except and __finally run after the block ended in either way, and pop the frame. A block left by break, goto or
 * return leaves its frame behind; section ntsim_seh tells the simulator, by program counter, that such a frame is
 * stale: records {address, kind, 0}, kind 1 where a guarded block starts, kind 2 (__except) or 3 (__finally) where it
 * ends, nested by address as in the source. The mark of a frame's start is the first one at or after its saved pc.
 *
 * EXCEPTION_CONTINUE_EXECUTION after a raised status is STATUS_NONCONTINUABLE_EXCEPTION; after a fault the instruction is
 * executed again, which is the same fault while nothing has changed.
 *
 * In C++ an exception runs no destructor on its way to the handler, as in code that Microsoft's compiler builds for the
 * kernel. A record goes with its function where the linker keeps one copy of many (templates, inline functions): "?".
 *
 * Limits: a return or goto out of a block with __finally is not modelled (the run stops and says so); a break in a
 * __finally block ends that block; `if (x) __try {..} __except (..) {..}` needs braces.
 */
#ifndef NTSIM_DDK_EXCPT_H
#define NTSIM_DDK_EXCPT_H

#define EXCEPTION_EXECUTE_HANDLER    1
#define EXCEPTION_CONTINUE_SEARCH    0
#define EXCEPTION_CONTINUE_EXECUTION (-1)

#include "ntsim/linkage.h"

EXTERN_C_START

struct _EXCEPTION_POINTERS;

/* r[0] = pc, r[1] = sp, r[2] = frame pointer; the rest belongs to sim/crt's setjmp. */
struct __ntsim_jmpbuf {
    unsigned long long r[24];
};

/* In the module itself. */
int __ntsim_setjmp(struct __ntsim_jmpbuf *buf) __attribute__((__returns_twice__));

/* Exported by the simulator. */
struct __ntsim_jmpbuf *__ntsim_seh_push(void);
int __ntsim_seh_caught(void);
int __ntsim_seh_filter(int disposition);
int __ntsim_seh_finally(void);
int __ntsim_seh_abnormal(void);
void __ntsim_seh_leave(void) __attribute__((__noreturn__));
unsigned int __ntsim_exception_code(void);
struct _EXCEPTION_POINTERS *__ntsim_exception_pointers(void);

EXTERN_C_END

#if defined(__APPLE__)
#define __NTSIM_SEH_SECTION "__DATA,ntsim_seh,regular,no_dead_strip"
#else
#define __NTSIM_SEH_SECTION "ntsim_seh,\"awR?\",%%progbits"
#endif

/* The section is writable because its addresses are relocated, and retained because nothing refers to a record. */
#define __NTSIM_SEH_MARK(kind)                                                                                         \
    __asm__ volatile("771:\n\t.pushsection " __NTSIM_SEH_SECTION "\n\t.p2align 3\n\t.quad 771b\n\t.long %c0\n\t"       \
                     ".long 0\n\t.popsection"                                                                          \
                     :                                                                                                 \
                     : "i"(kind)                                                                                       \
                     : "memory")

/* clang-format takes __except for a keyword and would part it from its argument. */
/* clang-format off */
#define __try                                                                                                          \
    if (__extension__({                                                                                                \
            int __ntsim_first = __ntsim_setjmp(__ntsim_seh_push()) == 0;                                               \
            __NTSIM_SEH_MARK(1);                                                                                       \
            __ntsim_first;                                                                                             \
        }))
#define __except(...)                                                                                                  \
    if (__extension__({                                                                                                \
            __NTSIM_SEH_MARK(2);                                                                                       \
            __ntsim_seh_caught();                                                                                      \
        }) &&                                                                                                          \
        __ntsim_seh_filter((__VA_ARGS__)))
/* A loop of one turn: its second test is the end of the block, where a pending exception goes on. */
#define __finally for (__extension__({ __NTSIM_SEH_MARK(3); }); __ntsim_seh_finally();)
#define __leave __ntsim_seh_leave()
/* clang-format on */

/* The simulator itself includes these headers too, and has other uses for the words; so has C++. */
#if !defined(NTSIM_INSIDE) && !defined(__cplusplus)
#define try     __try
#define except  __except
#define finally __finally
#define leave   __leave
#endif

#define GetExceptionCode()        __ntsim_exception_code()
#define GetExceptionInformation() __ntsim_exception_pointers()
#define AbnormalTermination()     __ntsim_seh_abnormal()
#define exception_code()          __ntsim_exception_code()
#define exception_info()          __ntsim_exception_pointers()
#define abnormal_termination()    __ntsim_seh_abnormal()
#define _exception_code()         __ntsim_exception_code()
#define _exception_info()         __ntsim_exception_pointers()
#define _abnormal_termination()   __ntsim_seh_abnormal()

#endif
