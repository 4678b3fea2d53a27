/*
 * Bus data the old way: configuration space by bus and slot, and how bus addresses and interrupt lines appear to the
 * processor. On a PC bus addresses are physical addresses.
 */
#include "hal/hal.h"

#include "ke/interrupt.h"

#include <string.h>

#define CONFIG_SIZE 256u

/* What a bus cycle moves: naturally aligned, within one register of four bytes. */
static unsigned piece(ULONG offset, ULONG length)
{
    if (offset % 4 == 0 && length >= 4)
        return 4;
    return offset % 2 == 0 && length >= 2 ? 2 : 1;
}

static bool pci(BUS_DATA_TYPE type, ULONG bus)
{
    if (type != PCIConfiguration)
        ke_not_modelled("bus data of another kind than PCIConfiguration");
    return bus == 0 && hal->bus;
}

/* 0: there is no such bus; 2, and PCI_INVALID_VENDORID in the buffer: there is no such device. */
static ULONG read_config(ULONG slot, PVOID buffer, ULONG offset, ULONG length, uintptr_t site)
{
    uint8_t *to = buffer;
    if (!hal->bus->present(slot)) {
        USHORT none = PCI_INVALID_VENDORID;
        ULONG size = length < sizeof none ? length : sizeof none;
        mm_touch(buffer, size, MM_WRITE, site);
        memcpy(buffer, &none, size);
        return sizeof none;
    }
    if (offset >= CONFIG_SIZE)
        return 0;
    if (length > CONFIG_SIZE - offset)
        length = CONFIG_SIZE - offset;
    mm_touch(buffer, length, MM_WRITE, site);
    for (ULONG done = 0, size; done < length; done += size) {
        size = piece(offset + done, length - done);
        uint32_t value = hal->bus->config_read(slot, offset + done, size);
        memcpy(to + done, &value, size);
    }
    return length;
}

static ULONG write_config(ULONG slot, const void *buffer, ULONG offset, ULONG length, uintptr_t site)
{
    const uint8_t *from = buffer;
    if (!hal->bus->present(slot) || offset >= CONFIG_SIZE)
        return 0;
    if (length > CONFIG_SIZE - offset)
        length = CONFIG_SIZE - offset;
    mm_touch(buffer, length, MM_READ, site);
    for (ULONG done = 0, size; done < length; done += size) {
        uint32_t value = 0;
        size = piece(offset + done, length - done);
        memcpy(&value, from + done, size);
        hal->bus->config_write(slot, offset + done, size, value);
    }
    ke_time_pass(1);
    return length;
}

/* WDK: HalGetBusDataByOffset. */
ULONG HalGetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber, PVOID Buffer, ULONG Offset,
                            ULONG Length)
{
    ddi_enter(HalGetBusDataByOffset, NULL);
    return pci(BusDataType, BusNumber) ? read_config(SlotNumber, Buffer, Offset, Length, gate_.site) : 0;
}

/* WDK (old): HalGetBusData, from offset 0. */
ULONG HalGetBusData(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber, PVOID Buffer, ULONG Length)
{
    ddi_enter(HalGetBusData, NULL);
    return pci(BusDataType, BusNumber) ? read_config(SlotNumber, Buffer, 0, Length, gate_.site) : 0;
}

/* WDK: HalSetBusDataByOffset. Bits that are read-only stay as they are. */
ULONG HalSetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber, PVOID Buffer, ULONG Offset,
                            ULONG Length)
{
    ddi_enter(HalSetBusDataByOffset, NULL);
    return pci(BusDataType, BusNumber) ? write_config(SlotNumber, Buffer, Offset, Length, gate_.site) : 0;
}

/* WDK (old): HalSetBusData, from offset 0. */
ULONG HalSetBusData(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber, PVOID Buffer, ULONG Length)
{
    ddi_enter(HalSetBusData, NULL);
    return pci(BusDataType, BusNumber) ? write_config(SlotNumber, Buffer, 0, Length, gate_.site) : 0;
}

/* WDK (old): HalTranslateBusAddress. AddressSpace: 0 memory, 1 ports; both go through unchanged. */
BOOLEAN HalTranslateBusAddress(INTERFACE_TYPE InterfaceType, ULONG BusNumber, PHYSICAL_ADDRESS BusAddress,
                               PULONG AddressSpace, PPHYSICAL_ADDRESS TranslatedAddress)
{
    ddi_enter(HalTranslateBusAddress, NULL);
    if (BusNumber != 0 || *AddressSpace > 1 ||
        (InterfaceType != PCIBus && InterfaceType != Isa && InterfaceType != Eisa))
        return FALSE;
    *TranslatedAddress = BusAddress;
    return TRUE;
}

/* WDK (old): HalGetInterruptVector. 0: there is no such line. */
ULONG HalGetInterruptVector(INTERFACE_TYPE InterfaceType, ULONG BusNumber, ULONG BusInterruptLevel,
                            ULONG BusInterruptVector, PKIRQL Irql, PKAFFINITY Affinity)
{
    ddi_enter(HalGetInterruptVector, NULL);
    (void)InterfaceType;
    (void)BusInterruptVector;
    *Irql = 0;
    *Affinity = 0;
    if (BusNumber != 0 || BusInterruptLevel >= KE_LINES)
        return 0;
    *Irql = ke_line_irql(BusInterruptLevel);
    *Affinity = ((KAFFINITY)1 << ke_cpu_count()) - 1;
    return ke_line_vector(BusInterruptLevel);
}
