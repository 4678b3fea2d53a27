/*
 * What AddressSanitizer and valgrind want to be told about stacks that are switched by hand. Both believe that a thread
 * has one stack; told nothing, the first misses the end of a stack and the second takes every switch for an allocation
 * of the memory between. Nothing in other builds.
 */
#ifndef NTSIM_HOST_SANITIZER_H
#define NTSIM_HOST_SANITIZER_H

#ifndef __has_feature
#define __has_feature(name) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define HOST_ASAN 1
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define NO_ASAN __attribute__((no_sanitize_address))
#else
#define HOST_ASAN 0
#define NO_ASAN
#endif

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND                  0
#define VALGRIND_STACK_REGISTER(low, high)   0
#define VALGRIND_MAKE_MEM_DEFINED(low, size) ((void)0)
#endif

#endif
