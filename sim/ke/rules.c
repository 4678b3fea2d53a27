/*
 * Rules of the documentation that break nothing by themselves, and are told as findings.
 */
#include "ke/end.h"
#include "ke/state.h"

#include <string.h>

uintptr_t ke_lock_kept(void)
{
    const struct ke_cpu *cpu = ke->cpu;
    const struct ke_activation *activation = ke_current()->activation;
    return activation && cpu->held_count > activation->locks_held ? cpu->held[cpu->held_count - 1].site : 0;
}

/* Rules Q19, Q20. What is called takes locks itself, and calls completion routines and StartIo, which may take the same. */
void ke_finding_lock_kept(const char *routine)
{
    uintptr_t taken = ke_lock_kept();
    if (taken)
        ke_finding_between("spin-lock-held", ke_call_site(), taken, "%s is called with a spin lock held; it may call routines that want the same lock", routine);
}

/* Rule Q04. */
void ke_finding_paged(const void *object, const char *kind)
{
    if (arena_of(object) == ARENA_PAGED)
        ke_finding("paged-object", "a%s %s in paged pool: the kernel looks at it at DISPATCH_LEVEL", strchr("e", kind[0]) ? "n" : "", kind);
}
