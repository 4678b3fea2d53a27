/*
 * What the faulting instruction itself says about a fault: x86-64 and AArch64.
 *
 * Division by zero: x86-64 traps. AArch64 does not, the quotient is 0; modules are therefore compiled there with
 * -fsanitize=integer-divide-by-zero -fsanitize-undefined-trap-on-error, which makes it a trap instruction. clang marks
 * that instruction with the kind of check (3); gcc's is the one of
 * __builtin_trap, which a module at -O0 has for no other purpose. x86-64 modules do not need the option, but clang's
 * mark is understood there too.
 */
#ifndef NTSIM_HOST_FAULT_INSTRUCTION_H
#define NTSIM_HOST_FAULT_INSTRUCTION_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__)

/* Byte by byte: what follows a shorter instruction may not be readable. */
static inline bool instruction_is_divide_check(uintptr_t pc)
{
    static const unsigned char ud1_divide[] = {0x67, 0x0f, 0xb9, 0x40, 0x03};
    for (unsigned i = 0; i < sizeof ud1_divide; i++)
        if (((const unsigned char *)pc)[i] != ud1_divide[i])
            return false;
    return true;
}

/* The processor reports a breakpoint behind the instruction. */
static inline uintptr_t instruction_of_breakpoint(uintptr_t pc)
{
    enum { INT3 = 0xcc };
    return *(const unsigned char *)(pc - 1) == INT3 ? pc - 1 : pc;
}

#else

static inline bool instruction_is_divide_check(uintptr_t pc)
{
    const uint32_t brk = 0xd4200000, clang_divide = 0x5503 << 5, gcc_trap = 1000 << 5;
    uint32_t instruction = *(const uint32_t *)pc;
    return instruction == (brk | clang_divide) || instruction == (brk | gcc_trap);
}

static inline uintptr_t instruction_of_breakpoint(uintptr_t pc)
{
    return pc;
}

/* Those that read and write at once: swp, ldadd and their like, but not ldapr, which looks like them; cas and casp. */
static inline bool instruction_is_atomic(uint32_t instruction)
{
    bool one = (instruction & 0x3f200c00) == 0x38200000 && (instruction & 0x3ffffc00) != 0x38bfc000;
    bool cas = (instruction & 0x3fa07c00) == 0x08a07c00 || (instruction & 0xbfa07c00) == 0x08207c00;
    return one || cas;
}

/*
 * Whether the load or store at `pc` writes, for a system that does not tell (qemu-user before 8.1). Arm's A64 encoding: bits 29:27 are the group. Bit 22
 * tells a load from a store in all of them but two: 7, one register, has bits 23:22 for that, of which vectors use the upper one for their size; and 3,
 * constants beside the code, and with bit 24 the release stores of RCpc.
 */
static inline bool instruction_writes(uintptr_t pc)
{
    uint32_t instruction = *(const uint32_t *)pc, group = instruction >> 27 & 7, operation = instruction >> 22 & 3;
    bool vector = instruction >> 26 & 1;
    if ((instruction & 0xffffffe0) == 0xd50b7420) /* dc zva */
        return true;
    if ((instruction >> 25 & 5) != 4) /* neither load nor store */
        return false;
    if (group == 7)
        return operation == 0 || (vector && operation == 2) || instruction_is_atomic(instruction);
    if (group == 3)
        return (instruction >> 24 & 1) && operation == 0;
    return (operation & 1) == 0 || instruction_is_atomic(instruction);
}

#endif

#endif
