/*
 * Claims about what an AArch64 instruction says of its access. The encodings are the assembler's.
 */
#include "fault_instruction.h"
#include "test.h"

static const uint32_t writes[] = {
    0xb9000020, /* str w0, [x1] */
    0x39000c20, /* strb w0, [x1, #3] */
    0xf81f8020, /* stur x0, [x1, #-8] */
    0xf8226820, /* str x0, [x1, x2] */
    0x3d800020, /* str q0, [x1] */
    0xfd000420, /* str d0, [x1, #8] */
    0xa9810440, /* stp x0, x1, [x2, #16]! */
    0xad000440, /* stp q0, q1, [x2] */
    0xc8007c41, /* stxr w0, x1, [x2] */
    0xc89ffc20, /* stlr x0, [x1] */
    0xc8208861, /* stlxp w0, x1, x2, [x3] */
    0x4c007800, /* st1 {v0.4s}, [x0] */
    0xf8208041, /* swp x0, x1, [x2] */
    0xb8e00041, /* ldaddal w0, w1, [x2] */
    0xc8a07c41, /* cas x0, x1, [x2] */
    0x88e0fc41, /* casal w0, w1, [x2] */
    0x48207c82, /* casp x0, x1, x2, x3, [x4] */
    0x0860fc82, /* caspal w0, w1, w2, w3, [x4] */
    0xd9004020, /* stlur x0, [x1, #4] */
    0xd50b7420, /* dc zva, x0 */
    0xf8000820, /* sttr x0, [x1] */
};

static const uint32_t reads[] = {
    0xb9400020, /* ldr w0, [x1] */
    0xb9800020, /* ldrsw x0, [x1] */
    0x39c00020, /* ldrsb w0, [x1] */
    0xf85f8020, /* ldur x0, [x1, #-8] */
    0xf8626820, /* ldr x0, [x1, x2] */
    0x3dc00020, /* ldr q0, [x1] */
    0xfd400420, /* ldr d0, [x1, #8] */
    0xa9400440, /* ldp x0, x1, [x2] */
    0x69400440, /* ldpsw x0, x1, [x2] */
    0xc85f7c20, /* ldxr x0, [x1] */
    0xc8dffc20, /* ldar x0, [x1] */
    0xc87f8440, /* ldaxp x0, x1, [x2] */
    0x4c407800, /* ld1 {v0.4s}, [x0] */
    0xf8bfc020, /* ldapr x0, [x1] */
    0xd9404020, /* ldapur x0, [x1, #4] */
    0x58000000, /* ldr x0, . */
    0x1c000000, /* ldr s0, . */
    0xf9800000, /* prfm pldl1keep, [x0] */
    0xf8400820, /* ldtr x0, [x1] */
    0x8b020020, /* add x0, x1, x2 */
    0xd61f0000, /* br x0 */
};

static void every_store_and_atomic_writes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++)
        if (!instruction_writes((uintptr_t)&writes[i]))
            fail_msg("0x%08x is taken for a load", writes[i]);
}

static void no_load_and_nothing_else_writes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++)
        if (instruction_writes((uintptr_t)&reads[i]))
            fail_msg("0x%08x is taken for a store", reads[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_store_and_atomic_writes),
        cmocka_unit_test(no_load_and_nothing_else_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
