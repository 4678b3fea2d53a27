#include "ke/armed.h"
#include "ke/fault.h"
#include "mm/hook.h"

struct mm_state *mm;

/* Exported variables. The values are NT's; what is user memory is decided by region, and addresses of either kind lie
 * below them here. */
PVOID MmHighestUserAddress = (PVOID)0x7FFFFFFEFFFF;
PVOID MmSystemRangeStart = (PVOID)0xFFFF800000000000;
ULONG64 MmUserProbeAddress = 0x7FFFFFFF0000;

void mm_boot(void)
{
    mm = sim_alloc(sizeof *mm);
    mm_user_boot();
    mm_mdl_boot();
    mm_device_boot();
    ke_on_stamp(mm_stamp, mm_stamp_fetch);
    ke_on_user_range(mm_is_user_range);
    ke_on_accessible(mm_is_valid);
    ke_on_touch(mm_check_atomic);
}
