/*
 * What worker processes give: the same searches by one process and by two, side by side, in turns, so that what else the machine does hits both. Beside the clock's
 * ratio stands that of processor time: on a machine that is busy with other things it tells what two free processors would give. A benchmark, never a test.
 *
 *   search_jobs NTSIM_PROGRAM
 */
#include "host/host.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define ROUNDS 7

extern char **environ;

struct cost {
    double wall, processor; /* seconds */
};

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* The whole process with its workers, from start to end. */
static struct cost search(const char *program, const char *const *words, const char *jobs)
{
    const char *arguments[16] = {program, "explore", "--jobs", jobs};
    struct rusage usage;
    int status;
    pid_t pid;
    posix_spawn_file_actions_t actions;
    for (size_t i = 0; words[i]; i++)
        arguments[4 + i] = words[i];
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
    uint64_t start = host_clock_ns();
    if (posix_spawn(&pid, program, &actions, NULL, (char *const *)arguments, environ) != 0 || wait4(pid, &status, 0, &usage) != pid || status != 0) {
        fprintf(stderr, "search_jobs: %s explore %s failed\n", program, words[0]);
        exit(2);
    }
    posix_spawn_file_actions_destroy(&actions);
    return (struct cost){(double)(host_clock_ns() - start) / 1e9, seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_size);
    return values[ROUNDS / 2];
}

static void compare(const char *program, const char *title, const char *const *words)
{
    double ratio[ROUNDS], ideal[ROUNDS], one[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        struct cost alone = search(program, words, "1"), two = search(program, words, "2");
        one[i] = alone.wall;
        ratio[i] = alone.wall / two.wall;
        ideal[i] = 2 * alone.processor / two.processor;
    }
    printf("%-44s %6.2f s   two workers: %4.2f times by the clock, %4.2f by processor time (bar 1.8)\n", title, median(one), median(ratio), median(ideal));
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: search_jobs NTSIM_PROGRAM\n");
        return 2;
    }
    compare(argv[1], "random, 200,000 runs", (const char *const[]){"stop_race_3_fixed", "--strategy", "random", "--runs", "200000", NULL});
    compare(argv[1], "delay bounding, 200,000 runs", (const char *const[]){"stop_race_3_fixed", "--strategy", "delay", "--bound", "20", "--runs", "200000", NULL});
    compare(argv[1], "portfolio, 200,000 runs", (const char *const[]){"u27_thread_last_instruction_fixed", "--runs", "200000", NULL});
    return 0;
}
