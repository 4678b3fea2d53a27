/* Control codes and structures of disks (WDK: ntdddisk.h): geometry, partitions, layout, cache, verification. */
#ifndef NTSIM_DDK_NTDDDISK_H
#define NTSIM_DDK_NTDDDISK_H

#include "devioctl.h"
#include "ntdef.h"
#include "ntddstor.h"

#define DD_DISK_DEVICE_NAME   "\\Device\\UNKNOWN"
#define DD_DISK_DEVICE_NAME_U L"\\Device\\UNKNOWN"

#define IOCTL_DISK_BASE                   FILE_DEVICE_DISK
#define __NTSIM_DISK(function, access)    CTL_CODE(IOCTL_DISK_BASE, (function), METHOD_BUFFERED, (access))
#define __NTSIM_DISK_READ(function)       __NTSIM_DISK(function, FILE_READ_ACCESS)
#define __NTSIM_DISK_READ_WRITE(function) __NTSIM_DISK(function, FILE_READ_ACCESS | FILE_WRITE_ACCESS)
#define IOCTL_DISK_GET_DRIVE_GEOMETRY     __NTSIM_DISK(0x0000, FILE_ANY_ACCESS)
#define IOCTL_DISK_GET_PARTITION_INFO     __NTSIM_DISK_READ(0x0001)
#define IOCTL_DISK_SET_PARTITION_INFO     __NTSIM_DISK_READ_WRITE(0x0002)
#define IOCTL_DISK_GET_DRIVE_LAYOUT       __NTSIM_DISK_READ(0x0003)
#define IOCTL_DISK_SET_DRIVE_LAYOUT       __NTSIM_DISK_READ_WRITE(0x0004)
#define IOCTL_DISK_VERIFY                 __NTSIM_DISK(0x0005, FILE_ANY_ACCESS)
#define IOCTL_DISK_FORMAT_TRACKS          __NTSIM_DISK_READ_WRITE(0x0006)
#define IOCTL_DISK_REASSIGN_BLOCKS        __NTSIM_DISK_READ_WRITE(0x0007)
#define IOCTL_DISK_PERFORMANCE            __NTSIM_DISK(0x0008, FILE_ANY_ACCESS)
#define IOCTL_DISK_IS_WRITABLE            __NTSIM_DISK(0x0009, FILE_ANY_ACCESS)
#define IOCTL_DISK_LOGGING                __NTSIM_DISK(0x000a, FILE_ANY_ACCESS)
#define IOCTL_DISK_FORMAT_TRACKS_EX       __NTSIM_DISK_READ_WRITE(0x000b)
#define IOCTL_DISK_HISTOGRAM_STRUCTURE    __NTSIM_DISK(0x000c, FILE_ANY_ACCESS)
#define IOCTL_DISK_HISTOGRAM_DATA         __NTSIM_DISK(0x000d, FILE_ANY_ACCESS)
#define IOCTL_DISK_HISTOGRAM_RESET        __NTSIM_DISK(0x000e, FILE_ANY_ACCESS)
#define IOCTL_DISK_REQUEST_STRUCTURE      __NTSIM_DISK(0x000f, FILE_ANY_ACCESS)
#define IOCTL_DISK_REQUEST_DATA           __NTSIM_DISK(0x0010, FILE_ANY_ACCESS)
#define IOCTL_DISK_GET_PARTITION_INFO_EX  __NTSIM_DISK(0x0012, FILE_ANY_ACCESS)
#define IOCTL_DISK_SET_PARTITION_INFO_EX  __NTSIM_DISK_READ_WRITE(0x0013)
#define IOCTL_DISK_GET_DRIVE_LAYOUT_EX    __NTSIM_DISK(0x0014, FILE_ANY_ACCESS)
#define IOCTL_DISK_SET_DRIVE_LAYOUT_EX    __NTSIM_DISK_READ_WRITE(0x0015)
#define IOCTL_DISK_CREATE_DISK            __NTSIM_DISK_READ_WRITE(0x0016)
#define IOCTL_DISK_GET_LENGTH_INFO        __NTSIM_DISK_READ(0x0017)
#define IOCTL_DISK_PERFORMANCE_OFF        __NTSIM_DISK(0x0018, FILE_ANY_ACCESS)
#define IOCTL_DISK_CONTROLLER_NUMBER      __NTSIM_DISK(0x0011, FILE_ANY_ACCESS)
#define SMART_GET_VERSION                 __NTSIM_DISK_READ(0x0020)
#define SMART_SEND_DRIVE_COMMAND          __NTSIM_DISK_READ_WRITE(0x0021)
#define SMART_RCV_DRIVE_DATA              __NTSIM_DISK_READ_WRITE(0x0022)
#define IOCTL_DISK_GET_DRIVE_GEOMETRY_EX  __NTSIM_DISK(0x0028, FILE_ANY_ACCESS)
#define IOCTL_DISK_REASSIGN_BLOCKS_EX     __NTSIM_DISK_READ_WRITE(0x0029)
#define IOCTL_DISK_UPDATE_DRIVE_SIZE      __NTSIM_DISK_READ_WRITE(0x0032)
#define IOCTL_DISK_GROW_PARTITION         __NTSIM_DISK_READ_WRITE(0x0034)
#define IOCTL_DISK_GET_CACHE_INFORMATION  __NTSIM_DISK_READ(0x0035)
#define IOCTL_DISK_SET_CACHE_INFORMATION  __NTSIM_DISK_READ_WRITE(0x0036)
#define IOCTL_DISK_DELETE_DRIVE_LAYOUT    __NTSIM_DISK_READ_WRITE(0x0040)
#define IOCTL_DISK_UPDATE_PROPERTIES      __NTSIM_DISK(0x0050, FILE_ANY_ACCESS)
#define IOCTL_DISK_REMOVE_DEVICE          __NTSIM_DISK(0x0207, FILE_READ_ACCESS)
#define IOCTL_DISK_CHECK_VERIFY           __NTSIM_DISK_READ(0x0200)
#define IOCTL_DISK_MEDIA_REMOVAL          __NTSIM_DISK_READ(0x0201)
#define IOCTL_DISK_EJECT_MEDIA            __NTSIM_DISK_READ(0x0202)
#define IOCTL_DISK_LOAD_MEDIA             __NTSIM_DISK_READ(0x0203)
#define IOCTL_DISK_RESERVE                __NTSIM_DISK_READ(0x0204)
#define IOCTL_DISK_RELEASE                __NTSIM_DISK_READ(0x0205)
#define IOCTL_DISK_FIND_NEW_DEVICES       __NTSIM_DISK_READ(0x0206)
#define IOCTL_DISK_GET_MEDIA_TYPES        __NTSIM_DISK(0x0300, FILE_ANY_ACCESS)
#define IOCTL_DISK_INTERNAL_SET_VERIFY    CTL_CODE(IOCTL_DISK_BASE, 0x0100, METHOD_NEITHER, FILE_ANY_ACCESS)
#define IOCTL_DISK_INTERNAL_CLEAR_VERIFY  CTL_CODE(IOCTL_DISK_BASE, 0x0101, METHOD_NEITHER, FILE_ANY_ACCESS)
#define IOCTL_DISK_GET_DISK_ATTRIBUTES CTL_CODE(IOCTL_DISK_BASE, 0x003c, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_DISK_SET_DISK_ATTRIBUTES CTL_CODE(IOCTL_DISK_BASE, 0x003d, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS)
#define IOCTL_DISK_IS_CLUSTERED        CTL_CODE(IOCTL_DISK_BASE, 0x003e, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Types of partitions of a master boot record. */
#define PARTITION_ENTRY_UNUSED    0x00
#define PARTITION_FAT_12          0x01
#define PARTITION_XENIX_1         0x02
#define PARTITION_XENIX_2         0x03
#define PARTITION_FAT_16          0x04
#define PARTITION_EXTENDED        0x05
#define PARTITION_HUGE            0x06
#define PARTITION_IFS             0x07
#define PARTITION_OS2BOOTMGR      0x0A
#define PARTITION_FAT32           0x0B
#define PARTITION_FAT32_XINT13    0x0C
#define PARTITION_XINT13          0x0E
#define PARTITION_XINT13_EXTENDED 0x0F
#define PARTITION_PREP            0x41
#define PARTITION_LDM             0x42
#define PARTITION_UNIX            0x63
#define VALID_NTFT                0xC0
#define PARTITION_NTFT            0x80

typedef enum _MEDIA_TYPE {
    Unknown,
    F5_1Pt2_512,
    F3_1Pt44_512,
    F3_2Pt88_512,
    F3_20Pt8_512,
    F3_720_512,
    F5_360_512,
    F5_320_512,
    F5_320_1024,
    F5_180_512,
    F5_160_512,
    RemovableMedia,
    FixedMedia,
    F3_120M_512,
    F3_640_512,
    F5_640_512,
    F5_720_512,
    F3_1Pt2_512,
    F3_1Pt23_1024,
    F5_1Pt23_1024,
    F3_128Mb_512,
    F3_230Mb_512,
    F8_256_128,
    F3_200Mb_512,
    F3_240M_512,
    F3_32M_512
} MEDIA_TYPE,
    *PMEDIA_TYPE;

typedef struct _DISK_GEOMETRY {
    LARGE_INTEGER Cylinders;
    MEDIA_TYPE MediaType;
    ULONG TracksPerCylinder;
    ULONG SectorsPerTrack;
    ULONG BytesPerSector;
} DISK_GEOMETRY, *PDISK_GEOMETRY;

typedef enum _PARTITION_STYLE { PARTITION_STYLE_MBR, PARTITION_STYLE_GPT, PARTITION_STYLE_RAW } PARTITION_STYLE;

typedef struct _PARTITION_INFORMATION {
    LARGE_INTEGER StartingOffset;
    LARGE_INTEGER PartitionLength;
    ULONG HiddenSectors;
    ULONG PartitionNumber;
    UCHAR PartitionType;
    BOOLEAN BootIndicator;
    BOOLEAN RecognizedPartition;
    BOOLEAN RewritePartition;
} PARTITION_INFORMATION, *PPARTITION_INFORMATION;

typedef struct _SET_PARTITION_INFORMATION {
    UCHAR PartitionType;
} SET_PARTITION_INFORMATION, *PSET_PARTITION_INFORMATION;

typedef struct _DRIVE_LAYOUT_INFORMATION {
    ULONG PartitionCount;
    ULONG Signature;
    PARTITION_INFORMATION PartitionEntry[1];
} DRIVE_LAYOUT_INFORMATION, *PDRIVE_LAYOUT_INFORMATION;

typedef struct _PARTITION_INFORMATION_GPT {
    GUID PartitionType;
    GUID PartitionId;
    ULONG64 Attributes;
    WCHAR Name[36];
} PARTITION_INFORMATION_GPT, *PPARTITION_INFORMATION_GPT;

#define GPT_ATTRIBUTE_PLATFORM_REQUIRED          (0x0000000000000001)
#define GPT_BASIC_DATA_ATTRIBUTE_NO_DRIVE_LETTER (0x8000000000000000)
#define GPT_BASIC_DATA_ATTRIBUTE_HIDDEN          (0x4000000000000000)
#define GPT_BASIC_DATA_ATTRIBUTE_SHADOW_COPY     (0x2000000000000000)
#define GPT_BASIC_DATA_ATTRIBUTE_READ_ONLY       (0x1000000000000000)

typedef struct _PARTITION_INFORMATION_MBR {
    UCHAR PartitionType;
    BOOLEAN BootIndicator;
    BOOLEAN RecognizedPartition;
    ULONG HiddenSectors;
    GUID PartitionId;
} PARTITION_INFORMATION_MBR, *PPARTITION_INFORMATION_MBR;

typedef SET_PARTITION_INFORMATION SET_PARTITION_INFORMATION_MBR;
typedef PARTITION_INFORMATION_GPT SET_PARTITION_INFORMATION_GPT;
typedef struct _SET_PARTITION_INFORMATION_EX {
    PARTITION_STYLE PartitionStyle;
    union {
        SET_PARTITION_INFORMATION_MBR Mbr;
        SET_PARTITION_INFORMATION_GPT Gpt;
    };
} SET_PARTITION_INFORMATION_EX, *PSET_PARTITION_INFORMATION_EX;

typedef struct _PARTITION_INFORMATION_EX {
    PARTITION_STYLE PartitionStyle;
    LARGE_INTEGER StartingOffset;
    LARGE_INTEGER PartitionLength;
    ULONG PartitionNumber;
    BOOLEAN RewritePartition;
    BOOLEAN IsServicePartition;
    union {
        PARTITION_INFORMATION_MBR Mbr;
        PARTITION_INFORMATION_GPT Gpt;
    };
} PARTITION_INFORMATION_EX, *PPARTITION_INFORMATION_EX;

typedef struct _DRIVE_LAYOUT_INFORMATION_GPT {
    GUID DiskId;
    LARGE_INTEGER StartingUsableOffset;
    LARGE_INTEGER UsableLength;
    ULONG MaxPartitionCount;
} DRIVE_LAYOUT_INFORMATION_GPT, *PDRIVE_LAYOUT_INFORMATION_GPT;
typedef struct _DRIVE_LAYOUT_INFORMATION_MBR {
    ULONG Signature;
    ULONG CheckSum;
} DRIVE_LAYOUT_INFORMATION_MBR, *PDRIVE_LAYOUT_INFORMATION_MBR;
typedef struct _DRIVE_LAYOUT_INFORMATION_EX {
    ULONG PartitionStyle;
    ULONG PartitionCount;
    union {
        DRIVE_LAYOUT_INFORMATION_MBR Mbr;
        DRIVE_LAYOUT_INFORMATION_GPT Gpt;
    };
    PARTITION_INFORMATION_EX PartitionEntry[1];
} DRIVE_LAYOUT_INFORMATION_EX, *PDRIVE_LAYOUT_INFORMATION_EX;

typedef struct _CREATE_DISK_MBR {
    ULONG Signature;
} CREATE_DISK_MBR, *PCREATE_DISK_MBR;
typedef struct _CREATE_DISK_GPT {
    GUID DiskId;
    ULONG MaxPartitionCount;
} CREATE_DISK_GPT, *PCREATE_DISK_GPT;
typedef struct _CREATE_DISK {
    PARTITION_STYLE PartitionStyle;
    union {
        CREATE_DISK_MBR Mbr;
        CREATE_DISK_GPT Gpt;
    };
} CREATE_DISK, *PCREATE_DISK;

typedef struct _GET_LENGTH_INFORMATION {
    LARGE_INTEGER Length;
} GET_LENGTH_INFORMATION, *PGET_LENGTH_INFORMATION;

typedef enum _DETECTION_TYPE { DetectNone, DetectInt13, DetectExInt13 } DETECTION_TYPE;
typedef struct _DISK_INT13_INFO {
    USHORT DriveSelect;
    ULONG MaxCylinders;
    USHORT SectorsPerTrack;
    USHORT MaxHeads;
    USHORT NumberDrives;
} DISK_INT13_INFO, *PDISK_INT13_INFO;
typedef struct _DISK_EX_INT13_INFO {
    USHORT ExBufferSize;
    USHORT ExFlags;
    ULONG ExCylinders;
    ULONG ExHeads;
    ULONG ExSectorsPerTrack;
    ULONG64 ExSectorsPerDrive;
    USHORT ExSectorSize;
    USHORT ExReserved;
} DISK_EX_INT13_INFO, *PDISK_EX_INT13_INFO;
typedef struct _DISK_DETECTION_INFO {
    ULONG SizeOfDetectInfo;
    DETECTION_TYPE DetectionType;
    union {
        struct {
            DISK_INT13_INFO Int13;
            DISK_EX_INT13_INFO ExInt13;
        };
    };
} DISK_DETECTION_INFO, *PDISK_DETECTION_INFO;
typedef struct _DISK_PARTITION_INFO {
    ULONG SizeOfPartitionInfo;
    PARTITION_STYLE PartitionStyle;
    union {
        struct {
            ULONG Signature;
            ULONG CheckSum;
        } Mbr;
        struct {
            GUID DiskId;
        } Gpt;
    };
} DISK_PARTITION_INFO, *PDISK_PARTITION_INFO;
typedef struct _DISK_GEOMETRY_EX {
    DISK_GEOMETRY Geometry;
    LARGE_INTEGER DiskSize;
    UCHAR Data[1];
} DISK_GEOMETRY_EX, *PDISK_GEOMETRY_EX;
#define DiskGeometryGetPartition(Geometry) ((PDISK_PARTITION_INFO)((Geometry)->Data))
#define DiskGeometryGetDetect(Geometry)                                                                                \
    ((PDISK_DETECTION_INFO)(((ULONG_PTR)DiskGeometryGetPartition(Geometry) +                                           \
                             DiskGeometryGetPartition(Geometry)->SizeOfPartitionInfo)))

typedef struct _DISK_CONTROLLER_NUMBER {
    ULONG ControllerNumber;
    ULONG DiskNumber;
} DISK_CONTROLLER_NUMBER, *PDISK_CONTROLLER_NUMBER;

typedef enum {
    EqualPriority,
    KeepPrefetchedData,
    KeepReadData
} DISK_CACHE_RETENTION_PRIORITY;
typedef struct _DISK_CACHE_INFORMATION {
    BOOLEAN ParametersSavable;
    BOOLEAN ReadCacheEnabled;
    BOOLEAN WriteCacheEnabled;
    DISK_CACHE_RETENTION_PRIORITY ReadRetentionPriority;
    DISK_CACHE_RETENTION_PRIORITY WriteRetentionPriority;
    USHORT DisablePrefetchTransferLength;
    BOOLEAN PrefetchScalar;
    union {
        struct {
            USHORT Minimum;
            USHORT Maximum;
            USHORT MaximumBlocks;
        } ScalarPrefetch;
        struct {
            USHORT Minimum;
            USHORT Maximum;
        } BlockPrefetch;
    };
} DISK_CACHE_INFORMATION, *PDISK_CACHE_INFORMATION;

typedef struct _DISK_GROW_PARTITION {
    ULONG PartitionNumber;
    LARGE_INTEGER BytesToGrow;
} DISK_GROW_PARTITION, *PDISK_GROW_PARTITION;

typedef struct _VERIFY_INFORMATION {
    LARGE_INTEGER StartingOffset;
    ULONG Length;
} VERIFY_INFORMATION, *PVERIFY_INFORMATION;
typedef struct _REASSIGN_BLOCKS {
    USHORT Reserved;
    USHORT Count;
    ULONG BlockNumber[1];
} REASSIGN_BLOCKS, *PREASSIGN_BLOCKS;
typedef struct _FORMAT_PARAMETERS {
    MEDIA_TYPE MediaType;
    ULONG StartCylinderNumber;
    ULONG EndCylinderNumber;
    ULONG StartHeadNumber;
    ULONG EndHeadNumber;
} FORMAT_PARAMETERS, *PFORMAT_PARAMETERS;
typedef USHORT BAD_TRACK_NUMBER, *PBAD_TRACK_NUMBER;

typedef struct _DISK_PERFORMANCE {
    LARGE_INTEGER BytesRead;
    LARGE_INTEGER BytesWritten;
    LARGE_INTEGER ReadTime;
    LARGE_INTEGER WriteTime;
    LARGE_INTEGER IdleTime;
    ULONG ReadCount;
    ULONG WriteCount;
    ULONG QueueDepth;
    ULONG SplitCount;
    LARGE_INTEGER QueryTime;
    ULONG StorageDeviceNumber;
    WCHAR StorageManagerName[8];
} DISK_PERFORMANCE, *PDISK_PERFORMANCE;

#define IsRecognizedPartition(PartitionType)                                                                           \
    ((PartitionType) == PARTITION_FAT_12 || (PartitionType) == PARTITION_FAT_16 || (PartitionType) == PARTITION_IFS || \
     (PartitionType) == PARTITION_HUGE || (PartitionType) == PARTITION_FAT32 ||                                        \
     (PartitionType) == PARTITION_FAT32_XINT13 || (PartitionType) == PARTITION_XINT13)
#define IsContainerPartition(PartitionType)                                                                            \
    ((PartitionType) == PARTITION_EXTENDED || (PartitionType) == PARTITION_XINT13_EXTENDED)

#endif
