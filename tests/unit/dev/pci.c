/* Claims about configuration space and decoding. */
#include "bench.h"

static uint64_t model_read(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size)
{
    (void)card, (void)size;
    return 0x1000 * (bar + 1) + offset;
}

static void model_write(struct ntsim_card *card, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
    (void)bar, (void)offset, (void)size;
    if (value)
        ntsim_device_raise(card);
    else
        ntsim_device_lower(card);
}

static const struct ntsim_device model = {
    .name = "probe",
    .vendor = 0x1AF4,
    .device = 0x1234,
    .class_code = 0x020301,
    .interrupt_pin = 2,
    .bars = {{NTSIM_BAR_MEMORY, 0x1000}, {NTSIM_BAR_PORTS, 0x20}},
    .capabilities = {{.id = 9, .size = 4, .bytes = {0xAA, 0xBB}}, {.id = 1, .size = 6}},
    .read = model_read,
    .write = model_write,
};

static void look_at_ids(void)
{
    PCI_COMMON_HEADER header;
    USHORT vendor = 0;
    plug(&model);
    claim(HalGetBusData(PCIConfiguration, 0, SLOT, &header, sizeof header) == sizeof header);
    claim(header.VendorID == 0x1AF4 && header.DeviceID == 0x1234);
    claim(header.BaseClass == 2 && header.SubClass == 3 && header.ProgIf == 1);
    claim(header.u.type0.InterruptPin == 2 && header.u.type0.InterruptLine == dev_card(0)->line);
    claim(HalGetBusData(PCIConfiguration, 0, SLOT + 1, &vendor, sizeof vendor) == 2 && vendor == PCI_INVALID_VENDORID);
    claim(HalGetBusData(PCIConfiguration, 1, SLOT, &vendor, sizeof vendor) == 0);
}

static void a_slot_tells_what_is_in_it(void **state)
{
    (void)state;
    run_body(look_at_ids);
}

static void size_bars(void)
{
    plug(&model);
    uint32_t memory = config(0x10, 4), ports = config(0x14, 4);
    claim((memory & 1) == 0 && (ports & 1) == 1);
    set_config(0x10, 4, 0xFFFFFFFF);
    set_config(0x14, 4, 0xFFFFFFFF);
    set_config(0x18, 4, 0xFFFFFFFF);
    claim(config(0x10, 4) == 0xFFFFF000 && config(0x14, 4) == 0xFFFFFFE1 && config(0x18, 4) == 0);
    set_config(0x10, 4, memory);
    set_config(0x14, 4, ports);
    claim(get(4) == 0x1004 && READ_PORT_UCHAR((PUCHAR)(uintptr_t)((ports & ~3u) + 2)) == 2);
}

static void set_whole(void)
{
    PCI_COMMON_HEADER header;
    plug(&model);
    claim(HalGetBusData(PCIConfiguration, 0, SLOT, &header, sizeof header) == sizeof header);
    header.VendorID = 0; /* read-only */
    header.Command = PCI_ENABLE_MEMORY_SPACE | PCI_ENABLE_BUS_MASTER;
    header.u.type0.InterruptLine = 7;
    claim(HalSetBusData(PCIConfiguration, 0, SLOT, &header, sizeof header) == sizeof header);
    claim(config(0, 2) == 0x1AF4 && config(4, 2) == (PCI_ENABLE_MEMORY_SPACE | PCI_ENABLE_BUS_MASTER) && config(0x3C, 1) == 7);
    header.Command = 0;
    claim(HalSetBusData(PCIConfiguration, 0, SLOT, &header, 4) == 4 && config(4, 2) != 0); /* no further than the length */
    claim(HalSetBusData(PCIConfiguration, 1, SLOT, &header, sizeof header) == 0);
}

static void the_header_is_written_from_its_beginning(void **state)
{
    (void)state;
    run_body(set_whole);
}

static void writing_all_ones_tells_the_size_of_a_bar(void **state)
{
    (void)state;
    run_body(size_bars);
}

static void move_the_bar(void)
{
    plug(&model);
    set_config(0x10, 4, 0xF0000000);
    claim(get(0) == 0xFFFFFFFF);
    map(0xF0000000, 0x1000);
    claim(get(0x10) == 0x1010);
    set_config(0x04, 2, PCI_ENABLE_IO_SPACE);
    claim(get(0x10) == 0xFFFFFFFF);
}

static void registers_follow_the_bar_and_its_enable_bit(void **state)
{
    (void)state;
    run_body(move_the_bar);
}

static void write_read_only(void)
{
    plug(&model);
    set_config(0x00, 4, 0);
    set_config(0x08, 4, 0xFFFFFFFF);
    set_config(0x3C, 2, 0x0777);
    claim(config(0x00, 4) == 0x12341AF4 && config(0x08, 4) == 0x02030100 && config(0x3C, 2) == 0x0277);
}

static void what_is_read_only_stays(void **state)
{
    (void)state;
    run_body(write_read_only);
}

static void walk_capabilities(void)
{
    plug(&model);
    claim(config(0x06, 2) & PCI_STATUS_CAPABILITIES_LIST);
    unsigned first = config(0x34, 1), second = config(first + 1, 1);
    claim(config(first, 1) == 9 && config(first + 2, 2) == 0xBBAA);
    claim(second % 4 == 0 && config(second, 1) == 1 && config(second + 1, 1) == 0);
}

static void capabilities_are_a_list(void **state)
{
    (void)state;
    run_body(walk_capabilities);
}

static void disable_intx(void)
{
    plug(&model);
    set(0, 1);
    claim(config(0x06, 2) & PCI_STATUS_INTERRUPT_PENDING && dev_card(0)->drives);
    set_config(0x04, 2, PCI_ENABLE_MEMORY_SPACE | PCI_DISABLE_LEVEL_INTERRUPT);
    claim(config(0x06, 2) & PCI_STATUS_INTERRUPT_PENDING && !dev_card(0)->drives);
    set_config(0x04, 2, PCI_ENABLE_MEMORY_SPACE);
    claim(dev_card(0)->drives);
    set(0, 0);
    claim(!dev_card(0)->drives && !(config(0x06, 2) & PCI_STATUS_INTERRUPT_PENDING));
}

static void intx_disable_takes_the_line_away(void **state)
{
    (void)state;
    run_body(disable_intx);
}

static void assign_and_conflict(void)
{
    PCM_RESOURCE_LIST list = NULL;
    PDRIVER_OBJECT one = (PDRIVER_OBJECT)(uintptr_t)0x10, two = (PDRIVER_OBJECT)(uintptr_t)0x20;
    BOOLEAN conflict = FALSE;
    plug(&model);
    claim(HalAssignSlotResources(NULL, NULL, one, NULL, PCIBus, 0, SLOT, &list) == STATUS_SUCCESS);
    claim(list->List[0].PartialResourceList.Count == 3);
    claim(IoReportResourceUsage(NULL, two, list, 100, NULL, NULL, 0, FALSE, &conflict) == STATUS_CONFLICTING_ADDRESSES);
    claim(conflict);
    claim(IoAssignResources(NULL, NULL, one, NULL, NULL, NULL) == STATUS_SUCCESS);
    claim(IoReportResourceUsage(NULL, two, list, 100, NULL, NULL, 0, FALSE, &conflict) == STATUS_SUCCESS && !conflict);
    ExFreePool(list);
    claim(HalAssignSlotResources(NULL, NULL, one, NULL, PCIBus, 0, SLOT + 1, &list) == STATUS_NO_SUCH_DEVICE);
}

static void a_range_has_one_owner(void **state)
{
    (void)state;
    run_body(assign_and_conflict);
}

static void use_after_unmap(void)
{
    plug(&model);
    MmUnmapIoSpace(registers, 0x1000);
    get(0);
}

static void unmap_another_size(void)
{
    plug(&model);
    MmUnmapIoSpace(registers, 0x2000);
}

void __tsan_read4(void *);
static void touch_directly(void)
{
    plug(&model);
    __tsan_read4(registers + 8);
}

static void registers_are_reached_through_a_live_mapping_only(void **state)
{
    (void)state;
    run_body_to_bugcheck(use_after_unmap, PAGE_FAULT_IN_NONPAGED_AREA);
    run_body_to_bugcheck(unmap_another_size, SYSTEM_PTE_MISUSE);
    const struct ke_end *end = run_body_to_bugcheck(touch_directly, PAGE_FAULT_IN_NONPAGED_AREA);
    assert_non_null(strstr(end->text, "READ_REGISTER"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slot_tells_what_is_in_it),
        cmocka_unit_test(the_header_is_written_from_its_beginning),
        cmocka_unit_test(writing_all_ones_tells_the_size_of_a_bar),
        cmocka_unit_test(registers_follow_the_bar_and_its_enable_bit),
        cmocka_unit_test(what_is_read_only_stays),
        cmocka_unit_test(capabilities_are_a_list),
        cmocka_unit_test(intx_disable_takes_the_line_away),
        cmocka_unit_test(a_range_has_one_owner),
        cmocka_unit_test(registers_are_reached_through_a_live_mapping_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
