/*
 * A machine of one processor with memory and nothing else. A test's body runs in a system thread of it, as a driver
 * would; assertions are made on the host's side, on what the body left in variables and on how the run ended.
 */
#ifndef NTSIM_TESTS_MM_MACHINE_H
#define NTSIM_TESTS_MM_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "image/image.h"
#include "ke/end.h"
#include "mm/mm.h"

#include <string.h>

#define TAG  ((ULONG)'T' | (ULONG)'e' << 8 | (ULONG)'s' << 16 | (ULONG)'t' << 24)
#define SITE ((uintptr_t)0x1234)

struct machine_body {
    void (*run)(void);
};

static inline void machine_thread(void *context)
{
    ((const struct machine_body *)context)->run();
}

static inline void machine_boot(void)
{
    assert_true(arena_open());
    event_boot();
    ke_boot(1);
    image_boot();
    mm_boot();
}

static inline const struct ke_end *machine_run(void (*body)(void))
{
    static struct machine_body holder;
    machine_boot();
    holder.run = body;
    struct ke_thread *thread = sim_alloc(sizeof *thread);
    ke_thread_init(thread, machine_thread, &holder, "test");
    thread->system = true;
    ke_thread_ready(thread);
    ke_session_over();
    ke_run();
    return ke_end();
}

#define assert_quiet(body) assert_int_equal(machine_run(body)->outcome, KE_QUIET)

static inline void assert_bugcheck(void (*body)(void), ULONG code, ULONG_PTR first)
{
    const struct ke_end *end = machine_run(body);
    assert_int_equal(end->outcome, KE_BUGCHECK);
    assert_int_equal(end->code, code);
    if (first)
        assert_int_equal(end->parameter[0], first);
}

/* The hooks that tests call as compiled driver code would. */
void __tsan_read1(void *);
void __tsan_read4(void *);
void __tsan_read8(void *);
void __tsan_write1(void *);
void __tsan_write4(void *);
void __tsan_write8(void *);
void __tsan_unaligned_read8(void *);
void __tsan_read_range(void *, unsigned long);
void __tsan_write_range(void *, unsigned long);
void __tsan_func_entry(void *);

#endif
