/*
 * Microsoft's compiler intrinsics that any code may use (WDK: wdm.h; intrin.h). Macros, because clang knows some of the names itself. Those for privileged
 * instructions (__readmsr, _disable) are functions without a model: a call stops the run and says the name.
 */
#ifndef NTSIM_DDK_INTRINSICS_H
#define NTSIM_DDK_INTRINSICS_H

#include "hal_api.h"
#include "ke_api.h"

EXTERN_C_START

#define _ReturnAddress()          __builtin_return_address(0)
#define _AddressOfReturnAddress() ((PVOID)((ULONG_PTR)__builtin_frame_address(0) + sizeof(PVOID)))
#define _alloca(size)             __builtin_alloca(size)
#define __nop()                   __asm__ volatile("nop")

/* Order: the simulator's machine is sequentially consistent, so that only the compiler is to be told. */
#define _ReadBarrier()         __atomic_signal_fence(__ATOMIC_SEQ_CST)
#define _WriteBarrier()        __atomic_signal_fence(__ATOMIC_SEQ_CST)
#define _ReadWriteBarrier()    __atomic_signal_fence(__ATOMIC_SEQ_CST)
#define __faststorefence()     MemoryBarrier()
#define _mm_mfence()           MemoryBarrier()
#define _mm_lfence()           MemoryBarrier()
#define _mm_sfence()           MemoryBarrier()
#define _mm_pause()            YieldProcessor()
#define __rdtsc()              ((ULONG64)KeQueryPerformanceCounter(NULL).QuadPart) /* virtual time: equal in every run */
#define ReadTimeStampCounter() __rdtsc()

/* Bits. A scan returns 0 and leaves *Index alone when no bit is set. */
#define NTSIM_SCAN(value, index, found) ((value) == 0 ? (UCHAR)0 : (*(index) = (ULONG)(found), (UCHAR)1))
static inline UCHAR __ntsim_bit_scan_forward(PULONG Index, ULONG64 Mask)
{
    return NTSIM_SCAN(Mask, Index, __builtin_ctzll(Mask));
}
static inline UCHAR __ntsim_bit_scan_reverse(PULONG Index, ULONG64 Mask)
{
    return NTSIM_SCAN(Mask, Index, 63 - __builtin_clzll(Mask));
}
#define _BitScanForward(Index, Mask)   __ntsim_bit_scan_forward((PULONG)(Index), (ULONG)(Mask))
#define _BitScanReverse(Index, Mask)   __ntsim_bit_scan_reverse((PULONG)(Index), (ULONG)(Mask))
#define _BitScanForward64(Index, Mask) __ntsim_bit_scan_forward((PULONG)(Index), (ULONG64)(Mask))
#define _BitScanReverse64(Index, Mask) __ntsim_bit_scan_reverse((PULONG)(Index), (ULONG64)(Mask))
#define BitScanForward                 _BitScanForward
#define BitScanReverse                 _BitScanReverse
#define BitScanForward64               _BitScanForward64
#define BitScanReverse64               _BitScanReverse64

/* The bit before the operation. An offset reaches beyond the first word, as the instructions do. */
enum __ntsim_bit_change { NTSIM_BIT_KEEP, NTSIM_BIT_SET, NTSIM_BIT_RESET, NTSIM_BIT_COMPLEMENT };
static inline UCHAR __ntsim_bit(PULONG Base, LONGLONG Offset, enum __ntsim_bit_change change)
{
    ULONG *word = Base + (Offset >> 5), bit = 1u << (Offset & 31), before = *word;
    if (change != NTSIM_BIT_KEEP)
        *word = change == NTSIM_BIT_SET ? before | bit : change == NTSIM_BIT_RESET ? before & ~bit : before ^ bit;
    return (before & bit) != 0;
}
#define _bittest(Base, Offset)              __ntsim_bit((PULONG)(Base), Offset, NTSIM_BIT_KEEP)
#define _bittestandset(Base, Offset)        __ntsim_bit((PULONG)(Base), Offset, NTSIM_BIT_SET)
#define _bittestandreset(Base, Offset)      __ntsim_bit((PULONG)(Base), Offset, NTSIM_BIT_RESET)
#define _bittestandcomplement(Base, Offset) __ntsim_bit((PULONG)(Base), Offset, NTSIM_BIT_COMPLEMENT)
#define _bittest64                          _bittest
#define _bittestandset64                    _bittestandset
#define _bittestandreset64                  _bittestandreset
#define _bittestandcomplement64             _bittestandcomplement
#define BitTest                             _bittest
#define BitTestAndSet                       _bittestandset
#define BitTestAndReset                     _bittestandreset
#define BitTestAndComplement                _bittestandcomplement

static inline ULONG64 __ntsim_rotate(ULONG64 value, int left, unsigned width)
{
    unsigned by = (unsigned)left & (width - 1);
    return by == 0 ? value : value << by | value >> (width - by);
}
#define _rotl8(value, by)  ((UCHAR)__ntsim_rotate((UCHAR)(value), by, 8))
#define _rotl16(value, by) ((USHORT)__ntsim_rotate((USHORT)(value), by, 16))
#define _rotl(value, by)   ((ULONG)__ntsim_rotate((ULONG)(value), by, 32))
#define _rotl64(value, by) __ntsim_rotate((ULONG64)(value), by, 64)
#define _rotr8(value, by)  _rotl8(value, -(by))
#define _rotr16(value, by) _rotl16(value, -(by))
#define _rotr(value, by)   _rotl(value, -(by))
#define _rotr64(value, by) _rotl64(value, -(by))
#define _lrotl             _rotl
#define _lrotr             _rotr

#define _byteswap_ushort(value)  __builtin_bswap16(value)
#define _byteswap_ulong(value)   ((ULONG)__builtin_bswap32(value))
#define _byteswap_uint64(value)  ((ULONG64)__builtin_bswap64(value))
#define __popcnt16(value)        ((USHORT)__builtin_popcount((USHORT)(value)))
#define __popcnt(value)          ((ULONG)__builtin_popcount((ULONG)(value)))
#define __popcnt64(value)        ((ULONG64)__builtin_popcountll((ULONG64)(value)))
#define PopulationCount64        __popcnt64

__extension__ typedef unsigned __int128 __ntsim_wide;
static inline ULONG64 __ntsim_multiply(ULONG64 Multiplier, ULONG64 Multiplicand, PULONG64 HighProduct)
{
    __ntsim_wide product = (__ntsim_wide)Multiplier * Multiplicand;
    *HighProduct = (ULONG64)(product >> 64);
    return (ULONG64)product;
}
#define _umul128(Multiplier, Multiplicand, HighProduct) __ntsim_multiply(Multiplier, Multiplicand, HighProduct)
#define UnsignedMultiply128                             _umul128

/* Copies and fills, by element. */
#define NTSIM_STRING_INSTRUCTION(suffix, type)                                                                         \
    static inline void __ntsim_stos##suffix(type *Destination, type Data, SIZE_T Count)                                \
    {                                                                                                                  \
        while (Count-- > 0)                                                                                            \
            *Destination++ = Data;                                                                                     \
    }                                                                                                                  \
    static inline void __ntsim_movs##suffix(type *Destination, const type *Source, SIZE_T Count)                       \
    {                                                                                                                  \
        while (Count-- > 0)                                                                                            \
            *Destination++ = *Source++;                                                                                \
    }
NTSIM_STRING_INSTRUCTION(b, UCHAR)
NTSIM_STRING_INSTRUCTION(w, USHORT)
NTSIM_STRING_INSTRUCTION(d, ULONG)
NTSIM_STRING_INSTRUCTION(q, ULONG64)
#define __stosb __ntsim_stosb
#define __stosw __ntsim_stosw
#define __stosd __ntsim_stosd
#define __stosq __ntsim_stosq
#define __movsb __ntsim_movsb
#define __movsw __ntsim_movsw
#define __movsd __ntsim_movsd
#define __movsq __ntsim_movsq

/* Ports: as the HAL's routines, which on Windows are these instructions. */
#define NTSIM_PORT(type, port)              ((type)(ULONG_PTR)(USHORT)(port))
#define __inbyte(port)                      READ_PORT_UCHAR(NTSIM_PORT(PUCHAR, port))
#define __inword(port)                      READ_PORT_USHORT(NTSIM_PORT(PUSHORT, port))
#define __indword(port)                     READ_PORT_ULONG(NTSIM_PORT(PULONG, port))
#define __outbyte(port, data)               WRITE_PORT_UCHAR(NTSIM_PORT(PUCHAR, port), data)
#define __outword(port, data)               WRITE_PORT_USHORT(NTSIM_PORT(PUSHORT, port), data)
#define __outdword(port, data)              WRITE_PORT_ULONG(NTSIM_PORT(PULONG, port), data)
#define __inbytestring(port, to, count)     READ_PORT_BUFFER_UCHAR(NTSIM_PORT(PUCHAR, port), to, count)
#define __inwordstring(port, to, count)     READ_PORT_BUFFER_USHORT(NTSIM_PORT(PUSHORT, port), to, count)
#define __indwordstring(port, to, count)    READ_PORT_BUFFER_ULONG(NTSIM_PORT(PULONG, port), to, count)
#define __outbytestring(port, from, count)  WRITE_PORT_BUFFER_UCHAR(NTSIM_PORT(PUCHAR, port), from, count)
#define __outwordstring(port, from, count)  WRITE_PORT_BUFFER_USHORT(NTSIM_PORT(PUSHORT, port), from, count)
#define __outdwordstring(port, from, count) WRITE_PORT_BUFFER_ULONG(NTSIM_PORT(PULONG, port), from, count)

/* Privileged instructions. */
ULONG64 __readmsr(ULONG Register);
VOID __writemsr(ULONG Register, ULONG64 Value);
ULONG64 __readpmc(ULONG Counter);
ULONG64 __readcr0(VOID);
ULONG64 __readcr2(VOID);
ULONG64 __readcr3(VOID);
ULONG64 __readcr4(VOID);
ULONG64 __readcr8(VOID);
VOID __writecr0(ULONG64 Data);
VOID __writecr3(ULONG64 Data);
VOID __writecr4(ULONG64 Data);
VOID __writecr8(ULONG64 Data);
ULONG64 __readdr(ULONG DebugRegister);
VOID __writedr(ULONG DebugRegister, ULONG64 Value);
VOID _disable(VOID);
VOID _enable(VOID);
VOID __halt(VOID);
VOID __wbinvd(VOID);
VOID __invlpg(PVOID Address);
VOID __sidt(PVOID Destination);
VOID __lidt(PVOID Source);

EXTERN_C_END

#endif
