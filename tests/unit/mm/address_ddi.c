/* Claims about addresses, contiguous memory, and MDLs as drivers use them. */
#include "../machine_fixture.h"

#include <ntddk.h>

#define TAG 'tseT'

static void valid(void)
{
    PVOID paged = ExAllocatePoolZero(PagedPool, 10, TAG), nonpaged = ExAllocatePoolZero(NonPagedPoolNx, 10, TAG);
    claim(MmIsAddressValid(paged) && MmIsAddressValid(nonpaged) && !MmIsAddressValid((PVOID)0x10));
    claim(!MmIsNonPagedSystemAddressValid(paged) && MmIsNonPagedSystemAddressValid(nonpaged));
    ExFreePool(nonpaged);
    claim(!MmIsAddressValid(nonpaged) && !MmIsNonPagedSystemAddressValid(nonpaged));
}

static void physical(void)
{
    PHYSICAL_ADDRESS highest = {.QuadPart = -1}, zero = {.QuadPart = 0};
    UCHAR *pages = MmAllocateContiguousMemory(5000, highest);
    UCHAR *more = MmAllocateContiguousMemorySpecifyCache(100, zero, highest, zero, MmNonCached);
    PHYSICAL_ADDRESS first = MmGetPhysicalAddress(pages), last = MmGetPhysicalAddress(pages + 4999);
    claim(BYTE_OFFSET(pages) == 0 && BYTE_OFFSET(more) == 0 && first.QuadPart && last.QuadPart - first.QuadPart == 4999);
    claim(MmGetVirtualForPhysical(last) == pages + 4999 && MmGetPhysicalAddress((PVOID)0x10).QuadPart == 0);
    claim(!MmAllocateContiguousMemory(0, highest));
    MmFreeContiguousMemory(pages);
    MmFreeContiguousMemorySpecifyCache(more, 100, MmNonCached);
    PVOID noncached = MmAllocateNonCachedMemory(100);
    claim(noncached && BYTE_OFFSET(noncached) == 0);
    MmFreeNonCachedMemory(noncached, 100);
    claim(!MmIsAddressValid(noncached) && !MmIsAddressValid(pages) && !MmIsAddressValid(more));
}

static void wrong_family(void)
{
    MmFreeContiguousMemory(MmAllocateNonCachedMemory(100));
}

static void by_name(void)
{
    UNICODE_STRING known = RTL_CONSTANT_STRING(L"KeSetEvent"), unknown = RTL_CONSTANT_STRING(L"KeSetEverything");
    claim(MmGetSystemRoutineAddress(&known) != NULL && !MmGetSystemRoutineAddress(&unknown));
    claim(MmQuerySystemSize() == MmLargeSystem && !MmIsThisAnNtAsSystem());
}

static void chain(void)
{
    IRP irp = {.MdlAddress = NULL};
    UCHAR *block = ExAllocatePoolZero(NonPagedPoolNx, 3 * PAGE_SIZE, TAG);
    PMDL mdl = IoAllocateMdl(block, 3 * PAGE_SIZE, FALSE, FALSE, &irp), second = IoAllocateMdl(block, 10, TRUE, FALSE, &irp);
    claim(irp.MdlAddress == mdl && mdl->Next == second && MmGetMdlByteCount(second) == 10);
    MmBuildMdlForNonPagedPool(mdl);
    claim(MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) == block);
    IoBuildPartialMdl(mdl, second, block + 100, 10);
    claim(MmGetSystemAddressForMdlSafe(second, NormalPagePriority) == block + 100 && (second->MdlFlags & MDL_PARTIAL));
    claim(MmSizeOfMdl(block + 1, PAGE_SIZE) == sizeof(MDL) + 2 * sizeof(PFN_NUMBER));
    IoFreeMdl(second);
    IoFreeMdl(mdl);
}

static void locked(void)
{
    UCHAR *block = ExAllocatePoolZero(PagedPool, 100, TAG), *mapped;
    PMDL mdl = IoAllocateMdl(block, 100, FALSE, FALSE, NULL);
    MmProbeAndLockPages(mdl, KernelMode, IoModifyAccess);
    claim(mdl->MdlFlags & MDL_PAGES_LOCKED);
    mapped = MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL, FALSE, NormalPagePriority);
    claim(mapped != NULL);
    if (mapped)
        mapped[7] = 77;
    MmUnmapLockedPages(mapped, mdl);
    MmUnlockPages(mdl);
    claim(block[7] == 77 && !(mdl->MdlFlags & MDL_PAGES_LOCKED));
    IoFreeMdl(mdl);
}

static void own_pages(void)
{
    PHYSICAL_ADDRESS none = {.QuadPart = 0}, all = {.QuadPart = -1};
    PMDL mdl = MmAllocatePagesForMdl(none, all, none, 5000), other = MmAllocatePagesForMdlEx(none, all, none, 1, MmCached, 0);
    claim(MmGetMdlByteCount(mdl) == 2 * PAGE_SIZE && MmGetMdlByteCount(other) == PAGE_SIZE);
    UCHAR *mapped = MmMapLockedPages(mdl, KernelMode);
    claim(mapped && mapped[0] == 0 && mapped[2 * PAGE_SIZE - 1] == 0);
    MmUnmapLockedPages(mapped, mdl);
    MmFreePagesFromMdl(mdl);
    MmFreePagesFromMdl(other);
    ExFreePool(mdl);
    ExFreePool(other);
    claim(!MmAllocatePagesForMdl(none, all, none, 0));
}

static PMDL mdl_of(PVOID address, ULONG size)
{
    return IoAllocateMdl(address, size, FALSE, FALSE, NULL);
}

static void build_for_paged(void)
{
    MmBuildMdlForNonPagedPool(mdl_of(ExAllocatePoolZero(PagedPool, 10, TAG), 10));
}

static void lock_too_high(void)
{
    PMDL mdl = mdl_of(ExAllocatePoolZero(PagedPool, 10, TAG), 10);
    ke_raise(DISPATCH_LEVEL);
    MmProbeAndLockPages(mdl, KernelMode, IoReadAccess);
}

static void partial_outside(void)
{
    UCHAR *block = ExAllocatePoolZero(NonPagedPoolNx, 100, TAG);
    IoBuildPartialMdl(mdl_of(block, 50), mdl_of(block, 100), block, 51);
}

static void partial_too_small(void)
{
    UCHAR *block = ExAllocatePoolZero(NonPagedPoolNx, 3 * PAGE_SIZE, TAG);
    IoBuildPartialMdl(mdl_of(block, 3 * PAGE_SIZE), mdl_of(block, 10), block, 3 * PAGE_SIZE);
}

static void not_its_pages(void)
{
    MmFreePagesFromMdl(mdl_of(ExAllocatePoolZero(NonPagedPoolNx, 10, TAG), 10));
}

#define TEST(name, body)              \
    static void name(void **state)    \
    {                                 \
        (void)state;                  \
        run_body(body);               \
    }
#define STOPS(name, body, code, first)                                                       \
    static void name(void **state)                                                           \
    {                                                                                        \
        (void)state;                                                                         \
        const struct ke_end *end = run_body_to_bugcheck(body, code);                         \
        assert_true(!(first) || end->parameter[0] == (first));                               \
    }
TEST(freed_and_null_addresses_are_not_valid, valid)
TEST(contiguous_memory_has_neighbouring_physical_addresses, physical)
STOPS(memory_goes_back_the_way_it_came, wrong_family, BAD_POOL_CALLER, 0x60u)
TEST(a_routine_is_found_by_its_name, by_name)
TEST(an_irps_mdls_are_a_chain_and_a_part_describes_part_of_it, chain)
TEST(locked_pages_are_the_same_memory_where_they_are_mapped, locked)
TEST(an_mdl_may_own_its_pages, own_pages)
STOPS(paged_pool_is_no_nonpaged_pool, build_for_paged, DRIVER_VERIFIER_DETECTED_VIOLATION, 0x7Fu)
STOPS(pageable_memory_is_not_locked_at_dispatch_level, lock_too_high, DRIVER_VERIFIER_DETECTED_VIOLATION, 0x70u)
STOPS(a_part_lies_inside_of_its_source, partial_outside, DRIVER_VERIFIER_DETECTED_VIOLATION, 0xB3u)
STOPS(a_target_has_room_for_its_pages, partial_too_small, TARGET_MDL_TOO_SMALL, 0u)
STOPS(only_pages_of_the_mdl_itself_are_freed, not_its_pages, DRIVER_VERIFIER_DETECTED_VIOLATION, 0x7Cu)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(freed_and_null_addresses_are_not_valid),
        cmocka_unit_test(contiguous_memory_has_neighbouring_physical_addresses),
        cmocka_unit_test(memory_goes_back_the_way_it_came),
        cmocka_unit_test(a_routine_is_found_by_its_name),
        cmocka_unit_test(an_irps_mdls_are_a_chain_and_a_part_describes_part_of_it),
        cmocka_unit_test(locked_pages_are_the_same_memory_where_they_are_mapped),
        cmocka_unit_test(an_mdl_may_own_its_pages),
        cmocka_unit_test(paged_pool_is_no_nonpaged_pool),
        cmocka_unit_test(pageable_memory_is_not_locked_at_dispatch_level),
        cmocka_unit_test(a_part_lies_inside_of_its_source),
        cmocka_unit_test(a_target_has_room_for_its_pages),
        cmocka_unit_test(only_pages_of_the_mdl_itself_are_freed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
