/*
 * Microsoft's spellings, for gcc and clang: keywords vanish or become attributes, so that driver source compiles
 * unchanged. Nothing here declares a type. Modules are built at -O0, therefore __forceinline is always_inline: plain
 * `inline` of C17 would leave an undefined symbol behind.
 */
#ifndef NTSIM_DDK_COMPILER_H
#define NTSIM_DDK_COMPILER_H

#include "linkage.h"

/* Layouts are those of x64 Windows on every host, AArch64 included. */
#ifndef _WIN64
#define _WIN64 1
#endif
#ifndef _AMD64_
#define _AMD64_ 1
#endif
#ifndef DBG
#define DBG 1
#endif

#define __cdecl
#define __stdcall
#define __fastcall
#define __vectorcall
#define _cdecl
#define _stdcall
#define _fastcall
#define _vectorcall
#define __thiscall
#define __unaligned
#define __ptr32
#define __ptr64
#define __w64
#define __int8 char
#define __int16 short
#define __int32 int
#ifdef __cplusplus
#define __int64 long /* as size_t is: SIZE_T, UINT64, uint64_t and size_t are one type on Windows, and C++ tells types apart */
#else
#define __int64 long long
#endif
#define _int8  char
#define _int16 short
#define _int32 int
#define _int64 __int64
#define _unaligned
#undef __inline /* musl has one */
#define __inline inline __attribute__((__always_inline__))
#define _inline inline __attribute__((__always_inline__))
#define __forceinline inline __attribute__((__always_inline__))
#define _forceinline inline __attribute__((__always_inline__))
#define __assume(condition) ((void)0)
#define __noop(...)         ((void)0)
#ifndef __NTSIM_PRAGMA /* the build, when it looks for code_seg, has its own */
#define __NTSIM_PRAGMA(...)
#endif
#define __pragma(...) __NTSIM_PRAGMA(__VA_ARGS__)

/* __declspec(x): the word is pasted to a prefix; a word that is missing here stops the compiler by name. */
#define __declspec(word) __NTSIM_DECLSPEC_##word
#define _declspec(word) __declspec(word)
#define __NTSIM_DECLSPEC_align(n) __attribute__((__aligned__(n)))
#define __NTSIM_DECLSPEC_allocate(section)
#ifndef __NTSIM_DECLSPEC_code_seg /* as __NTSIM_PRAGMA */
#define __NTSIM_DECLSPEC_code_seg(section)
#endif
#define __NTSIM_DECLSPEC_uuid(text)
#define __NTSIM_DECLSPEC_property(accessors)
#define __NTSIM_DECLSPEC_dllimport
#define __NTSIM_DECLSPEC_dllexport
#define __NTSIM_DECLSPEC_deprecated
#define __NTSIM_DECLSPEC_naked
#define __NTSIM_DECLSPEC_noalias
#define __NTSIM_DECLSPEC_noinline __attribute__((__noinline__))
#define __NTSIM_DECLSPEC_noreturn __attribute__((__noreturn__))
#define __NTSIM_DECLSPEC_nothrow
#define __NTSIM_DECLSPEC_novtable
#define __NTSIM_DECLSPEC_restrict
#define __NTSIM_DECLSPEC_safebuffers
#define __NTSIM_DECLSPEC_selectany __attribute__((__weak__))
#define __NTSIM_DECLSPEC_thread

#define DECLSPEC_ALIGN(n)   __attribute__((__aligned__(n)))
#define DECLSPEC_CACHEALIGN DECLSPEC_ALIGN(64)
#define DECLSPEC_NORETURN   __attribute__((__noreturn__))
#define DECLSPEC_NOINLINE   __attribute__((__noinline__))
#define DECLSPEC_SELECTANY  __attribute__((__weak__))
#define DECLSPEC_IMPORT
#define DECLSPEC_EXPORT
#define DECLSPEC_ADDRSAFE
#define DECLSPEC_NOVTABLE
#define DECLSPEC_UUID(text)
#define DECLSPEC_DEPRECATED
#define DECLSPEC_DEPRECATED_DDK
#define POINTER_ALIGNMENT           DECLSPEC_ALIGN(8)
#define SYSTEM_CACHE_ALIGNMENT_SIZE 64

#define NTAPI
#define NTAPI_INLINE
#define NTSYSAPI
#define NTSYSCALLAPI
#define NTKERNELAPI
#define NTHALAPI
#define FASTCALL
#define FORCEINLINE           __forceinline
#define FORCEINLINE_NO_STATIC __forceinline
#define CFORCEINLINE          __forceinline
#define DECLSPEC_GUARDNOCF
#define RESTRICTED_POINTER
#define UNALIGNED
#define UNALIGNED64
#define POINTER_32
#define POINTER_64
#define CDECL
#define STDAPICALLTYPE

/* `#ifdef ALLOC_PRAGMA #pragma alloc_text(...)` must be active: the build reads those lines. */
#ifndef ALLOC_PRAGMA
#define ALLOC_PRAGMA 1
#endif
#ifndef ALLOC_DATA_PRAGMA
#define ALLOC_DATA_PRAGMA 1
#endif

#endif
