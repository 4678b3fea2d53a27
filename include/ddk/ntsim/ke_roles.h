/*
 * Role types of the kernel's callbacks. Real drivers declare `KSTART_ROUTINE Foo;` and then define Foo with a pointer
 * to their own type, which Microsoft's compiler accepts. So the roles that are narrowed in practice have no parameter
 * list here, and a comment gives the documented one. Roles with a parameter narrower than int must keep their list.
 */
#ifndef NTSIM_DDK_KE_ROLES_H
#define NTSIM_DDK_KE_ROLES_H

#include "../ntdef.h"

#if defined(__clang__) && __clang_major__ >= 15
/* Reported at the driver's definition, so it cannot be popped at the end of this file. */
#pragma clang diagnostic ignored "-Wdeprecated-non-prototype"
#endif
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"

struct _KAPC;
struct _KDPC;
struct _KINTERRUPT;

/* (PVOID StartContext) */
typedef VOID KSTART_ROUTINE();
typedef KSTART_ROUTINE *PKSTART_ROUTINE;

/* (struct _KDPC *Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2) */
typedef VOID KDEFERRED_ROUTINE();
typedef KDEFERRED_ROUTINE *PKDEFERRED_ROUTINE;

/* (struct _KINTERRUPT *Interrupt, PVOID ServiceContext) */
typedef BOOLEAN KSERVICE_ROUTINE();
typedef KSERVICE_ROUTINE *PKSERVICE_ROUTINE;

/* (struct _KINTERRUPT *Interrupt, PVOID ServiceContext, ULONG MessageId) */
typedef BOOLEAN KMESSAGE_SERVICE_ROUTINE();
typedef KMESSAGE_SERVICE_ROUTINE *PKMESSAGE_SERVICE_ROUTINE;

/* (PVOID SynchronizeContext) */
typedef BOOLEAN KSYNCHRONIZE_ROUTINE();
typedef KSYNCHRONIZE_ROUTINE *PKSYNCHRONIZE_ROUTINE;

/* (ULONG_PTR Argument) */
typedef ULONG_PTR KIPI_BROADCAST_WORKER();
typedef KIPI_BROADCAST_WORKER *PKIPI_BROADCAST_WORKER;

/* (PVOID NormalContext, PVOID SystemArgument1, PVOID SystemArgument2) */
typedef VOID KNORMAL_ROUTINE();
typedef KNORMAL_ROUTINE *PKNORMAL_ROUTINE;

/* (PVOID Parameter) */
typedef VOID EXPAND_STACK_CALLOUT();
typedef EXPAND_STACK_CALLOUT *PEXPAND_STACK_CALLOUT;

#pragma GCC diagnostic pop

typedef VOID KKERNEL_ROUTINE(struct _KAPC *Apc, PKNORMAL_ROUTINE *NormalRoutine, PVOID *NormalContext,
                             PVOID *SystemArgument1, PVOID *SystemArgument2);
typedef KKERNEL_ROUTINE *PKKERNEL_ROUTINE;
typedef VOID KRUNDOWN_ROUTINE(struct _KAPC *Apc);
typedef KRUNDOWN_ROUTINE *PKRUNDOWN_ROUTINE;

typedef BOOLEAN NMI_CALLBACK(PVOID Context, BOOLEAN Handled);
typedef NMI_CALLBACK *PNMI_CALLBACK;

#endif
