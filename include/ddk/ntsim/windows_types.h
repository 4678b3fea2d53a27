/* The integers of Win32 (WDK: windef.h). Drivers that do not include it may define these words themselves, as they can on Windows. */
#ifndef NTSIM_DDK_WINDOWS_TYPES_H
#define NTSIM_DDK_WINDOWS_TYPES_H

typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef unsigned short WORD, *PWORD, *LPWORD;
typedef unsigned int DWORD, *PDWORD, *LPDWORD;
typedef int BOOL, *PBOOL, *LPBOOL;

#endif
