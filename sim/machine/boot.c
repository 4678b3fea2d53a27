/*
 * The table of contents of the simulated computer: every subsystem in boot order, and the tables by which lower layers reach higher ones.
 */
#include "arena/arena.h"
#include "base/assert.h"
#include "cm/cm.h"
#include "ex/ex.h"
#include "dev/dev.h"
#include "io/io.h"
#include "ke/fault.h"
#include "ke/armed.h"
#include "machine/machine.h"
#include "machine/session.h"
#include "mm/mm.h"
#include "ob/callback.h"
#include "ob/inspect.h"
#include "ob/ob.h"
#include "ps/ps.h"
#include "rtl/rtl.h"
#include "scm/scm.h"
#include "tm/tm.h"
#include "verify/verify.h"
#include "win32/win32.h"

void ke_gate_boot(void);

static noreturn void broken(const char *file, int line, const char *claim)
{
    ke_end_run(KE_BROKEN, "%s (%s:%d)", claim, file, line);
}

static void *const *variable_value(const char *name)
{
    return ob_exported_type(name);
}

/* What the system still has in use must not be in memory that a driver gives back. */
static void pool_is_freed(const void *start, size_t size)
{
    ke_armed_none_within(start, size);
    ex_none_within(start, size);
    io_no_item_within(start, size);
}

static void register_tables(void)
{
    ke_gate_boot();
    image_on_variable(variable_value);
    mm_on_pool_free(pool_is_freed);
    ke_on_user_range(mm_is_user_range);
    ke_on_user_fault(win32_unhandled_exception);
}

bool machine_boot(const struct machine_setup *setup)
{
    sim_broken_handler = NULL;
    verify_off();
    if (!arena_open())
        return false;
    event_boot();
    image_boot();
    ke_boot(setup->processors);
    ke_step_limit(setup->step_limit);
    mm_boot();
    mm_pool_may_fail(setup->faults);
    ex_boot();
    ob_boot();
    if (setup->trace_references)
        ob_trace_all();
    ob_callbacks_boot();
    ps_boot();
    hal_boot();
    dev_boot();
    for (size_t i = 0; i < setup->device_count; i++)
        dev_add(&setup->devices[i]);
    tm_boot();
    cm_boot();
    io_boot();
    scm_boot();
    win32_boot();
    register_tables();
    verify_boot(&setup->verify);
    session_boot(setup);
    return true;
}

void machine_run(void)
{
    sim_broken_handler = broken;
    ke_run();
    sim_broken_handler = NULL;
}
