/* Control codes and structures of SCSI adapters (WDK: ntddscsi.h): pass-through, addresses, capabilities, miniports. */
#ifndef NTSIM_DDK_NTDDSCSI_H
#define NTSIM_DDK_NTDDSCSI_H

#include "devioctl.h"
#include "ntdef.h"

#define DD_SCSI_DEVICE_NAME   "\\Device\\ScsiPort"
#define DD_SCSI_DEVICE_NAME_U L"\\Device\\ScsiPort"

#define IOCTL_SCSI_BASE                   FILE_DEVICE_CONTROLLER
#define FILE_DEVICE_SCSI                  0x0000001b
#define __NTSIM_SCSI(function, access)    CTL_CODE(IOCTL_SCSI_BASE, (function), METHOD_BUFFERED, (access))
#define __NTSIM_SCSI_READ_WRITE(function) __NTSIM_SCSI(function, FILE_READ_ACCESS | FILE_WRITE_ACCESS)
#define IOCTL_SCSI_PASS_THROUGH           __NTSIM_SCSI_READ_WRITE(0x0401)
#define IOCTL_SCSI_MINIPORT               __NTSIM_SCSI_READ_WRITE(0x0402)
#define IOCTL_SCSI_GET_INQUIRY_DATA       __NTSIM_SCSI(0x0403, FILE_ANY_ACCESS)
#define IOCTL_SCSI_GET_CAPABILITIES       __NTSIM_SCSI(0x0404, FILE_ANY_ACCESS)
#define IOCTL_SCSI_PASS_THROUGH_DIRECT    __NTSIM_SCSI_READ_WRITE(0x0405)
#define IOCTL_SCSI_GET_ADDRESS            __NTSIM_SCSI(0x0406, FILE_ANY_ACCESS)
#define IOCTL_SCSI_RESCAN_BUS             __NTSIM_SCSI(0x0407, FILE_ANY_ACCESS)
#define IOCTL_SCSI_GET_DUMP_POINTERS      __NTSIM_SCSI(0x0408, FILE_ANY_ACCESS)
#define IOCTL_SCSI_FREE_DUMP_POINTERS     __NTSIM_SCSI(0x0409, FILE_ANY_ACCESS)
#define IOCTL_IDE_PASS_THROUGH            __NTSIM_SCSI_READ_WRITE(0x040a)
#define IOCTL_ATA_PASS_THROUGH            __NTSIM_SCSI_READ_WRITE(0x040b)
#define IOCTL_ATA_PASS_THROUGH_DIRECT     __NTSIM_SCSI_READ_WRITE(0x040c)
#define IOCTL_SCSI_PASS_THROUGH_EX        __NTSIM_SCSI_READ_WRITE(0x0411)
#define IOCTL_SCSI_PASS_THROUGH_DIRECT_EX __NTSIM_SCSI_READ_WRITE(0x0412)

#define SCSI_IOCTL_DATA_OUT         0
#define SCSI_IOCTL_DATA_IN          1
#define SCSI_IOCTL_DATA_UNSPECIFIED 2

typedef struct _SCSI_PASS_THROUGH {
    USHORT Length;
    UCHAR ScsiStatus;
    UCHAR PathId;
    UCHAR TargetId;
    UCHAR Lun;
    UCHAR CdbLength;
    UCHAR SenseInfoLength;
    UCHAR DataIn;
    ULONG DataTransferLength;
    ULONG TimeOutValue; /* seconds */
    ULONG_PTR DataBufferOffset;
    ULONG SenseInfoOffset;
    UCHAR Cdb[16];
} SCSI_PASS_THROUGH, *PSCSI_PASS_THROUGH;

typedef struct _SCSI_PASS_THROUGH_DIRECT {
    USHORT Length;
    UCHAR ScsiStatus;
    UCHAR PathId;
    UCHAR TargetId;
    UCHAR Lun;
    UCHAR CdbLength;
    UCHAR SenseInfoLength;
    UCHAR DataIn;
    ULONG DataTransferLength;
    ULONG TimeOutValue; /* seconds */
    PVOID DataBuffer;
    ULONG SenseInfoOffset;
    UCHAR Cdb[16];
} SCSI_PASS_THROUGH_DIRECT, *PSCSI_PASS_THROUGH_DIRECT;

/* As a 32-bit program passes it. */
typedef struct _SCSI_PASS_THROUGH32 {
    USHORT Length;
    UCHAR ScsiStatus;
    UCHAR PathId;
    UCHAR TargetId;
    UCHAR Lun;
    UCHAR CdbLength;
    UCHAR SenseInfoLength;
    UCHAR DataIn;
    ULONG DataTransferLength;
    ULONG TimeOutValue;
    ULONG DataBufferOffset;
    ULONG SenseInfoOffset;
    UCHAR Cdb[16];
} SCSI_PASS_THROUGH32, *PSCSI_PASS_THROUGH32;

typedef struct _ATA_PASS_THROUGH_EX {
    USHORT Length;
    USHORT AtaFlags;
    UCHAR PathId;
    UCHAR TargetId;
    UCHAR Lun;
    UCHAR ReservedAsUchar;
    ULONG DataTransferLength;
    ULONG TimeOutValue;
    ULONG ReservedAsUlong;
    ULONG_PTR DataBufferOffset;
    UCHAR PreviousTaskFile[8];
    UCHAR CurrentTaskFile[8];
} ATA_PASS_THROUGH_EX, *PATA_PASS_THROUGH_EX;

#define ATA_FLAGS_DRDY_REQUIRED (1 << 0)
#define ATA_FLAGS_DATA_IN       (1 << 1)
#define ATA_FLAGS_DATA_OUT      (1 << 2)
#define ATA_FLAGS_48BIT_COMMAND (1 << 3)
#define ATA_FLAGS_USE_DMA       (1 << 4)

typedef struct _SCSI_BUS_DATA {
    UCHAR NumberOfLogicalUnits;
    UCHAR InitiatorBusId;
    ULONG InquiryDataOffset;
} SCSI_BUS_DATA, *PSCSI_BUS_DATA;
typedef struct _SCSI_ADAPTER_BUS_INFO {
    UCHAR NumberOfBuses;
    SCSI_BUS_DATA BusData[1];
} SCSI_ADAPTER_BUS_INFO, *PSCSI_ADAPTER_BUS_INFO;
typedef struct _SCSI_INQUIRY_DATA {
    UCHAR PathId;
    UCHAR TargetId;
    UCHAR Lun;
    BOOLEAN DeviceClaimed;
    ULONG InquiryDataLength;
    ULONG NextInquiryDataOffset;
    UCHAR InquiryData[1];
} SCSI_INQUIRY_DATA, *PSCSI_INQUIRY_DATA;

typedef struct _SRB_IO_CONTROL {
    ULONG HeaderLength;
    UCHAR Signature[8];
    ULONG Timeout;
    ULONG ControlCode;
    ULONG ReturnCode;
    ULONG Length;
} SRB_IO_CONTROL, *PSRB_IO_CONTROL;

typedef struct _IO_SCSI_CAPABILITIES {
    ULONG Length;
    ULONG MaximumTransferLength;
    ULONG MaximumPhysicalPages;
    ULONG SupportedAsynchronousEvents;
    ULONG AlignmentMask;
    BOOLEAN TaggedQueuing;
    BOOLEAN AdapterScansDown;
    BOOLEAN AdapterUsesPio;
} IO_SCSI_CAPABILITIES, *PIO_SCSI_CAPABILITIES;

typedef struct _SCSI_ADDRESS {
    ULONG Length;
    UCHAR PortNumber;
    UCHAR PathId;
    UCHAR TargetId;
    UCHAR Lun;
} SCSI_ADDRESS, *PSCSI_ADDRESS;

#endif
