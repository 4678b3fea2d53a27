/*
 * Damage to order: a seeded generator, so that case n of a seed is the same bytes everywhere, and what a run of the program came to.
 */
#ifndef NTSIM_FUZZ_H
#define NTSIM_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- bytes to damage ------------------------------------------------------------------------------------------------------------------------ */

struct fuzz_bytes {
    unsigned char *data;
    size_t size, room;
};

/* The next number of the sequence (splitmix64). */
uint64_t fuzz_random(uint64_t *seed);
size_t fuzz_below(uint64_t *seed, size_t n); /* n > 0 */

/* Ends the test program where there is no memory or file. */
void fuzz_read(struct fuzz_bytes *bytes, const char *path);
void fuzz_copy(struct fuzz_bytes *to, const struct fuzz_bytes *from);
/* Once, or a few times: changes, removes, repeats, swaps bytes, puts in numbers that lie at a border. At most twice as large, and a little. */
void fuzz_damage(struct fuzz_bytes *bytes, uint64_t *seed);
/* Only within [from, from + size), and nothing moves. */
void fuzz_damage_within(struct fuzz_bytes *bytes, size_t from, size_t size, uint64_t *seed);

/* --- runs of the program -------------------------------------------------------------------------------------------------------------------- */

enum { FUZZ_TEXT = 8192 };

struct fuzz_run {
    int code;   /* -1: it was killed, by `signal` */
    int signal; /* SIGALRM: it took too long */
    char out[FUZZ_TEXT], err[FUZZ_TEXT]; /* the beginnings */
};

/* argv[0] is the program. Standard input is empty. */
void fuzz_run(const char *const *argv, unsigned seconds, struct fuzz_run *run);
/* NULL, or what is not as the program promises: exit code 0 to 4, no signal, with 2 a sentence and nothing else, no defect of ntsim. */
const char *fuzz_complaint(const struct fuzz_run *run);

/* --- targets: tests/fuzz/target_*.c, for libFuzzer and for `standalone` alike ------------------------------------------------------------------ */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
