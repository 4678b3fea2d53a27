/* Storage devices of any kind: control codes and what they carry (WDK: ntddstor.h; in applications part of winioctl.h). */
#ifndef NTSIM_DDK_NTDDSTOR_H
#define NTSIM_DDK_NTDDSTOR_H

#include "devioctl.h"
#include "ntdef.h"

#define IOCTL_STORAGE_BASE FILE_DEVICE_MASS_STORAGE
#define NTSIM_STORAGE(function, access) CTL_CODE(IOCTL_STORAGE_BASE, function, METHOD_BUFFERED, access)

#define IOCTL_STORAGE_CHECK_VERIFY            NTSIM_STORAGE(0x0200, FILE_READ_ACCESS)
#define IOCTL_STORAGE_CHECK_VERIFY2           NTSIM_STORAGE(0x0200, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_MEDIA_REMOVAL           NTSIM_STORAGE(0x0201, FILE_READ_ACCESS)
#define IOCTL_STORAGE_EJECT_MEDIA             NTSIM_STORAGE(0x0202, FILE_READ_ACCESS)
#define IOCTL_STORAGE_LOAD_MEDIA              NTSIM_STORAGE(0x0203, FILE_READ_ACCESS)
#define IOCTL_STORAGE_LOAD_MEDIA2             NTSIM_STORAGE(0x0203, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_RESERVE                 NTSIM_STORAGE(0x0204, FILE_READ_ACCESS)
#define IOCTL_STORAGE_RELEASE                 NTSIM_STORAGE(0x0205, FILE_READ_ACCESS)
#define IOCTL_STORAGE_FIND_NEW_DEVICES        NTSIM_STORAGE(0x0206, FILE_READ_ACCESS)
#define IOCTL_STORAGE_EJECTION_CONTROL        NTSIM_STORAGE(0x0250, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_MCN_CONTROL             NTSIM_STORAGE(0x0251, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_GET_MEDIA_TYPES         NTSIM_STORAGE(0x0300, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_GET_MEDIA_TYPES_EX      NTSIM_STORAGE(0x0301, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_GET_MEDIA_SERIAL_NUMBER NTSIM_STORAGE(0x0304, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_GET_HOTPLUG_INFO        NTSIM_STORAGE(0x0305, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_SET_HOTPLUG_INFO        NTSIM_STORAGE(0x0306, FILE_READ_ACCESS | FILE_WRITE_ACCESS)
#define IOCTL_STORAGE_RESET_BUS               NTSIM_STORAGE(0x0400, FILE_READ_ACCESS)
#define IOCTL_STORAGE_RESET_DEVICE            NTSIM_STORAGE(0x0401, FILE_READ_ACCESS)
#define IOCTL_STORAGE_BREAK_RESERVATION       NTSIM_STORAGE(0x0405, FILE_READ_ACCESS)
#define IOCTL_STORAGE_GET_DEVICE_NUMBER       NTSIM_STORAGE(0x0420, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_PREDICT_FAILURE         NTSIM_STORAGE(0x0440, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_QUERY_PROPERTY          NTSIM_STORAGE(0x0500, FILE_ANY_ACCESS)
#define IOCTL_STORAGE_MANAGE_DATA_SET_ATTRIBUTES NTSIM_STORAGE(0x0501, FILE_WRITE_ACCESS)

typedef struct _STORAGE_DEVICE_NUMBER {
    ULONG DeviceType;
    ULONG DeviceNumber;
    ULONG PartitionNumber;
} STORAGE_DEVICE_NUMBER, *PSTORAGE_DEVICE_NUMBER;

typedef struct _STORAGE_HOTPLUG_INFO {
    ULONG Size;
    BOOLEAN MediaRemovable;
    BOOLEAN MediaHotplug;
    BOOLEAN DeviceHotplug;
    BOOLEAN WriteCacheEnableOverride;
} STORAGE_HOTPLUG_INFO, *PSTORAGE_HOTPLUG_INFO;

typedef struct _PREVENT_MEDIA_REMOVAL {
    BOOLEAN PreventMediaRemoval;
} PREVENT_MEDIA_REMOVAL, *PPREVENT_MEDIA_REMOVAL;

typedef struct _STORAGE_PREDICT_FAILURE {
    ULONG PredictFailure;
    UCHAR VendorSpecific[512];
} STORAGE_PREDICT_FAILURE, *PSTORAGE_PREDICT_FAILURE;

typedef enum _STORAGE_BUS_TYPE {
    BusTypeUnknown,
    BusTypeScsi,
    BusTypeAtapi,
    BusTypeAta,
    BusType1394,
    BusTypeSsa,
    BusTypeFibre,
    BusTypeUsb,
    BusTypeRAID,
    BusTypeiScsi,
    BusTypeSas,
    BusTypeSata,
    BusTypeSd,
    BusTypeMmc,
    BusTypeVirtual,
    BusTypeFileBackedVirtual,
    BusTypeSpaces,
    BusTypeNvme,
    BusTypeMax = 0x13,
    BusTypeMaxReserved = 0x7F
} STORAGE_BUS_TYPE, *PSTORAGE_BUS_TYPE;

typedef enum _STORAGE_QUERY_TYPE {
    PropertyStandardQuery,
    PropertyExistsQuery,
    PropertyMaskQuery,
    PropertyQueryMaxDefined
} STORAGE_QUERY_TYPE, *PSTORAGE_QUERY_TYPE;

typedef enum _STORAGE_PROPERTY_ID {
    StorageDeviceProperty,
    StorageAdapterProperty,
    StorageDeviceIdProperty,
    StorageDeviceUniqueIdProperty,
    StorageDeviceWriteCacheProperty,
    StorageMiniportProperty,
    StorageAccessAlignmentProperty,
    StorageDeviceSeekPenaltyProperty,
    StorageDeviceTrimProperty
} STORAGE_PROPERTY_ID, *PSTORAGE_PROPERTY_ID;

typedef struct _STORAGE_PROPERTY_QUERY {
    STORAGE_PROPERTY_ID PropertyId;
    STORAGE_QUERY_TYPE QueryType;
    UCHAR AdditionalParameters[1];
} STORAGE_PROPERTY_QUERY, *PSTORAGE_PROPERTY_QUERY;

typedef struct _STORAGE_DESCRIPTOR_HEADER {
    ULONG Version;
    ULONG Size;
} STORAGE_DESCRIPTOR_HEADER, *PSTORAGE_DESCRIPTOR_HEADER;

/* The offsets are from the structure's beginning, in bytes; 0: there is no such text. */
typedef struct _STORAGE_DEVICE_DESCRIPTOR {
    ULONG Version;
    ULONG Size;
    UCHAR DeviceType;
    UCHAR DeviceTypeModifier;
    BOOLEAN RemovableMedia;
    BOOLEAN CommandQueueing;
    ULONG VendorIdOffset;
    ULONG ProductIdOffset;
    ULONG ProductRevisionOffset;
    ULONG SerialNumberOffset;
    STORAGE_BUS_TYPE BusType;
    ULONG RawPropertiesLength;
    UCHAR RawDeviceProperties[1];
} STORAGE_DEVICE_DESCRIPTOR, *PSTORAGE_DEVICE_DESCRIPTOR;

typedef struct _STORAGE_ADAPTER_DESCRIPTOR {
    ULONG Version;
    ULONG Size;
    ULONG MaximumTransferLength;
    ULONG MaximumPhysicalPages;
    ULONG AlignmentMask;
    BOOLEAN AdapterUsesPio;
    BOOLEAN AdapterScansDown;
    BOOLEAN CommandQueueing;
    BOOLEAN AcceleratedTransfer;
    UCHAR BusType;
    USHORT BusMajorVersion;
    USHORT BusMinorVersion;
    UCHAR SrbType;
    UCHAR AddressType;
} STORAGE_ADAPTER_DESCRIPTOR, *PSTORAGE_ADAPTER_DESCRIPTOR;

#endif
