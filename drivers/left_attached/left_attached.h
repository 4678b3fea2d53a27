/* A window of memory that a program shares with a driver: \\.\Window. */
#ifndef LEFT_ATTACHED_H
#define LEFT_ATTACHED_H

#define WINDOW_BYTES 4096

/* Out: a 64-bit address, in the caller's process, of WINDOW_BYTES that are zero. Once for each program. */
#define IOCTL_WINDOW_MAP CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* Out: ULONG, the sum of the bytes up to the first zero in the window mapped last. */
#define IOCTL_WINDOW_SUM CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
