/*
 * What the simulator would give to the runtime, made for tests: memory hooks that remember, and Win32 as far as the
 * user CRT needs it.
 */
#ifndef TESTS_UNIT_CRT_IMPORTS_H
#define TESTS_UNIT_CRT_IMPORTS_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

enum { RANGE_ROOM = 64 };

struct range {
    const void *address;
    size_t size;
    bool write;
};

struct imports {
    struct range ranges[RANGE_ROOM]; /* the hooks told, oldest first; more are not kept */
    size_t range_count;
    size_t overlaps; /* copies of ranges that overlap */

    char output[4096], error[4096]; /* what was written to the standard handles, NUL behind it */
    size_t output_size, error_size, writes;
    const char *input; /* what is left to read */

    jmp_buf ended; /* where ExitProcess goes */
    unsigned status;
    unsigned long long now; /* GetSystemTimeAsFileTime */
    const char *command_line;
    unsigned long long heap_limit; /* larger requests fail; 0: none */
    int live_blocks;
    unsigned slept; /* milliseconds */
    void (*while_asleep)(void);
};

extern struct imports imports;

void imports_reset(void);
/* The hooks have told of exactly this range, at least once. */
bool imports_told(const void *address, size_t size, bool write);

#endif
