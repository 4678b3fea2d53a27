/*
 * Claiming hardware resources the old way. A driver claims for itself (DeviceObject NULL) or for a device; a new claim
 * of the same owner takes the place of the old one, and an empty one gives everything back.
 */
#include "hal/hal.h"

#include "ke/interrupt.h"

#include <string.h>

#define TAG ((ULONG)'H' | (ULONG)'a' << 8 | (ULONG)'l' << 16 | (ULONG)' ' << 24)

#define RESOURCES_MAX 16

/* A list with room for `count` descriptors; the caller of the exported routine frees it. */
static PCM_RESOURCE_LIST new_list(ULONG count, INTERFACE_TYPE type, ULONG bus)
{
    SIZE_T size = FIELD_OFFSET(CM_RESOURCE_LIST, List[0].PartialResourceList.PartialDescriptors[count]);
    PCM_RESOURCE_LIST list = mm_pool_alloc(PagedPool, size, TAG, true, ke_call_site());
    if (!list)
        return NULL;
    list->Count = 1;
    list->List[0].InterfaceType = type;
    list->List[0].BusNumber = bus;
    list->List[0].PartialResourceList.Version = 1;
    list->List[0].PartialResourceList.Revision = 1;
    list->List[0].PartialResourceList.Count = count;
    return list;
}

static NTSTATUS claim_or_free(PDRIVER_OBJECT driver, PDEVICE_OBJECT device, PCM_RESOURCE_LIST list,
                              PCM_RESOURCE_LIST *result)
{
    hal_claims_drop(driver, device);
    NTSTATUS status = hal_claim_list(driver, device, list);
    if (NT_SUCCESS(status))
        *result = list;
    else
        mm_pool_free(list, TAG, ke_call_site());
    return status;
}

/* --- what a PCI slot has --------------------------------------------------------------------------------------- */

static void describe_range(PCM_PARTIAL_RESOURCE_DESCRIPTOR to, const struct hal_range *range)
{
    bool ports = range->space == HAL_PORTS;
    to->Type = ports ? CmResourceTypePort : CmResourceTypeMemory;
    to->ShareDisposition = CmResourceShareDeviceExclusive;
    to->Flags = ports ? CM_RESOURCE_PORT_IO : CM_RESOURCE_MEMORY_READ_WRITE;
    to->u.Generic.Start.QuadPart = (LONGLONG)range->start;
    to->u.Generic.Length = range->size;
}

static void describe_line(PCM_PARTIAL_RESOURCE_DESCRIPTOR to, ULONG line)
{
    to->Type = CmResourceTypeInterrupt;
    to->ShareDisposition = CmResourceShareShared;
    to->Flags = CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE;
    to->u.Interrupt.Level = to->u.Interrupt.Vector = line;
    to->u.Interrupt.Affinity = ~(KAFFINITY)0;
}

static void enable_decode(ULONG slot)
{
    unsigned offset = FIELD_OFFSET(PCI_COMMON_CONFIG, Command);
    uint32_t command = hal->bus->config_read(slot, offset, sizeof(USHORT));
    hal->bus->config_write(slot, offset, sizeof(USHORT), command | PCI_ENABLE_IO_SPACE | PCI_ENABLE_MEMORY_SPACE);
}

/* WDK (old): HalAssignSlotResources. The caller frees the list. What the device decodes stays where the firmware put
 * it. */
NTSTATUS HalAssignSlotResources(PUNICODE_STRING RegistryPath, PUNICODE_STRING DriverClassName,
                                PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT DeviceObject, INTERFACE_TYPE BusType,
                                ULONG BusNumber, ULONG SlotNumber, PCM_RESOURCE_LIST *AllocatedResources)
{
    ddi_enter(HalAssignSlotResources, DeviceObject);
    (void)RegistryPath;
    (void)DriverClassName;
    if (BusType != PCIBus)
        ke_not_modelled("slots of another bus than PCI");
    if (BusNumber != 0 || !hal->bus || !hal->bus->present(SlotNumber))
        return STATUS_NO_SUCH_DEVICE;

    struct hal_range ranges[6];
    int line;
    unsigned count = hal->bus->resources(SlotNumber, ranges, &line);
    PCM_RESOURCE_LIST list = new_list(count + (line >= 0), BusType, BusNumber);
    if (!list)
        return STATUS_INSUFFICIENT_RESOURCES;
    PCM_PARTIAL_RESOURCE_DESCRIPTOR to = list->List[0].PartialResourceList.PartialDescriptors;
    for (unsigned i = 0; i < count; i++)
        describe_range(to++, &ranges[i]);
    if (line >= 0)
        describe_line(to, (ULONG)line);
    NTSTATUS status = claim_or_free(DriverObject, DeviceObject, list, AllocatedResources);
    if (NT_SUCCESS(status))
        enable_decode(SlotNumber);
    return status;
}

/* --- what a driver asks for ------------------------------------------------------------------------------------ */

/* One descriptor at one place; the claims that other owners have are asked. */
static bool try_at(PDRIVER_OBJECT driver, PDEVICE_OBJECT device, const CM_PARTIAL_RESOURCE_DESCRIPTOR *wanted)
{
    CM_RESOURCE_LIST one = {.Count = 1};
    one.List[0].PartialResourceList.Count = 1;
    one.List[0].PartialResourceList.PartialDescriptors[0] = *wanted;
    return NT_SUCCESS(hal_claim_list(driver, device, &one));
}

static bool place(PDRIVER_OBJECT driver, PDEVICE_OBJECT device, const IO_RESOURCE_DESCRIPTOR *wanted,
                  PCM_PARTIAL_RESOURCE_DESCRIPTOR to)
{
    *to = (CM_PARTIAL_RESOURCE_DESCRIPTOR){
        .Type = wanted->Type, .ShareDisposition = wanted->ShareDisposition, .Flags = wanted->Flags};
    uint64_t low = wanted->u.Interrupt.MinimumVector, high = wanted->u.Interrupt.MaximumVector, step = 1, size = 1;
    bool range = wanted->Type == CmResourceTypePort || wanted->Type == CmResourceTypeMemory;
    if (range) {
        low = (uint64_t)wanted->u.Generic.MinimumAddress.QuadPart;
        high = (uint64_t)wanted->u.Generic.MaximumAddress.QuadPart;
        size = wanted->u.Generic.Length;
        step = wanted->u.Generic.Alignment ? wanted->u.Generic.Alignment : 1;
        low = (low + step - 1) / step * step;
    }
    for (uint64_t tries = 0, at = low; tries < 4096 && at + size - 1 <= high; at += step, tries++) {
        if (range) {
            to->u.Generic.Start.QuadPart = (LONGLONG)at;
            to->u.Generic.Length = (ULONG)size;
        } else if (wanted->Type == CmResourceTypeInterrupt) {
            to->u.Interrupt.Level = to->u.Interrupt.Vector = (ULONG)at;
            to->u.Interrupt.Affinity = ~(KAFFINITY)0;
        } else {
            to->u.Dma.Channel = (ULONG)at;
        }
        if (try_at(driver, device, to))
            return true;
    }
    return false;
}

/* A descriptor marked as an alternative is looked at only when those before it found no place. */
static bool place_list(PDRIVER_OBJECT driver, PDEVICE_OBJECT device, const IO_RESOURCE_LIST *wanted,
                       PCM_PARTIAL_RESOURCE_DESCRIPTOR to, ULONG *count)
{
    bool placed = true;
    *count = 0;
    for (ULONG i = 0; i < wanted->Count && *count < RESOURCES_MAX; i++) {
        const IO_RESOURCE_DESCRIPTOR *one = &wanted->Descriptors[i];
        if (one->Option & IO_RESOURCE_ALTERNATIVE ? placed : !placed) {
            if (one->Option & IO_RESOURCE_ALTERNATIVE)
                continue;
            return false;
        }
        placed = place(driver, device, one, &to[*count]);
        *count += placed;
    }
    return placed;
}

/* WDK (old): IoAssignResources. The caller frees the list; no request gives everything back. */
NTSTATUS IoAssignResources(PUNICODE_STRING RegistryPath, PUNICODE_STRING DriverClassName, PDRIVER_OBJECT DriverObject,
                           PDEVICE_OBJECT DeviceObject, PIO_RESOURCE_REQUIREMENTS_LIST RequestedResources,
                           PCM_RESOURCE_LIST *AllocatedResources)
{
    ddi_enter(IoAssignResources, DeviceObject);
    (void)RegistryPath;
    (void)DriverClassName;
    CM_PARTIAL_RESOURCE_DESCRIPTOR placed[RESOURCES_MAX];
    ULONG count = 0;
    NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;
    hal_claims_drop(DriverObject, DeviceObject);
    if (!RequestedResources)
        return STATUS_SUCCESS;
    const IO_RESOURCE_LIST *wanted = RequestedResources->List;
    for (ULONG i = 0; i < RequestedResources->AlternativeLists; i++) {
        if (place_list(DriverObject, DeviceObject, wanted, placed, &count)) {
            PCM_RESOURCE_LIST list = new_list(count, RequestedResources->InterfaceType, RequestedResources->BusNumber);
            if (!list) {
                status = STATUS_INSUFFICIENT_RESOURCES;
                break;
            }
            memcpy(list->List[0].PartialResourceList.PartialDescriptors, placed, count * sizeof *placed);
            *AllocatedResources = list;
            return STATUS_SUCCESS;
        }
        hal_claims_drop(DriverObject, DeviceObject);
        wanted = (const void *)&wanted->Descriptors[wanted->Count];
    }
    hal_claims_drop(DriverObject, DeviceObject);
    return status;
}

static NTSTATUS report(PDRIVER_OBJECT driver, PDEVICE_OBJECT device, const CM_RESOURCE_LIST *list, ULONG size)
{
    hal_claims_drop(driver, device);
    return list && size ? hal_claim_list(driver, device, list) : STATUS_SUCCESS;
}

static NTSTATUS report_both(PDRIVER_OBJECT driver, const CM_RESOURCE_LIST *driver_list, ULONG driver_size,
                            PDEVICE_OBJECT device, const CM_RESOURCE_LIST *device_list, ULONG device_size,
                            BOOLEAN *conflict)
{
    NTSTATUS status = report(driver, NULL, driver_list, driver_size);
    if (NT_SUCCESS(status) && device)
        status = report(driver, device, device_list, device_size);
    *conflict = !NT_SUCCESS(status);
    return status;
}

/* WDK (old): IoReportResourceUsage. Overriding a conflict, which takes the resource from its owner, is not modelled. */
NTSTATUS IoReportResourceUsage(PUNICODE_STRING DriverClassName, PDRIVER_OBJECT DriverObject,
                               PCM_RESOURCE_LIST DriverList, ULONG DriverListSize, PDEVICE_OBJECT DeviceObject,
                               PCM_RESOURCE_LIST DeviceList, ULONG DeviceListSize, BOOLEAN OverrideConflict,
                               PBOOLEAN ConflictDetected)
{
    ddi_enter(IoReportResourceUsage, DeviceObject);
    (void)DriverClassName;
    NTSTATUS status = report_both(DriverObject, DriverList, DriverListSize, DeviceObject, DeviceList, DeviceListSize,
                                  ConflictDetected);
    if (*ConflictDetected && OverrideConflict)
        ke_not_modelled("a conflict that is overridden");
    return status;
}

/* WDK: IoReportResourceForDetection. */
NTSTATUS IoReportResourceForDetection(PDRIVER_OBJECT DriverObject, PCM_RESOURCE_LIST DriverList, ULONG DriverListSize,
                                      PDEVICE_OBJECT DeviceObject, PCM_RESOURCE_LIST DeviceList, ULONG DeviceListSize,
                                      PBOOLEAN ConflictDetected)
{
    ddi_enter(IoReportResourceForDetection, DeviceObject);
    return report_both(DriverObject, DriverList, DriverListSize, DeviceObject, DeviceList, DeviceListSize,
                       ConflictDetected);
}
