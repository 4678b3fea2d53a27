/* Claims about headers beside the driver model: they go together in one source, and their structures have the documented sizes. */
#include <initguid.h>
#include <ntddk.h>

#include <aux_klib.h>
#include <basetyps.h>
#include <csq.h>
#include <devpropdef.h>
#include <ntifs.h>
#include <evntprov.h>
#include <evntrace.h>
#include <mountdev.h>
#include <ntddcdrm.h>
#include <ntdddisk.h>
#include <ntddkbd.h>
#include <ntddmou.h>
#include <ntddser.h>
#include <ntddvol.h>
#include <ntimage.h>
#include <ntintsafe.h>
#include <ntpoapi.h>
#include <ntverp.h>
#include <wdmguid.h>
#include <wdmsec.h>
#include <wmilib.h>
#include <wmistr.h>

C_ASSERT(sizeof(WNODE_HEADER) == 48 && FIELD_OFFSET(WNODE_HEADER, Guid) == 24);
C_ASSERT(FIELD_OFFSET(WNODE_SINGLE_INSTANCE, VariableData) == 64);
C_ASSERT(FIELD_OFFSET(WNODE_ALL_DATA, OffsetInstanceDataAndLength) == 60);
C_ASSERT(sizeof(WNODE_EVENT_REFERENCE) == 72 && sizeof(WNODE_TOO_SMALL) == 56);
C_ASSERT(sizeof(WMIREGGUID) == 32 && FIELD_OFFSET(WMIREGINFO, WmiRegGuid) == 24);
C_ASSERT(sizeof(WMILIB_CONTEXT) == 64 && sizeof(WMIGUIDREGINFO) == 16);
C_ASSERT(sizeof(EVENT_DESCRIPTOR) == 16 && sizeof(EVENT_DATA_DESCRIPTOR) == 16);
C_ASSERT(sizeof(SERIAL_TIMEOUTS) == 20 && sizeof(SERIAL_LINE_CONTROL) == 3 && sizeof(SERIAL_CHARS) == 6);
C_ASSERT(sizeof(SERIAL_HANDFLOW) == 16 && sizeof(SERIAL_BASIC_SETTINGS) == 44 && sizeof(SERIAL_STATUS) == 20);
C_ASSERT(IOCTL_SERIAL_SET_BAUD_RATE == 0x001B0004 && IOCTL_SERIAL_GET_MODEMSTATUS == 0x001B0068 && IOCTL_SERENUM_GET_PORT_NAME == 0x0037020C);
C_ASSERT(sizeof(KEYBOARD_INPUT_DATA) == 12 && sizeof(KEYBOARD_ATTRIBUTES) == 28 && IOCTL_KEYBOARD_SET_INDICATORS == 0x000B0008);
C_ASSERT(sizeof(MOUSE_INPUT_DATA) == 24 && sizeof(MOUSE_ATTRIBUTES) == 12 && IOCTL_MOUSE_QUERY_ATTRIBUTES == 0x000F0000);
C_ASSERT(FIELD_OFFSET(MOUNTDEV_SUGGESTED_LINK_NAME, Name) == 4 && IOCTL_MOUNTDEV_QUERY_UNIQUE_ID == 0x004D0000);
C_ASSERT(sizeof(DISK_GEOMETRY) == 24 && sizeof(PARTITION_INFORMATION) == 32 && sizeof(PARTITION_INFORMATION_EX) == 144 && sizeof(DISK_GEOMETRY_EX) == 40);
C_ASSERT(IOCTL_DISK_GET_DRIVE_GEOMETRY == 0x00070000 && IOCTL_DISK_GET_PARTITION_INFO == 0x00074004 && IOCTL_DISK_GET_LENGTH_INFO == 0x0007405C);
C_ASSERT(IOCTL_STORAGE_GET_DEVICE_NUMBER == 0x002D1080 && IOCTL_STORAGE_QUERY_PROPERTY == 0x002D1400 && sizeof(STORAGE_DEVICE_DESCRIPTOR) == 40);
C_ASSERT(IOCTL_CDROM_READ_TOC == 0x00024000 && sizeof(CDROM_TOC) == MAXIMUM_CDROM_SIZE && IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS == 0x00560000);
C_ASSERT(sizeof(IMAGE_DOS_HEADER) == 64 && FIELD_OFFSET(IMAGE_DOS_HEADER, e_lfanew) == 60 && sizeof(IMAGE_FILE_HEADER) == IMAGE_SIZEOF_FILE_HEADER);
C_ASSERT(sizeof(IMAGE_NT_HEADERS) == 264 && sizeof(IMAGE_NT_HEADERS32) == 248 && sizeof(IMAGE_SECTION_HEADER) == IMAGE_SIZEOF_SECTION_HEADER);
C_ASSERT(FIELD_OFFSET(IMAGE_NT_HEADERS, OptionalHeader.DataDirectory) == 136 && FIELD_OFFSET(IMAGE_NT_HEADERS32, OptionalHeader.DataDirectory) == 120);
C_ASSERT(sizeof(IMAGE_EXPORT_DIRECTORY) == 40 && sizeof(IMAGE_IMPORT_DESCRIPTOR) == 20 && sizeof(IMAGE_RESOURCE_DIRECTORY_ENTRY) == 8);
C_ASSERT(sizeof(FILE_RENAME_INFORMATION) == 24 && sizeof(MEMORY_BASIC_INFORMATION) == 48 && sizeof(UNICODE_STRING32) == 8);
C_ASSERT(VER_PRODUCTBUILD > 2600);
C_ASSERT(sizeof(DEVPROPKEY) == 20 && DEVPROP_TYPE_BOOLEAN == 0x11);
C_ASSERT(sizeof(AUX_MODULE_EXTENDED_INFO) == 272);
DEFINE_DEVPROPKEY(MoreKey, 0xa45c254e, 0xdf1c, 0x4efd, 0x80, 0x20, 0x67, 0xd1, 0x46, 0xa8, 0x50, 0xe0, 2);

DRIVER_INITIALIZE DriverEntry;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ULONG sum;

    UNREFERENCED_PARAMETER(RegistryPath);
    if (!IsEqualGUID(&GUID_BUS_TYPE_SERENUM, &GUID_CLASS_KEYBOARD) && MoreKey.pid == 2)
        return RtlULongAdd((ULONG)DriverObject->Size, 1, &sum);
    return STATUS_UNSUCCESSFUL;
}
