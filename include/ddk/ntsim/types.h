/*
 * Base types with the widths of x64 Windows. LONG and ULONG have 32 bits whatever the host; WCHAR is the compiler's
 * wchar_t (a C library may insist on another) and has 16 bits, which needs -fshort-wchar. A bare `long` in driver source
 * keeps the host's 64 bits: that cannot be helped.
 */
#ifndef NTSIM_DDK_TYPES_H
#define NTSIM_DDK_TYPES_H

#include <stddef.h>

#include "compiler.h"

_Static_assert(sizeof(__WCHAR_TYPE__) == 2, "compile drivers and applications with -fshort-wchar");
_Static_assert(sizeof(void *) == 8 && sizeof(int) == 4 && sizeof(long long) == 8, "a 64-bit host is needed");

#ifndef VOID
#define VOID void
#endif
#define CONST const

typedef void *PVOID, *LPVOID;
typedef void *PVOID64;
typedef const void *PCVOID, *LPCVOID;
typedef char CHAR, *PCHAR, *LPCH, *PCH, *NPSTR, *LPSTR, *PSTR;
#ifndef ANYSIZE_ARRAY
#define ANYSIZE_ARRAY 1
#endif
typedef CHAR CCHAR, *PCCHAR;
typedef const CHAR *LPCCH, *PCCH, *LPCSTR, *PCSTR;
typedef PSTR *PZPSTR;
typedef CHAR *PSZ, *PZZSTR;
typedef const CHAR *PCSZ;
typedef unsigned char UCHAR, *PUCHAR;
typedef const UCHAR *PCUCHAR;
typedef short SHORT, *PSHORT;
typedef short CSHORT, *PCSHORT;
typedef unsigned short USHORT, *PUSHORT;
typedef int INT, *PINT;
typedef unsigned int UINT, *PUINT;
typedef int LONG, *PLONG;
typedef unsigned int ULONG, *PULONG;
typedef const ULONG *PCULONG;
typedef __int64 LONGLONG, *PLONGLONG;
typedef unsigned __int64 ULONGLONG, *PULONGLONG;
typedef unsigned __int64 DWORDLONG, *PDWORDLONG;
typedef float FLOAT, *PFLOAT;
typedef double DOUBLE;

#if defined(NTSIM_WIN32) || defined(NTSIM_INSIDE) /* a driver has them from windef.h, or names something of its own so */
#include "windows_types.h"
#endif
typedef UCHAR BOOLEAN, *PBOOLEAN;
typedef UCHAR KIRQL, *PKIRQL;
typedef ULONG LOGICAL, *PLOGICAL;
typedef LONG NTSTATUS, *PNTSTATUS;
typedef const NTSTATUS *PCNTSTATUS;
typedef LONG HRESULT;
typedef LONG SECURITY_STATUS;
typedef LONG KPRIORITY;
typedef ULONG CLONG, *PCLONG;
typedef ULONG LCID, *PLCID;
typedef USHORT LANGID, *PLANGID;
typedef ULONG EXECUTION_STATE, *PEXECUTION_STATE;

#ifdef __cplusplus
typedef wchar_t WCHAR, *PWCHAR, *LPWCH, *PWCH, *NWPSTR, *LPWSTR, *PWSTR;
#else
typedef __WCHAR_TYPE__ WCHAR, *PWCHAR, *LPWCH, *PWCH, *NWPSTR, *LPWSTR, *PWSTR;
#endif
typedef const WCHAR *LPCWCH, *PCWCH, *LPCWSTR, *PCWSTR, *PCWCHAR;
typedef PWSTR *PZPWSTR;
typedef const PWSTR *PCZPWSTR;
typedef WCHAR *PZZWSTR, *PUZZWSTR;
typedef const WCHAR *PCZZWSTR, *PCUZZWSTR;
typedef WCHAR *LPUWSTR, *PUWSTR;
typedef const WCHAR *LPCUWSTR, *PCUWSTR;
#ifndef NTSIM_WIN32 /* an application's TCHAR depends on UNICODE: include/win32/winnt.h */
typedef WCHAR TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef const WCHAR *PCTSTR, *LPCTSTR;
#endif

typedef signed char INT8, *PINT8;
typedef short INT16, *PINT16;
typedef int INT32, *PINT32, LONG32, *PLONG32;
typedef __int64 INT64, *PINT64, LONG64, *PLONG64;
typedef unsigned char UINT8, *PUINT8;
typedef unsigned short UINT16, *PUINT16;
typedef unsigned int UINT32, *PUINT32, ULONG32, *PULONG32, DWORD32, *PDWORD32;
typedef unsigned __int64 UINT64, *PUINT64, ULONG64, *PULONG64, DWORD64, *PDWORD64;

typedef __int64 INT_PTR, *PINT_PTR, LONG_PTR, *PLONG_PTR, SSIZE_T, *PSSIZE_T;
typedef unsigned __int64 UINT_PTR, *PUINT_PTR, ULONG_PTR, *PULONG_PTR, DWORD_PTR, *PDWORD_PTR, SIZE_T, *PSIZE_T;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;
typedef ULONG_PTR KSPIN_LOCK, *PKSPIN_LOCK;
typedef ULONG_PTR PFN_NUMBER, *PPFN_NUMBER;
typedef int HALF_PTR, *PHALF_PTR;
typedef unsigned int UHALF_PTR, *PUHALF_PTR;

typedef __INTPTR_TYPE__ intptr_t; /* as in stdint.h: any header of Microsoft's compiler brings them */
typedef __UINTPTR_TYPE__ uintptr_t;

typedef void *HANDLE, **PHANDLE;
typedef ULONG ACCESS_MASK, *PACCESS_MASK;
typedef void *PSECURITY_DESCRIPTOR;
typedef void *PSID;
typedef ULONG SECURITY_INFORMATION, *PSECURITY_INFORMATION;
typedef void *PACCESS_TOKEN;
typedef CCHAR KPROCESSOR_MODE;

typedef union _LARGE_INTEGER {
    struct {
        ULONG LowPart;
        LONG HighPart;
    };
    struct {
        ULONG LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    struct {
        ULONG LowPart;
        ULONG HighPart;
    };
    struct {
        ULONG LowPart;
        ULONG HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef LARGE_INTEGER PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;

typedef struct _LUID {
    ULONG LowPart;
    LONG HighPart;
} LUID, *PLUID;

typedef struct _FLOAT128 {
    LONGLONG LowPart;
    LONGLONG HighPart;
} FLOAT128, *PFLOAT128;

/* A host that also defines TRUE must not clash: same values. */
#ifndef FALSE
#define FALSE 0
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef NULL
#define NULL ((void *)0)
#endif

#define MINCHAR      0x80
#define MAXCHAR      0x7f
#define MINSHORT     0x8000
#define MAXSHORT     0x7fff
#define MINLONG      0x80000000
#define MAXLONG      0x7fffffff
#define MAXUCHAR     0xff
#define MAXUSHORT    0xffff
#define MAXULONG     0xffffffff
#define MAXLONGLONG  (0x7fffffffffffffffLL)
#define MAXULONGLONG ((ULONGLONG) ~((ULONGLONG)0))
#define MAXDWORD     0xffffffff
#define MAXULONG_PTR (~((ULONG_PTR)0))
#define MAXLONG_PTR  ((LONG_PTR)(MAXULONG_PTR >> 1))
#define MAXSIZE_T    (~((SIZE_T)0))
#define MAXULONG64   ((ULONG64) ~((ULONG64)0))
#define MAXLONG64    ((LONG64)(MAXULONG64 >> 1))
#define MAXUINT      ((UINT) ~((UINT)0))
#define MAXINT       ((INT)(MAXUINT >> 1))

#endif
