/*
 * What every Win32 header starts from: the types that drivers have too, and Win32's own common structures. The simulator includes it as well, so it
 * holds nothing that a driver header defines otherwise.
 */
#ifndef NTSIM_WIN32_BASE_H
#define NTSIM_WIN32_BASE_H

#ifndef NTSIM_WIN32
#define NTSIM_WIN32
#endif

#include "../../ddk/guiddef.h"
#include "../../ddk/ntsim/types.h"

#define WINAPI
#define CALLBACK
#define APIENTRY
#define WINBASEAPI
#define WINADVAPI
#define WINUSERAPI

typedef HANDLE HLOCAL, HGLOBAL, SC_HANDLE, *LPSC_HANDLE, *LPHANDLE;
typedef struct HINSTANCE__ *HINSTANCE;
typedef HINSTANCE HMODULE;
typedef struct HWND__ *HWND;
typedef struct HKEY__ *HKEY, **PHKEY;
typedef DWORD *LPCOLORREF;
#ifdef NTSIM_INSIDE
typedef INT_PTR (*FARPROC)(void);
#else
typedef INT_PTR (*FARPROC)(); /* in C of any arguments */
#endif
typedef LONG_PTR *LPLONG_PTR;
typedef LONG *LPLONG;
typedef int *LPINT;
typedef DWORD LCTYPE;
typedef WORD ATOM;
typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM, LRESULT;

#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)
#define INFINITE 0xFFFFFFFF
#define MAX_PATH 260

typedef struct _SECURITY_ATTRIBUTES {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

/* Internal is the NTSTATUS, InternalHigh the byte count: together the request's I/O status block. */
typedef struct _OVERLAPPED {
    ULONG_PTR Internal;
    ULONG_PTR InternalHigh;
    union {
        struct {
            DWORD Offset;
            DWORD OffsetHigh;
        };
        PVOID Pointer;
    };
    HANDLE hEvent;
} OVERLAPPED, *LPOVERLAPPED;

typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;
    WORD wDayOfWeek;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

#endif
