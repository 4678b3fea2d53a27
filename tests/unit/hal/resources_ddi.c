/* Claims about claiming hardware resources the old way, and about mapping registers. */
#include "../dev/bench.h"

static PDRIVER_OBJECT one = (PDRIVER_OBJECT)(uintptr_t)0x10, two = (PDRIVER_OBJECT)(uintptr_t)0x20;

static IO_RESOURCE_DESCRIPTOR range(UCHAR type, ULONG length, LONGLONG low, LONGLONG high, ULONG alignment, UCHAR option)
{
    IO_RESOURCE_DESCRIPTOR wanted = {.Option = option, .Type = type, .ShareDisposition = CmResourceShareDeviceExclusive};
    wanted.u.Generic.Length = length;
    wanted.u.Generic.Alignment = alignment;
    wanted.u.Generic.MinimumAddress.QuadPart = low;
    wanted.u.Generic.MaximumAddress.QuadPart = high;
    return wanted;
}

static IO_RESOURCE_DESCRIPTOR vector(UCHAR type, ULONG low, ULONG high, UCHAR share)
{
    IO_RESOURCE_DESCRIPTOR wanted = {.Type = type, .ShareDisposition = share};
    wanted.u.Interrupt.MinimumVector = low;
    wanted.u.Interrupt.MaximumVector = high;
    return wanted;
}

/* Room for the descriptors behind the list. */
static PIO_RESOURCE_REQUIREMENTS_LIST ask_for(const IO_RESOURCE_DESCRIPTOR *wanted, ULONG count)
{
    PIO_RESOURCE_REQUIREMENTS_LIST list = mm_pool_alloc(NonPagedPool, sizeof *list + count * sizeof *wanted, 0x74736554, true, 1);
    list->InterfaceType = Isa;
    list->AlternativeLists = 1;
    list->List[0].Count = count;
    memcpy(list->List[0].Descriptors, wanted, count * sizeof *wanted);
    return list;
}

static const CM_PARTIAL_RESOURCE_DESCRIPTOR *given(PCM_RESOURCE_LIST list, ULONG i)
{
    return &list->List[0].PartialResourceList.PartialDescriptors[i];
}

static void find_places(void)
{
    const IO_RESOURCE_DESCRIPTOR wanted[] = {range(CmResourceTypePort, 8, 0x301, 0x3FF, 8, 0), vector(CmResourceTypeInterrupt, 5, 7, CmResourceShareDeviceExclusive),
                                             vector(CmResourceTypeDma, 1, 3, CmResourceShareDeviceExclusive)};
    PCM_RESOURCE_LIST first, second;
    claim(IoAssignResources(NULL, NULL, one, NULL, ask_for(wanted, 3), &first) == STATUS_SUCCESS);
    claim(first->List[0].PartialResourceList.Count == 3 && first->List[0].InterfaceType == Isa);
    claim(given(first, 0)->u.Generic.Start.QuadPart == 0x308 && given(first, 0)->u.Generic.Length == 8);
    claim(given(first, 1)->u.Interrupt.Level == 5 && given(first, 2)->u.Dma.Channel == 1);
    claim(IoAssignResources(NULL, NULL, two, NULL, ask_for(wanted, 3), &second) == STATUS_SUCCESS);
    claim(given(second, 0)->u.Generic.Start.QuadPart == 0x310 && given(second, 1)->u.Interrupt.Level == 6 && given(second, 2)->u.Dma.Channel == 2);
    ExFreePool(first);
    ExFreePool(second);
}

static void what_is_asked_for_gets_the_first_aligned_place_that_is_free(void **state)
{
    (void)state;
    run_body(find_places);
}

static unsigned claims;

static void count_claim(void *context, const struct hal_claim *found)
{
    (void)context;
    claims++;
    claim(found->driver == two);
}

static void all_or_nothing(void)
{
    const IO_RESOURCE_DESCRIPTOR only = range(CmResourceTypePort, 8, 0x300, 0x307, 0, 0);
    const IO_RESOURCE_DESCRIPTOR both[] = {range(CmResourceTypePort, 8, 0x400, 0x407, 0, 0), only};
    PCM_RESOURCE_LIST list;
    claim(IoAssignResources(NULL, NULL, two, NULL, ask_for(&only, 1), &list) == STATUS_SUCCESS);
    ExFreePool(list);
    claim(IoAssignResources(NULL, NULL, one, NULL, ask_for(both, 2), &list) == STATUS_CONFLICTING_ADDRESSES);
    claims = 0;
    hal_claims_visit(0, count_claim, NULL);
    claim(claims == 1);
    claim(IoAssignResources(NULL, NULL, two, NULL, NULL, NULL) == STATUS_SUCCESS);
    claim(IoAssignResources(NULL, NULL, one, NULL, ask_for(both, 2), &list) == STATUS_SUCCESS);
    ExFreePool(list);
}

static void a_request_that_cannot_be_met_claims_nothing(void **state)
{
    (void)state;
    run_body(all_or_nothing);
}

static void alternatives(void)
{
    const IO_RESOURCE_DESCRIPTOR taken = range(CmResourceTypePort, 8, 0x300, 0x307, 0, 0);
    const IO_RESOURCE_DESCRIPTOR wanted[] = {taken, range(CmResourceTypePort, 8, 0x400, 0x407, 0, IO_RESOURCE_ALTERNATIVE),
                                             range(CmResourceTypePort, 8, 0x500, 0x507, 0, IO_RESOURCE_ALTERNATIVE)};
    PCM_RESOURCE_LIST list;
    claim(IoAssignResources(NULL, NULL, two, NULL, ask_for(&taken, 1), &list) == STATUS_SUCCESS);
    ExFreePool(list);
    claim(IoAssignResources(NULL, NULL, one, NULL, ask_for(wanted, 3), &list) == STATUS_SUCCESS);
    claim(list->List[0].PartialResourceList.Count == 1 && given(list, 0)->u.Generic.Start.QuadPart == 0x400);
    ExFreePool(list);
}

static void an_alternative_is_taken_when_the_first_choice_is_not_free(void **state)
{
    (void)state;
    run_body(alternatives);
}

static void reports(void)
{
    CM_RESOURCE_LIST list = {.Count = 1};
    PCM_PARTIAL_RESOURCE_DESCRIPTOR line = &list.List[0].PartialResourceList.PartialDescriptors[0];
    BOOLEAN conflict;
    list.List[0].PartialResourceList.Count = 1;
    *line = (CM_PARTIAL_RESOURCE_DESCRIPTOR){.Type = CmResourceTypeInterrupt, .ShareDisposition = CmResourceShareShared};
    line->u.Interrupt.Level = 9;
    PDEVICE_OBJECT device = (PDEVICE_OBJECT)(uintptr_t)0x30;
    claim(IoReportResourceForDetection(one, NULL, 0, device, &list, sizeof list, &conflict) == STATUS_SUCCESS && !conflict);
    claim(IoReportResourceForDetection(two, &list, sizeof list, NULL, NULL, 0, &conflict) == STATUS_SUCCESS && !conflict); /* both share */
    line->ShareDisposition = CmResourceShareDeviceExclusive;
    claim(IoReportResourceForDetection(two, &list, sizeof list, NULL, NULL, 0, &conflict) == STATUS_CONFLICTING_ADDRESSES && conflict);
}

static void override(void)
{
    CM_RESOURCE_LIST list = {.Count = 1};
    BOOLEAN conflict;
    list.List[0].PartialResourceList.Count = 1;
    list.List[0].PartialResourceList.PartialDescriptors[0] = (CM_PARTIAL_RESOURCE_DESCRIPTOR){.Type = CmResourceTypeDma};
    claim(IoReportResourceUsage(NULL, one, &list, sizeof list, NULL, NULL, 0, FALSE, &conflict) == STATUS_SUCCESS);
    IoReportResourceUsage(NULL, two, &list, sizeof list, NULL, NULL, 0, TRUE, &conflict);
}

static void what_both_share_is_no_conflict(void **state)
{
    (void)state;
    run_body(reports);
    run_body_to(override, KE_NOT_MODELLED);
}

/* --- registers ------------------------------------------------------------------------------------------------------------------------------------------ */

static PHYSICAL_ADDRESS physical(LONGLONG address)
{
    return (PHYSICAL_ADDRESS){.QuadPart = address};
}

static void map_and_unmap(void)
{
    PUCHAR a = MmMapIoSpaceEx(physical(0xE0000000), 0x1000, PAGE_READWRITE | PAGE_NOCACHE), b = MmMapIoSpace(physical(0xE0000000), 0x1000, MmNonCached);
    claim(a && b && a != b && MmMapIoSpace(physical(0xE0000000), 0, MmNonCached) == NULL);
    claim(READ_REGISTER_UCHAR(a) == 0xFF && READ_REGISTER_USHORT((PUSHORT)(void *)a) == 0xFFFF); /* no device is there */
    MmUnmapIoSpace(a, 0x1000);
    MmUnmapIoSpace(b, 0x1000);
    claim(MmMapIoSpace(physical(0xE0000000), 0x1000, MmNonCached) != a);
}

static void unmap_inside(void)
{
    PUCHAR a = MmMapIoSpace(physical(0xE0000000), 0x1000, MmNonCached);
    MmUnmapIoSpace(a + 16, 0x1000);
}

static void unmap_twice(void)
{
    PUCHAR a = MmMapIoSpace(physical(0xE0000000), 0x1000, MmNonCached);
    MmUnmapIoSpace(a, 0x1000);
    MmUnmapIoSpace(a, 0x1000);
}

static void unmap_less(void)
{
    MmUnmapIoSpace(MmMapIoSpace(physical(0xE0000000), 0x1000, MmNonCached), 0x800);
}

static void past_the_end(void)
{
    PUCHAR a = MmMapIoSpace(physical(0xE0000000), 0x10, MmNonCached);
    WRITE_REGISTER_ULONG((PULONG)(void *)(a + 14), 1);
}

static void a_mapping_is_given_back_whole_and_once(void **state)
{
    (void)state;
    run_body(map_and_unmap);
    assert_int_equal(run_body_to_bugcheck(unmap_inside, SYSTEM_PTE_MISUSE)->parameter[0], 3);
    assert_int_equal(run_body_to_bugcheck(unmap_twice, SYSTEM_PTE_MISUSE)->parameter[0], 3);
    assert_int_equal(run_body_to_bugcheck(unmap_less, SYSTEM_PTE_MISUSE)->parameter[0], 2);
    assert_int_equal(run_body_to_bugcheck(past_the_end, PAGE_FAULT_IN_NONPAGED_AREA)->parameter[1], 1);
}

static void buffers(void)
{
    ULONG *memory = mm_pool_alloc(NonPagedPool, 64, 0x74736554, true, 1);
    ULONG from[2] = {0x11223344, 0x55667788}, to[2] = {0};
    USHORT halves[2] = {0};
    WRITE_REGISTER_BUFFER_ULONG(memory, from, 2);
    READ_REGISTER_BUFFER_ULONG(memory, to, 2);
    claim(memory[1] == 0x55667788 && to[0] == from[0] && to[1] == from[1]);
    READ_PORT_BUFFER_USHORT((PUSHORT)(uintptr_t)0x300, halves, 2);
    claim(halves[0] == 0xFFFF && halves[1] == 0xFFFF);
    WRITE_PORT_BUFFER_USHORT((PUSHORT)(uintptr_t)0x300, halves, 2);
    claim(READ_PORT_ULONG((PULONG)(uintptr_t)0x300) == 0xFFFFFFFF);
}

static void on_ordinary_memory_registers_are_memory_and_empty_ports_read_as_ones(void **state)
{
    (void)state;
    run_body(buffers);
}

static void addresses(void)
{
    PHYSICAL_ADDRESS out = {0};
    ULONG space = 1;
    KIRQL irql;
    KAFFINITY affinity;
    claim(HalTranslateBusAddress(PCIBus, 0, physical(0xC000), &space, &out) && out.QuadPart == 0xC000 && space == 1);
    claim(!HalTranslateBusAddress(PCIBus, 1, physical(0xC000), &space, &out) && !HalTranslateBusAddress(Internal, 0, physical(0xC000), &space, &out));
    claim(HalGetInterruptVector(PCIBus, 0, 99, 0, &irql, &affinity) == 0 && irql == 0 && affinity == 0);
    claim(HalGetInterruptVector(PCIBus, 0, 16, 0, &irql, &affinity) == ke_line_vector(16) && irql == ke_line_irql(16) && affinity == 1);
}

static void bus_addresses_are_physical_addresses(void **state)
{
    (void)state;
    run_body(addresses);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_asked_for_gets_the_first_aligned_place_that_is_free),
        cmocka_unit_test(a_request_that_cannot_be_met_claims_nothing),
        cmocka_unit_test(an_alternative_is_taken_when_the_first_choice_is_not_free),
        cmocka_unit_test(what_both_share_is_no_conflict),
        cmocka_unit_test(a_mapping_is_given_back_whole_and_once),
        cmocka_unit_test(on_ordinary_memory_registers_are_memory_and_empty_ports_read_as_ones),
        cmocka_unit_test(bus_addresses_are_physical_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
