/*
 * Role types of the kernel's callbacks. Real drivers declare `KSTART_ROUTINE Foo;` and then define Foo with a pointer
 * to their own type, which Microsoft's compiler accepts. So the roles that are narrowed in practice have no parameter
 * list in C (__NTSIM_NARROWED). Roles with a parameter narrower than int must keep their list.
 */
#ifndef NTSIM_DDK_KE_ROLES_H
#define NTSIM_DDK_KE_ROLES_H

#include "../ntdef.h"

#if defined(__clang__) && __clang_major__ >= 15
/* Reported at the driver's definition, so it cannot be popped at the end of this file. */
#pragma clang diagnostic ignored "-Wdeprecated-non-prototype"
#endif
__NTSIM_NARROWED_START

struct _KAPC;
struct _KDPC;
struct _KINTERRUPT;

typedef VOID KSTART_ROUTINE __NTSIM_NARROWED(PVOID StartContext);
typedef KSTART_ROUTINE *PKSTART_ROUTINE;

typedef VOID KDEFERRED_ROUTINE __NTSIM_NARROWED(struct _KDPC *Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2);
typedef KDEFERRED_ROUTINE *PKDEFERRED_ROUTINE;

typedef BOOLEAN KSERVICE_ROUTINE __NTSIM_NARROWED(struct _KINTERRUPT *Interrupt, PVOID ServiceContext);
typedef KSERVICE_ROUTINE *PKSERVICE_ROUTINE;

typedef BOOLEAN KMESSAGE_SERVICE_ROUTINE __NTSIM_NARROWED(struct _KINTERRUPT *Interrupt, PVOID ServiceContext, ULONG MessageId);
typedef KMESSAGE_SERVICE_ROUTINE *PKMESSAGE_SERVICE_ROUTINE;

typedef BOOLEAN KSYNCHRONIZE_ROUTINE __NTSIM_NARROWED(PVOID SynchronizeContext);
typedef KSYNCHRONIZE_ROUTINE *PKSYNCHRONIZE_ROUTINE;

typedef ULONG_PTR KIPI_BROADCAST_WORKER __NTSIM_NARROWED(ULONG_PTR Argument);
typedef KIPI_BROADCAST_WORKER *PKIPI_BROADCAST_WORKER;

typedef VOID EXPAND_STACK_CALLOUT __NTSIM_NARROWED(PVOID Parameter);
typedef EXPAND_STACK_CALLOUT *PEXPAND_STACK_CALLOUT;

__NTSIM_NARROWED_END

/* The roles of an APC's other routines have no names in the documented headers, so that drivers which use them give them some. */
typedef VOID KNORMAL_ROUTINE(PVOID NormalContext, PVOID SystemArgument1, PVOID SystemArgument2);
typedef KNORMAL_ROUTINE *PKNORMAL_ROUTINE;

typedef BOOLEAN NMI_CALLBACK(PVOID Context, BOOLEAN Handled);
typedef NMI_CALLBACK *PNMI_CALLBACK;

#endif
