#include <ntddk.h>

#include "edu_card.h"

static NTSTATUS FindHeader(PPCI_COMMON_HEADER Header)
{
    PCI_SLOT_NUMBER slot;

    slot.u.AsULONG = 0;
    for (ULONG number = 0; number < PCI_MAX_DEVICES; number++) {
        slot.u.bits.DeviceNumber = number;
        if (HalGetBusData(PCIConfiguration, 0, slot.u.AsULONG, Header, PCI_COMMON_HDR_LENGTH) < PCI_COMMON_HDR_LENGTH)
            continue;
        if (Header->VendorID == EDU_VENDOR && Header->DeviceID == EDU_DEVICE)
            return STATUS_SUCCESS;
    }
    return STATUS_NO_SUCH_DEVICE;
}

NTSTATUS EduCardMap(PEDU_CARD Card)
{
    PCI_COMMON_HEADER header;
    PHYSICAL_ADDRESS bus, address;
    ULONG space = 0;
    NTSTATUS status = FindHeader(&header);

    if (!NT_SUCCESS(status))
        return status;
    bus.QuadPart = header.u.type0.BaseAddresses[EDU_BAR] & PCI_ADDRESS_MEMORY_ADDRESS_MASK;
    if (!HalTranslateBusAddress(PCIBus, 0, bus, &space, &address))
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    Card->Registers = MmMapIoSpace(address, EDU_BAR_SIZE, MmNonCached);
    return Card->Registers ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

VOID EduCardUnmap(PEDU_CARD Card)
{
    MmUnmapIoSpace(Card->Registers, EDU_BAR_SIZE);
    Card->Registers = NULL;
}

NTSTATUS EduCardConnect(PEDU_CARD Card, PKSERVICE_ROUTINE Routine, PVOID Context)
{
    PCI_COMMON_HEADER header;
    KIRQL irql;
    KAFFINITY affinity;
    ULONG vector;
    NTSTATUS status = FindHeader(&header);

    if (!NT_SUCCESS(status))
        return status;
    vector =
        HalGetInterruptVector(PCIBus, 0, header.u.type0.InterruptLine, header.u.type0.InterruptLine, &irql, &affinity);
    if (!vector)
        return STATUS_DEVICE_CONFIGURATION_ERROR;
    return IoConnectInterrupt(&Card->Interrupt, Routine, Context, NULL, vector, irql, irql, LevelSensitive, TRUE,
                              affinity, FALSE);
}

ULONG EduCardGet(PEDU_CARD Card, ULONG Register)
{
    return READ_REGISTER_ULONG((volatile ULONG *)(Card->Registers + Register));
}

VOID EduCardPut(PEDU_CARD Card, ULONG Register, ULONG Value)
{
    WRITE_REGISTER_ULONG((volatile ULONG *)(Card->Registers + Register), Value);
}

ULONG EduCardAcknowledge(PEDU_CARD Card)
{
    ULONG reasons = EduCardGet(Card, EDU_INTERRUPT_STATUS);

    if (reasons == 0 || reasons == MAXULONG)
        return 0;
    EduCardPut(Card, EDU_INTERRUPT_ACK, reasons);
    return reasons;
}
