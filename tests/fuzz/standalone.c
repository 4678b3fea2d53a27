/*
 * Runs a target without libFuzzer: standalone CASES SEED FILE... damages the files, one case after another, and gives them to the target. The cases run in a
 * child; where it dies, the last line says how to run that case alone.
 */
#define _GNU_SOURCE
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void run_cases(uint64_t cases, uint64_t seed, char **files, size_t count, volatile uint64_t *current)
{
    struct fuzz_bytes *corpus = calloc(count, sizeof *corpus), bytes = {0};
    if (!corpus)
        exit(99);
    for (size_t i = 0; i < count; i++)
        fuzz_read(&corpus[i], files[i]);
    for (uint64_t i = 0; i < cases; i++) {
        uint64_t own = seed + i;
        *current = own;
        fuzz_copy(&bytes, &corpus[fuzz_below(&own, count)]);
        if (i > 0 || cases == 1) /* the first as it is */
            fuzz_damage(&bytes, &own);
        LLVMFuzzerTestOneInput(bytes.data, bytes.size);
    }
    for (size_t i = 0; i < count; i++)
        free(corpus[i].data);
    free(corpus);
    free(bytes.data);
}

int main(int argc, char **argv)
{
    int status = 0;
    if (argc < 4) {
        fprintf(stderr, "usage: %s CASES SEED FILE...\n", argv[0]);
        return 2;
    }
    uint64_t cases = strtoull(argv[1], NULL, 10), seed = strtoull(argv[2], NULL, 10);
    volatile uint64_t *current = mmap(NULL, sizeof *current, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child = fork();
    if (child == 0) {
        run_cases(cases, seed, argv + 3, (size_t)argc - 3, current);
        exit(0);
    }
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    printf("%s %d; again: %s 1 %llu FILE...\n", WIFSIGNALED(status) ? "killed by signal" : "exit code", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), argv[0],
           (unsigned long long)*current);
    return 1;
}
