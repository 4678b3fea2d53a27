/*
 * Debug output, assertions, breakpoints, bug checks, PAGED_CODE. KdPrint always prints: drivers are compiled as a
 * checked build unless they say DBG=0.
 */
#ifndef NTSIM_DDK_DBG_API_H
#define NTSIM_DDK_DBG_API_H

#include <stdarg.h>

#include "ke_types.h"

EXTERN_C_START

ULONG DbgPrint(PCSTR Format, ...);
ULONG DbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, ...);
ULONG vDbgPrintEx(ULONG ComponentId, ULONG Level, PCCH Format, va_list arglist);
ULONG vDbgPrintExWithPrefix(PCCH Prefix, ULONG ComponentId, ULONG Level, PCCH Format, va_list arglist);
ULONG DbgPrompt(PCCH Prompt, PCH Response, ULONG Length);
VOID DbgBreakPoint(VOID);
VOID DbgBreakPointWithStatus(ULONG Status);
#define DBG_STATUS_CONTROL_C       1
#define DBG_STATUS_SYSRQ           2
#define DBG_STATUS_BUGCHECK_FIRST  3
#define DBG_STATUS_BUGCHECK_SECOND 4
#define DBG_STATUS_FATAL           5
#define DBG_STATUS_DEBUG_CONTROL   6
#define DBG_STATUS_WORKER          7
NTSTATUS DbgQueryDebugFilterState(ULONG ComponentId, ULONG Level);
NTSTATUS DbgSetDebugFilterState(ULONG ComponentId, ULONG Level, BOOLEAN State);
VOID RtlAssert(PVOID VoidFailedAssertion, PVOID VoidFileName, ULONG LineNumber, PSTR MutableMessage);
NTSTATUS KdDisableDebugger(VOID);
NTSTATUS KdEnableDebugger(VOID);
BOOLEAN KdRefreshDebuggerNotPresent(VOID);
extern PBOOLEAN KdDebuggerEnabled;
extern PBOOLEAN KdDebuggerNotPresent;
#define KD_DEBUGGER_ENABLED     (*KdDebuggerEnabled)
#define KD_DEBUGGER_NOT_PRESENT (*KdDebuggerNotPresent)

VOID __ntsim_paged_code(VOID);
#define PAGED_CODE()        __ntsim_paged_code()
#define PAGED_CODE_LOCKED() ((VOID)0)

#define KdPrint(_x_)               DbgPrint _x_
#define KdPrintEx(_x_)             DbgPrintEx _x_
#define vKdPrintEx(_x_)            vDbgPrintEx _x_
#define KdBreakPoint()             DbgBreakPoint()
#define KdBreakPointWithStatus(s)  DbgBreakPointWithStatus(s)
#define __debugbreak()             DbgBreakPoint()
#define DbgRaiseAssertionFailure() DbgBreakPoint()
#define __annotation(...)          ((VOID)0) /* text for the debug information; its words (L#exp) need not be text for this compiler */

#if DBG
#define ASSERT(exp)                                                                                                    \
    ((!(exp)) ? (RtlAssert((PVOID)(ULONG_PTR) #exp, (PVOID)(ULONG_PTR)__FILE__, __LINE__, NULL), FALSE) : TRUE)
#define ASSERTMSG(msg, exp)                                                                                            \
    ((!(exp))                                                                                                          \
         ? (RtlAssert((PVOID)(ULONG_PTR) #exp, (PVOID)(ULONG_PTR)__FILE__, __LINE__, (PSTR)(ULONG_PTR)(msg)), FALSE)   \
         : TRUE)
#define RTL_SOFT_ASSERT(_exp)                                                                                          \
    ((!(_exp)) ? (DbgPrint("%s(%d): Soft assertion failed\n", __FILE__, __LINE__), FALSE) : TRUE)
#define RTL_VERIFY(exp) ASSERT(exp)
#else
#define ASSERT(exp)           ((VOID)0)
#define ASSERTMSG(msg, exp)   ((VOID)0)
#define RTL_SOFT_ASSERT(_exp) ((VOID)0)
#define RTL_VERIFY(exp)       ((exp) ? TRUE : FALSE)
#endif
#define RTL_ASSERT(exp)                 ASSERT(exp)
#define RTL_SOFT_VERIFY(exp)            ((exp) ? TRUE : FALSE)
#define NT_ASSERT(exp)                  ASSERT(exp)
#define NT_ASSERTMSG(msg, exp)          ASSERTMSG(msg, exp)
#define NT_ASSERTMSGW(msg, exp)         ASSERT(exp)
#define NT_VERIFY(exp)                  RTL_VERIFY(exp)
#define NT_FRE_ASSERT(exp)              ASSERT(exp)
#define NT_ANALYSIS_ASSUME(exp)         ((VOID)0)
#define ASSUME(exp)                     ((VOID)0)
#define ASSERT_IRQL_LESS_OR_EQUAL(Irql) ASSERT(KeGetCurrentIrql() <= (Irql))

#define DPFLTR_ERROR_LEVEL   0
#define DPFLTR_WARNING_LEVEL 1
#define DPFLTR_TRACE_LEVEL   2
#define DPFLTR_INFO_LEVEL    3
#define DPFLTR_MASK          0x80000000

typedef enum _DPFLTR_TYPE {
    DPFLTR_SYSTEM_ID = 0,
    DPFLTR_SMSS_ID = 1,
    DPFLTR_SETUP_ID = 2,
    DPFLTR_NTFS_ID = 3,
    DPFLTR_FSTUB_ID = 4,
    DPFLTR_CDROM_ID = 7,
    DPFLTR_CLASSPNP_ID = 8,
    DPFLTR_DISK_ID = 9,
    DPFLTR_SCSIPORT_ID = 12,
    DPFLTR_CONFIG_ID = 14,
    DPFLTR_I8042PRT_ID = 15,
    DPFLTR_SERMOUSE_ID = 16,
    DPFLTR_KBDHID_ID = 18,
    DPFLTR_MOUHID_ID = 19,
    DPFLTR_KBDCLASS_ID = 20,
    DPFLTR_MOUCLASS_ID = 21,
    DPFLTR_WMILIB_ID = 23,
    DPFLTR_ACPI_ID = 24,
    DPFLTR_VIDEO_ID = 27,
    DPFLTR_TCPIP_ID = 30,
    DPFLTR_FASTFAT_ID = 33,
    DPFLTR_PNPMGR_ID = 35,
    DPFLTR_SERIAL_ID = 39,
    DPFLTR_SERENUM_ID = 40,
    DPFLTR_FLTMGR_ID = 47,
    DPFLTR_PCI_ID = 66,
    DPFLTR_PNPMEM_ID = 72,
    DPFLTR_PROCESSOR_ID = 73,
    DPFLTR_IHVDRIVER_ID = 77,
    DPFLTR_IHVVIDEO_ID = 78,
    DPFLTR_IHVAUDIO_ID = 79,
    DPFLTR_IHVNETWORK_ID = 80,
    DPFLTR_IHVSTREAMING_ID = 81,
    DPFLTR_IHVBUS_ID = 82,
    DPFLTR_VERIFIER_ID = 93,
    DPFLTR_DEFAULT_ID = 101,
    DPFLTR_ENDOFTABLE_ID = 155
} DPFLTR_TYPE;

VOID KeBugCheck(ULONG BugCheckCode) DECLSPEC_NORETURN;
VOID KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR BugCheckParameter1, ULONG_PTR BugCheckParameter2,
                  ULONG_PTR BugCheckParameter3, ULONG_PTR BugCheckParameter4) DECLSPEC_NORETURN;

typedef enum _KBUGCHECK_BUFFER_DUMP_STATE {
    BufferEmpty,
    BufferInserted,
    BufferStarted,
    BufferFinished,
    BufferIncomplete
} KBUGCHECK_BUFFER_DUMP_STATE;

typedef VOID KBUGCHECK_CALLBACK_ROUTINE(PVOID Buffer, ULONG Length);
typedef KBUGCHECK_CALLBACK_ROUTINE *PKBUGCHECK_CALLBACK_ROUTINE;

typedef struct _KBUGCHECK_CALLBACK_RECORD {
    LIST_ENTRY Entry;
    PKBUGCHECK_CALLBACK_ROUTINE CallbackRoutine;
    PVOID Buffer;
    ULONG Length;
    PUCHAR Component;
    ULONG_PTR Checksum;
    UCHAR State;
} KBUGCHECK_CALLBACK_RECORD, *PKBUGCHECK_CALLBACK_RECORD;

typedef enum _KBUGCHECK_CALLBACK_REASON {
    KbCallbackInvalid,
    KbCallbackReserved1,
    KbCallbackSecondaryDumpData,
    KbCallbackDumpIo,
    KbCallbackAddPages,
    KbCallbackSecondaryMultiPartDumpData,
    KbCallbackRemovePages,
    KbCallbackTriageDumpData
} KBUGCHECK_CALLBACK_REASON;

struct _KBUGCHECK_REASON_CALLBACK_RECORD;
typedef VOID KBUGCHECK_REASON_CALLBACK_ROUTINE(KBUGCHECK_CALLBACK_REASON Reason,
                                               struct _KBUGCHECK_REASON_CALLBACK_RECORD *Record,
                                               PVOID ReasonSpecificData, ULONG ReasonSpecificDataLength);
typedef KBUGCHECK_REASON_CALLBACK_ROUTINE *PKBUGCHECK_REASON_CALLBACK_ROUTINE;

typedef struct _KBUGCHECK_REASON_CALLBACK_RECORD {
    LIST_ENTRY Entry;
    PKBUGCHECK_REASON_CALLBACK_ROUTINE CallbackRoutine;
    PUCHAR Component;
    ULONG_PTR Checksum;
    KBUGCHECK_CALLBACK_REASON Reason;
    UCHAR State;
} KBUGCHECK_REASON_CALLBACK_RECORD, *PKBUGCHECK_REASON_CALLBACK_RECORD;

#define KeInitializeCallbackRecord(CallbackRecord) ((CallbackRecord)->State = BufferEmpty)
BOOLEAN KeRegisterBugCheckCallback(PKBUGCHECK_CALLBACK_RECORD CallbackRecord,
                                   PKBUGCHECK_CALLBACK_ROUTINE CallbackRoutine, PVOID Buffer, ULONG Length,
                                   PUCHAR Component);
BOOLEAN KeDeregisterBugCheckCallback(PKBUGCHECK_CALLBACK_RECORD CallbackRecord);
BOOLEAN KeRegisterBugCheckReasonCallback(PKBUGCHECK_REASON_CALLBACK_RECORD CallbackRecord,
                                         PKBUGCHECK_REASON_CALLBACK_ROUTINE CallbackRoutine,
                                         KBUGCHECK_CALLBACK_REASON Reason, PUCHAR Component);
BOOLEAN KeDeregisterBugCheckReasonCallback(PKBUGCHECK_REASON_CALLBACK_RECORD CallbackRecord);
PVOID KeRegisterNmiCallback(PNMI_CALLBACK CallbackRoutine, PVOID Context);
NTSTATUS KeDeregisterNmiCallback(PVOID Handle);

EXTERN_C_END

#endif
