/* Numbers of the I/O system: major and minor functions, device flags and types, control codes, file options. */
#ifndef NTSIM_DDK_IO_CODES_H
#define NTSIM_DDK_IO_CODES_H

#include "../devioctl.h"
#include "../ntdef.h"

#define IRP_MJ_CREATE                   0x00
#define IRP_MJ_CREATE_NAMED_PIPE        0x01
#define IRP_MJ_CLOSE                    0x02
#define IRP_MJ_READ                     0x03
#define IRP_MJ_WRITE                    0x04
#define IRP_MJ_QUERY_INFORMATION        0x05
#define IRP_MJ_SET_INFORMATION          0x06
#define IRP_MJ_QUERY_EA                 0x07
#define IRP_MJ_SET_EA                   0x08
#define IRP_MJ_FLUSH_BUFFERS            0x09
#define IRP_MJ_QUERY_VOLUME_INFORMATION 0x0a
#define IRP_MJ_SET_VOLUME_INFORMATION   0x0b
#define IRP_MJ_DIRECTORY_CONTROL        0x0c
#define IRP_MJ_FILE_SYSTEM_CONTROL      0x0d
#define IRP_MJ_DEVICE_CONTROL           0x0e
#define IRP_MJ_INTERNAL_DEVICE_CONTROL  0x0f
#define IRP_MJ_SHUTDOWN                 0x10
#define IRP_MJ_LOCK_CONTROL             0x11
#define IRP_MJ_CLEANUP                  0x12
#define IRP_MJ_CREATE_MAILSLOT          0x13
#define IRP_MJ_QUERY_SECURITY           0x14
#define IRP_MJ_SET_SECURITY             0x15
#define IRP_MJ_POWER                    0x16
#define IRP_MJ_SYSTEM_CONTROL           0x17
#define IRP_MJ_DEVICE_CHANGE            0x18
#define IRP_MJ_QUERY_QUOTA              0x19
#define IRP_MJ_SET_QUOTA                0x1a
#define IRP_MJ_PNP                      0x1b
#define IRP_MJ_PNP_POWER                IRP_MJ_PNP
#define IRP_MJ_SCSI                     IRP_MJ_INTERNAL_DEVICE_CONTROL

#define IRP_MN_START_DEVICE                 0x00
#define IRP_MN_QUERY_REMOVE_DEVICE          0x01
#define IRP_MN_REMOVE_DEVICE                0x02
#define IRP_MN_CANCEL_REMOVE_DEVICE         0x03
#define IRP_MN_STOP_DEVICE                  0x04
#define IRP_MN_QUERY_STOP_DEVICE            0x05
#define IRP_MN_CANCEL_STOP_DEVICE           0x06
#define IRP_MN_QUERY_DEVICE_RELATIONS       0x07
#define IRP_MN_QUERY_INTERFACE              0x08
#define IRP_MN_QUERY_CAPABILITIES           0x09
#define IRP_MN_QUERY_RESOURCES              0x0a
#define IRP_MN_QUERY_RESOURCE_REQUIREMENTS  0x0b
#define IRP_MN_QUERY_DEVICE_TEXT            0x0c
#define IRP_MN_FILTER_RESOURCE_REQUIREMENTS 0x0d
#define IRP_MN_READ_CONFIG                  0x0f
#define IRP_MN_WRITE_CONFIG                 0x10
#define IRP_MN_EJECT                        0x11
#define IRP_MN_SET_LOCK                     0x12
#define IRP_MN_QUERY_ID                     0x13
#define IRP_MN_QUERY_PNP_DEVICE_STATE       0x14
#define IRP_MN_QUERY_BUS_INFORMATION        0x15
#define IRP_MN_DEVICE_USAGE_NOTIFICATION    0x16
#define IRP_MN_SURPRISE_REMOVAL             0x17
#define IRP_MN_QUERY_LEGACY_BUS_INFORMATION 0x18
#define IRP_MN_DEVICE_ENUMERATED            0x19

#define IRP_MN_WAIT_WAKE      0x00
#define IRP_MN_POWER_SEQUENCE 0x01
#define IRP_MN_SET_POWER      0x02
#define IRP_MN_QUERY_POWER    0x03

#define IRP_MN_QUERY_ALL_DATA         0x00
#define IRP_MN_QUERY_SINGLE_INSTANCE  0x01
#define IRP_MN_CHANGE_SINGLE_INSTANCE 0x02
#define IRP_MN_CHANGE_SINGLE_ITEM     0x03
#define IRP_MN_ENABLE_EVENTS          0x04
#define IRP_MN_DISABLE_EVENTS         0x05
#define IRP_MN_ENABLE_COLLECTION      0x06
#define IRP_MN_DISABLE_COLLECTION     0x07
#define IRP_MN_REGINFO                0x08
#define IRP_MN_EXECUTE_METHOD         0x09
#define IRP_MN_REGINFO_EX             0x0b

#define IRP_MN_NORMAL                     0x00
#define IRP_MN_DPC                        0x01
#define IRP_MN_MDL                        0x02
#define IRP_MN_COMPLETE                   0x04
#define IRP_MN_COMPRESSED                 0x08
#define IRP_MN_USER_FS_REQUEST            0x00
#define IRP_MN_MOUNT_VOLUME               0x01
#define IRP_MN_VERIFY_VOLUME              0x02
#define IRP_MN_LOAD_FILE_SYSTEM           0x03
#define IRP_MN_KERNEL_CALL                0x04
#define IRP_MN_LOCK                       0x01
#define IRP_MN_UNLOCK_SINGLE              0x02
#define IRP_MN_UNLOCK_ALL                 0x03
#define IRP_MN_UNLOCK_ALL_BY_KEY          0x04
#define IRP_MN_FLUSH_AND_PURGE            0x01
#define IRP_MN_FLUSH_DATA_ONLY            0x02
#define IRP_MN_FLUSH_NO_SYNC              0x03
#define IRP_MN_QUERY_DIRECTORY            0x01
#define IRP_MN_NOTIFY_CHANGE_DIRECTORY    0x02
#define IRP_MN_NOTIFY_CHANGE_DIRECTORY_EX 0x03
#define IRP_MN_COMPLETE_MDL               (IRP_MN_COMPLETE | IRP_MN_MDL)
#define IRP_MN_SCSI_CLASS                 0x01

#define DO_VERIFY_VOLUME             0x00000002
#define DO_BUFFERED_IO               0x00000004
#define DO_EXCLUSIVE                 0x00000008
#define DO_DIRECT_IO                 0x00000010
#define DO_MAP_IO_BUFFER             0x00000020
#define DO_DEVICE_HAS_NAME           0x00000040
#define DO_DEVICE_INITIALIZING       0x00000080
#define DO_SYSTEM_BOOT_PARTITION     0x00000100
#define DO_LONG_TERM_REQUESTS        0x00000200
#define DO_NEVER_LAST_DEVICE         0x00000400
#define DO_SHUTDOWN_REGISTERED       0x00000800
#define DO_BUS_ENUMERATED_DEVICE     0x00001000
#define DO_POWER_PAGABLE             0x00002000
#define DO_POWER_INRUSH              0x00004000
#define DO_LOW_PRIORITY_FILESYSTEM   0x00010000
#define DO_SUPPORTS_TRANSACTIONS     0x00040000
#define DO_FORCE_NEITHER_IO          0x00080000
#define DO_VOLUME_DEVICE_OBJECT      0x00100000
#define DO_SYSTEM_SYSTEM_PARTITION   0x00200000
#define DO_SYSTEM_CRITICAL_PARTITION 0x00400000
#define DO_DISALLOW_EXECUTE          0x00800000
#define DO_DEVICE_TO_BE_RESET        0x04000000
#define DO_DAX_VOLUME                0x10000000

#define DRVO_UNLOAD_INVOKED        0x00000001
#define DRVO_LEGACY_DRIVER         0x00000002
#define DRVO_BUILTIN_DRIVER        0x00000004
#define DRVO_REINIT_REGISTERED     0x00000008
#define DRVO_INITIALIZED           0x00000010
#define DRVO_BOOTREINIT_REGISTERED 0x00000020
#define DRVO_LEGACY_RESOURCES      0x00000040

#define FO_FILE_OPEN                  0x00000001
#define FO_SYNCHRONOUS_IO             0x00000002
#define FO_ALERTABLE_IO               0x00000004
#define FO_NO_INTERMEDIATE_BUFFERING  0x00000008
#define FO_WRITE_THROUGH              0x00000010
#define FO_SEQUENTIAL_ONLY            0x00000020
#define FO_CACHE_SUPPORTED            0x00000040
#define FO_NAMED_PIPE                 0x00000080
#define FO_STREAM_FILE                0x00000100
#define FO_MAILSLOT                   0x00000200
#define FO_GENERATE_AUDIT_ON_CLOSE    0x00000400
#define FO_QUEUE_IRP_TO_THREAD        FO_GENERATE_AUDIT_ON_CLOSE
#define FO_DIRECT_DEVICE_OPEN         0x00000800
#define FO_FILE_MODIFIED              0x00001000
#define FO_FILE_SIZE_CHANGED          0x00002000
#define FO_CLEANUP_COMPLETE           0x00004000
#define FO_TEMPORARY_FILE             0x00008000
#define FO_DELETE_ON_CLOSE            0x00010000
#define FO_OPENED_CASE_SENSITIVE      0x00020000
#define FO_HANDLE_CREATED             0x00040000
#define FO_FILE_FAST_IO_READ          0x00080000
#define FO_RANDOM_ACCESS              0x00100000
#define FO_FILE_OPEN_CANCELLED        0x00200000
#define FO_VOLUME_OPEN                0x00400000
#define FO_REMOTE_ORIGIN              0x01000000
#define FO_DISALLOW_EXCLUSIVE         0x02000000
#define FO_SKIP_COMPLETION_PORT       0x02000000
#define FO_SKIP_SET_EVENT             0x04000000
#define FO_SKIP_SET_FAST_IO           0x08000000
#define FO_INDIRECT_WAIT_OBJECT       0x10000000
#define FO_SECTION_MINSTORE_TREATMENT 0x20000000

#define IO_NO_INCREMENT         0
#define IO_CD_ROM_INCREMENT     1
#define IO_DISK_INCREMENT       1
#define IO_KEYBOARD_INCREMENT   6
#define IO_MAILSLOT_INCREMENT   2
#define IO_MOUSE_INCREMENT      6
#define IO_NAMED_PIPE_INCREMENT 2
#define IO_NETWORK_INCREMENT    2
#define IO_PARALLEL_INCREMENT   1
#define IO_SERIAL_INCREMENT     2
#define IO_SOUND_INCREMENT      8
#define IO_VIDEO_INCREMENT      1
#define EVENT_INCREMENT         1
#define SEMAPHORE_INCREMENT     1

#endif
