/*
 * Addresses as text (WDK: ip2string.h). Numbers are in network byte order. To text: the pointer to the NUL comes back;
 * the Ex forms take the size of the buffer in characters and give the size used, with the NUL. From text: *Terminator is
 * what was not read any more; the Ex forms want all of it read, and know ports and scopes.
 */
#ifndef NTSIM_DDK_IP2STRING_H
#define NTSIM_DDK_IP2STRING_H

#include "in6addr.h"
#include "inaddr.h"
#include "ntdef.h"

EXTERN_C_START

#define INET_ADDRSTRLEN  22
#define INET6_ADDRSTRLEN 65

typedef struct _DL_EUI48 {
    UCHAR Byte[6];
} DL_EUI48, *PDL_EUI48;

#define __NTSIM_IP2STRING(letter, type)                                                                                \
    type *RtlIpv4AddressToString##letter(const IN_ADDR *Addr, type *S);                                                \
    NTSTATUS RtlIpv4AddressToStringEx##letter(const IN_ADDR *Address, USHORT Port, type *AddressString,                \
                                              PULONG AddressStringLength);                                             \
    NTSTATUS RtlIpv4StringToAddress##letter(const type *S, BOOLEAN Strict, const type **Terminator, IN_ADDR *Addr);    \
    NTSTATUS RtlIpv4StringToAddressEx##letter(const type *AddressString, BOOLEAN Strict, IN_ADDR *Address,             \
                                              PUSHORT Port);                                                           \
    type *RtlIpv6AddressToString##letter(const IN6_ADDR *Addr, type *S);                                               \
    NTSTATUS RtlIpv6AddressToStringEx##letter(const IN6_ADDR *Address, ULONG ScopeId, USHORT Port,                     \
                                              type *AddressString, PULONG AddressStringLength);                        \
    NTSTATUS RtlIpv6StringToAddress##letter(const type *S, const type **Terminator, IN6_ADDR *Addr);                   \
    NTSTATUS RtlIpv6StringToAddressEx##letter(const type *AddressString, IN6_ADDR *Address, PULONG ScopeId,            \
                                              PUSHORT Port);                                                           \
    type *RtlEthernetAddressToString##letter(const DL_EUI48 *Addr, type *S);                                           \
    NTSTATUS RtlEthernetStringToAddress##letter(const type *S, const type **Terminator, DL_EUI48 *Addr)
__NTSIM_IP2STRING(A, CHAR);
__NTSIM_IP2STRING(W, WCHAR);
#undef __NTSIM_IP2STRING

#ifdef UNICODE
#define __NTSIM_IP2STRING(name) name##W
#else
#define __NTSIM_IP2STRING(name) name##A
#endif
#define RtlIpv4AddressToString     __NTSIM_IP2STRING(RtlIpv4AddressToString)
#define RtlIpv4AddressToStringEx   __NTSIM_IP2STRING(RtlIpv4AddressToStringEx)
#define RtlIpv4StringToAddress     __NTSIM_IP2STRING(RtlIpv4StringToAddress)
#define RtlIpv4StringToAddressEx   __NTSIM_IP2STRING(RtlIpv4StringToAddressEx)
#define RtlIpv6AddressToString     __NTSIM_IP2STRING(RtlIpv6AddressToString)
#define RtlIpv6AddressToStringEx   __NTSIM_IP2STRING(RtlIpv6AddressToStringEx)
#define RtlIpv6StringToAddress     __NTSIM_IP2STRING(RtlIpv6StringToAddress)
#define RtlIpv6StringToAddressEx   __NTSIM_IP2STRING(RtlIpv6StringToAddressEx)
#define RtlEthernetAddressToString __NTSIM_IP2STRING(RtlEthernetAddressToString)
#define RtlEthernetStringToAddress __NTSIM_IP2STRING(RtlEthernetStringToAddress)

EXTERN_C_END

#endif
