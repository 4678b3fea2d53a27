/*
 * Basic definitions that every kernel header builds on: types, strings, lists, NTSTATUS tests, small macros.
 */
#ifndef NTSIM_DDK_NTDEF_H
#define NTSIM_DDK_NTDEF_H

#ifndef NTSIM_INSIDE
#define _NTDEF_
#endif

#include "basetsd.h"
#include "excpt.h"
#include "ntsim/compiler.h"
#include "ntsim/cxx_types.h"
#include "ntsim/strings.h"
#include "ntsim/types.h"
#include "sdkddkver.h"
#include "driverspecs.h"
#include "specstrings.h"

#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#define CRITICAL
#define NOTHING

#define NT_SUCCESS(Status)     (((NTSTATUS)(Status)) >= 0)
#define NT_INFORMATION(Status) ((((ULONG)(Status)) >> 30) == 1)
#define NT_WARNING(Status)     ((((ULONG)(Status)) >> 30) == 2)
#define NT_ERROR(Status)       ((((ULONG)(Status)) >> 30) == 3)
#define NT_CUSTOMER_SHIFT      29
#define NT_CUSTOMER(Status)    ((((ULONG)(Status)) >> NT_CUSTOMER_SHIFT) & 1)
#define NT_FACILITY_MASK       0xfff
#define NT_FACILITY_SHIFT      16
#define NT_FACILITY(Status)    ((((ULONG)(Status)) >> NT_FACILITY_SHIFT) & NT_FACILITY_MASK)

#define APPLICATION_ERROR_MASK       0x20000000
#define ERROR_SEVERITY_SUCCESS       0x00000000
#define ERROR_SEVERITY_INFORMATIONAL 0x40000000
#define ERROR_SEVERITY_WARNING       0x80000000
#define ERROR_SEVERITY_ERROR         0xC0000000

#define FIELD_OFFSET(type, field)             ((LONG) __builtin_offsetof(type, field))
#define UFIELD_OFFSET(type, field)            ((ULONG) __builtin_offsetof(type, field))
#define FIELD_SIZE(type, field)               (sizeof(((type *)0)->field))
#define RTL_FIELD_SIZE(type, field)           (sizeof(((type *)0)->field))
#define RTL_SIZEOF_THROUGH_FIELD(type, field) (FIELD_OFFSET(type, field) + RTL_FIELD_SIZE(type, field))
#define RTL_CONTAINS_FIELD(Struct, Size, Field)                                                                        \
    ((((PCHAR)(&(Struct)->Field)) + sizeof((Struct)->Field)) <= (((PCHAR)(Struct)) + (Size)))
#define RTL_NUMBER_OF_V1(A)                     (sizeof(A) / sizeof((A)[0]))
#define RTL_NUMBER_OF_V2(A)                     RTL_NUMBER_OF_V1(A)
#define RTL_NUMBER_OF(A)                        RTL_NUMBER_OF_V1(A)
#define ARRAYSIZE(A)                            RTL_NUMBER_OF_V2(A)
#define _ARRAYSIZE(A)                           RTL_NUMBER_OF_V1(A)
#define RTL_NUMBER_OF_FIELD(type, field)        (RTL_NUMBER_OF(((type *)0)->field))
#define RTL_BITS_OF(sizeOfArg)                  (sizeof(sizeOfArg) * 8)
#define RTL_BITS_OF_FIELD(type, field)          (RTL_BITS_OF(((type *)0)->field))
#define CONTAINING_RECORD(address, type, field) ((type *)((PCHAR)(address) - __builtin_offsetof(type, field)))

#define C_ASSERT(e)                        _Static_assert(e, #e)
#define STATIC_ASSERT(e)                   _Static_assert(e, #e)
#define UNREFERENCED_PARAMETER(P)          ((void)(P))
#define DBG_UNREFERENCED_PARAMETER(P)      ((void)(P))
#define DBG_UNREFERENCED_LOCAL_VARIABLE(V) ((void)(V))
#define DEFAULT_UNREACHABLE                                                                                            \
    default:                                                                                                           \
        __builtin_unreachable()
#define ARGUMENT_PRESENT(ArgumentPointer) ((CHAR *)((ULONG_PTR)(ArgumentPointer)) != (CHAR *)(NULL))

#ifndef NOMINMAX
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#endif

#ifdef __cplusplus
#define TYPE_ALIGNMENT(t) alignof(t)
#else
#define TYPE_ALIGNMENT(t)                                                                                              \
    __builtin_offsetof(                                                                                                \
        struct {                                                                                                       \
            char x;                                                                                                    \
            t test;                                                                                                    \
        },                                                                                                             \
        test)
#endif
#define PROBE_ALIGNMENT(t)          TYPE_ALIGNMENT(t)
#define MEMORY_ALLOCATION_ALIGNMENT 16

#define Int32x32To64(a, b)                ((LONGLONG)(LONG)(a) * (LONGLONG)(LONG)(b))
#define UInt32x32To64(a, b)               ((ULONGLONG)(ULONG)(a) * (ULONGLONG)(ULONG)(b))
#define Int64ShllMod32(Value, ShiftCount) ((ULONGLONG)(Value) << (ShiftCount))
#define Int64ShraMod32(Value, ShiftCount) ((LONGLONG)(Value) >> (ShiftCount))
#define Int64ShrlMod32(Value, ShiftCount) ((ULONGLONG)(Value) >> (ShiftCount))
#define LOBYTE(w)                         ((UCHAR)((ULONG_PTR)(w)&0xff))
#define HIBYTE(w)                         ((UCHAR)(((ULONG_PTR)(w) >> 8) & 0xff))
#define LOWORD(l)                         ((USHORT)((ULONG_PTR)(l)&0xffff))
#define HIWORD(l)                         ((USHORT)(((ULONG_PTR)(l) >> 16) & 0xffff))
#define MAKEWORD(a, b)                    ((USHORT)(((UCHAR)(a)) | (((USHORT)((UCHAR)(b))) << 8)))
#define MAKELONG(a, b)                    ((LONG)(((USHORT)(a)) | (((ULONG)((USHORT)(b))) << 16)))
#define FlagOn(_F, _SF)                   ((_F) & (_SF))
#define BooleanFlagOn(F, SF)              ((BOOLEAN)(((F) & (SF)) != 0))
#define SetFlag(_F, _SF)                  ((_F) |= (_SF))
#define ClearFlag(_F, _SF)                ((_F) &= ~(_SF))

#define WINAPI
#define CALLBACK
#define APIENTRY
#define _W64
#define TEXT(quote)   L##quote
#define __TEXT(quote) L##quote

#define MAKELANGID(p, s) ((((USHORT)(s)) << 10) | (USHORT)(p))
#define LANG_NEUTRAL     0x00
#define SUBLANG_NEUTRAL  0x00

typedef enum _EVENT_TYPE { NotificationEvent, SynchronizationEvent } EVENT_TYPE;
typedef enum _TIMER_TYPE { NotificationTimer, SynchronizationTimer } TIMER_TYPE;
typedef enum _WAIT_TYPE { WaitAll, WaitAny, WaitNotification, WaitDequeue, WaitDpc } WAIT_TYPE;

typedef enum _NT_PRODUCT_TYPE {
    NtProductWinNt = 1,
    NtProductLanManNt,
    NtProductServer
} NT_PRODUCT_TYPE,
    *PNT_PRODUCT_TYPE;

typedef enum _SUITE_TYPE {
    SmallBusiness,
    Enterprise,
    BackOffice,
    CommunicationServer,
    TerminalServer,
    SmallBusinessRestricted,
    EmbeddedNT,
    DataCenter,
    SingleUserTS,
    Personal,
    Blade,
    EmbeddedRestricted,
    SecurityAppliance,
    StorageServer,
    ComputeServer,
    WHServer,
    PhoneNT,
    MaxSuiteType
} SUITE_TYPE;

typedef struct _QUAD {
    union {
        LONGLONG UseThisFieldToCopy;
        double DoNotUseThisField;
    };
} QUAD, *PQUAD;

typedef struct _RTL_BALANCED_NODE {
    union {
        struct _RTL_BALANCED_NODE *Children[2];
        struct {
            struct _RTL_BALANCED_NODE *Left;
            struct _RTL_BALANCED_NODE *Right;
        };
    };
    union {
        UCHAR Red : 1;
        UCHAR Balance : 2;
        ULONG_PTR ParentValue;
    };
} RTL_BALANCED_NODE, *PRTL_BALANCED_NODE;

typedef struct _PROCESSOR_NUMBER {
    USHORT Group;
    UCHAR Number;
    UCHAR Reserved;
} PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;

typedef struct _GROUP_AFFINITY {
    KAFFINITY Mask;
    USHORT Group;
    USHORT Reserved[3];
} GROUP_AFFINITY, *PGROUP_AFFINITY;

typedef struct _OBJECTID {
    GUID Lineage;
    ULONG Uniquifier;
} OBJECTID;

#endif
