/* File systems are not modelled; drivers include this header for a handful of routines, which ntddk.h already has. */
#ifndef NTSIM_DDK_NTIFS_H
#define NTSIM_DDK_NTIFS_H

#define _NTIFS_ /* what drivers ask for, to know which of the kit's headers they have */
#define _NTIFS_INCLUDED_

#include "ntddk.h"

#include "ntsim/file_system_types.h"
#include "ntsim/rtl_oem.h"

EXTERN_C_START

NTSTATUS NtClose(HANDLE Handle);
NTSTATUS NtCreateFile(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
                      PLARGE_INTEGER AllocationSize, ULONG FileAttributes, ULONG ShareAccess, ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer,
                      ULONG EaLength);
PDEVICE_OBJECT IoGetDeviceToVerify(PETHREAD Thread);
VOID IoSetDeviceToVerify(PETHREAD Thread, PDEVICE_OBJECT DeviceObject);

EXTERN_C_END

#endif
