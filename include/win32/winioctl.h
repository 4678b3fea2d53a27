/* Control codes for DeviceIoControl. */
#ifndef NTSIM_WIN32_WINIOCTL_H
#define NTSIM_WIN32_WINIOCTL_H

#include "devioctl.h"

#define FILE_READ_ONLY_DEVICE 0x00000002

#define IOCTL_DISK_BASE FILE_DEVICE_DISK
#define IOCTL_STORAGE_BASE FILE_DEVICE_MASS_STORAGE
#define IOCTL_VOLUME_BASE ((DWORD)'V')

#endif
