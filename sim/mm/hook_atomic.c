/*
 * Atomic operations of drivers, by the compilers' names. One host thread runs everything, so plain operations are
 * atomic, and every order is the strongest.
 */
#include "mm/hook.h"

#define ATOMIC_FETCH(bits, type, name, expression)                                                                     \
    type __tsan_atomic##bits##_fetch_##name(volatile type *address, type value, int order);                            \
    type __tsan_atomic##bits##_fetch_##name(volatile type *address, type value, int order)                             \
    {                                                                                                                  \
        (void)order;                                                                                                   \
        hook_access((uintptr_t)address, sizeof(type), MM_WRITE | MM_ATOMIC, HOOK_SITE());                              \
        type old = *address;                                                                                           \
        *address = (type)(expression);                                                                                 \
        return old;                                                                                                    \
    }

/* A compare that fails, or an exchange that changes nothing, is what a spinning driver does: it counts as a read. */
#define ATOMIC_COMPARE(bits, type, name)                                                                               \
    int __tsan_atomic##bits##_compare_exchange_##name(volatile type *address, type *expected, type desired, int order, \
                                                      int failure);                                                    \
    int __tsan_atomic##bits##_compare_exchange_##name(volatile type *address, type *expected, type desired, int order, \
                                                      int failure)                                                     \
    {                                                                                                                  \
        (void)order, (void)failure;                                                                                    \
        check_atomic(address, sizeof(type), HOOK_SITE());                                                              \
        type old = *address;                                                                                           \
        bool equal = old == *expected;                                                                                 \
        if (equal)                                                                                                     \
            *address = desired;                                                                                        \
        *expected = old;                                                                                               \
        count_atomic(address, equal);                                                                                  \
        return equal;                                                                                                  \
    }

#define ATOMIC(bits, type)                                                                                             \
    type __tsan_atomic##bits##_load(const volatile type *address, int order);                                          \
    type __tsan_atomic##bits##_load(const volatile type *address, int order)                                           \
    {                                                                                                                  \
        (void)order;                                                                                                   \
        hook_access((uintptr_t)address, sizeof(type), MM_READ | MM_ATOMIC, HOOK_SITE());                               \
        return *address;                                                                                               \
    }                                                                                                                  \
    void __tsan_atomic##bits##_store(volatile type *address, type value, int order);                                   \
    void __tsan_atomic##bits##_store(volatile type *address, type value, int order)                                    \
    {                                                                                                                  \
        (void)order;                                                                                                   \
        hook_access((uintptr_t)address, sizeof(type), MM_WRITE | MM_ATOMIC, HOOK_SITE());                              \
        *address = value;                                                                                              \
    }                                                                                                                  \
    type __tsan_atomic##bits##_exchange(volatile type *address, type value, int order);                                \
    type __tsan_atomic##bits##_exchange(volatile type *address, type value, int order)                                 \
    {                                                                                                                  \
        (void)order;                                                                                                   \
        check_atomic(address, sizeof(type), HOOK_SITE());                                                              \
        type old = *address;                                                                                           \
        *address = value;                                                                                              \
        count_atomic(address, old != value);                                                                           \
        return old;                                                                                                    \
    }                                                                                                                  \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *address, type expected, type desired, int order,    \
                                                    int failure);                                                      \
    type __tsan_atomic##bits##_compare_exchange_val(volatile type *address, type expected, type desired, int order,    \
                                                    int failure)                                                       \
    {                                                                                                                  \
        (void)order, (void)failure;                                                                                    \
        check_atomic(address, sizeof(type), HOOK_SITE());                                                              \
        type old = *address;                                                                                           \
        if (old == expected)                                                                                           \
            *address = desired;                                                                                        \
        count_atomic(address, old == expected);                                                                        \
        return old;                                                                                                    \
    }                                                                                                                  \
    ATOMIC_COMPARE(bits, type, strong)                                                                                 \
    ATOMIC_COMPARE(bits, type, weak)                                                                                   \
    ATOMIC_FETCH(bits, type, add, old + value)                                                                         \
    ATOMIC_FETCH(bits, type, sub, old - value)                                                                         \
    ATOMIC_FETCH(bits, type, and, old &value)                                                                          \
    ATOMIC_FETCH(bits, type, or, old | value)                                                                          \
    ATOMIC_FETCH(bits, type, xor, old ^ value)                                                                         \
    ATOMIC_FETCH(bits, type, nand, ~(old & value))

static inline void check_atomic(const volatile void *address, size_t size, uintptr_t site)
{
    if (mm_observer)
        mm_observer((uintptr_t)address, size, MM_WRITE | MM_ATOMIC, site);
    if (!hook_is_plain((uintptr_t)address, size) || mm_in_user_mode(ke_current()))
        mm_access_slow((uintptr_t)address, size, true, site);
    hook_footprint((uintptr_t)address, size, true);
}

/* Pools only: elsewhere the operation itself faults, and what lies outside of the machine is a test's own. */
void mm_check_atomic(const volatile void *address, size_t size, uintptr_t site)
{
    enum arena_segment segment = arena_of((const void *)address);
    if ((segment == ARENA_NONPAGED || segment == ARENA_PAGED) && !hook_is_plain((uintptr_t)address, size))
        mm_access_slow((uintptr_t)address, size, true, site);
    hook_footprint((uintptr_t)address, size, true);
}

/* After the operation, because others may move here. */
static inline void count_atomic(const volatile void *address, bool changed)
{
    if (changed)
        mm->spin.reads = 0;
    else
        hook_count_read((uintptr_t)address);
}

ATOMIC(8, uint8_t)
ATOMIC(16, uint16_t)
ATOMIC(32, uint32_t)
ATOMIC(64, uint64_t)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
    (void)order;
}

void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order)
{
    (void)order;
}
