#define _GNU_SOURCE
#include "suite.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS_MORE = 2, TIMES_LONGER = 10, SECONDS_AT_FIRST = 60, WAITING = 600 };

struct test suite[TESTS_MAX];
struct learnt *learnt;
size_t suite_count;

void *shared_memory(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        exit(2);
    return memory;
}

void share_out(size_t count, void (*work)(size_t i))
{
    atomic_size_t *next = shared_memory(sizeof *next);
    fflush(stdout);
    for (int job = 0; job < JOBS; job++) {
        if (fork() != 0)
            continue;
        for (size_t i = atomic_fetch_add(next, 1); i < count; i = atomic_fetch_add(next, 1))
            work(i);
        fflush(stdout);
        _exit(0);
    }
    while (wait(NULL) > 0)
        ;
    munmap(next, sizeof *next);
}

/* --- what ctest lists ---------------------------------------------------------------------------------------------------------------------------- */

/* Those that end as they should within a second or so, and say so by how they end. */
static bool is_wanted(json_t *properties)
{
    size_t i, k;
    json_t *property, *label;
    bool wanted = false, unfit = false;
    json_array_foreach(properties, i, property) {
        const char *name = json_string_value(json_object_get(property, "name"));
        unfit = unfit || strstr(name, "REGULAR_EXPRESSION"); /* its text is judged, not how it ends */
        if (strcmp(name, "LABELS") != 0)
            continue;
        json_array_foreach(json_object_get(property, "value"), k, label) {
            const char *text = json_string_value(label);
            wanted = wanted || strcmp(text, "unit") == 0 || strcmp(text, "scenario") == 0;
            unfit = unfit || strcmp(text, "slow") == 0 || strcmp(text, "search") == 0;
        }
    }
    return wanted && !unfit;
}

static void take_properties(struct test *test, json_t *properties)
{
    size_t i, k, n = 0;
    json_t *property, *value;
    json_array_foreach(properties, i, property) {
        const char *name = json_string_value(json_object_get(property, "name"));
        if (strcmp(name, "WORKING_DIRECTORY") == 0)
            test->folder = json_string_value(json_object_get(property, "value"));
        if (strcmp(name, "WILL_FAIL") == 0)
            test->should_fail = true;
        if (strcmp(name, "ENVIRONMENT") == 0)
            json_array_foreach(json_object_get(property, "value"), k, value)
                if (n < SETTINGS_MAX - 1)
                    test->settings[n++] = json_string_value(value);
    }
}

void suite_read(const char *build)
{
    char command[1024];
    json_error_t error;
    size_t i, k;
    json_t *each, *word;
    snprintf(command, sizeof command, "ctest --test-dir '%s' --show-only=json-v1", build);
    FILE *pipe = popen(command, "r");
    json_t *root = pipe ? json_loadf(pipe, 0, &error) : NULL;
    if (!root)
        exit(2);
    pclose(pipe);
    json_array_foreach(json_object_get(root, "tests"), i, each) {
        struct test *test = &suite[suite_count];
        json_t *properties = json_object_get(each, "properties"), *words = json_object_get(each, "command");
        if (!words || json_array_size(words) > WORDS_MAX || !is_wanted(properties) || suite_count == TESTS_MAX)
            continue;
        json_array_foreach(words, k, word)
            test->words[k] = json_string_value(word);
        test->name = json_string_value(json_object_get(each, "name"));
        take_properties(test, properties);
        suite_count++;
    }
    learnt = shared_memory(suite_count * sizeof *learnt);
}

int suite_find(const char *name)
{
    for (size_t i = 0; i < suite_count; i++)
        if (strcmp(suite[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* --- runs -------------------------------------------------------------------------------------------------------------------------------------------- */

/* A group of its own, so that what the test started ends with it. The limit is of work, so that it means the same on a busy machine; who waits for what does not come
   is ended by the clock. */
static void become(const struct test *test, unsigned seconds)
{
    int nothing = open("/dev/null", O_RDWR);
    setpgid(0, 0);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds});
    for (int i = 0; i < 3; i++)
        dup2(nothing, i);
    if (test->folder && chdir(test->folder) != 0)
        _exit(99);
    for (size_t i = 0; test->settings[i]; i++)
        putenv((char *)(uintptr_t)test->settings[i]);
    alarm(seconds + WAITING);
    execvp(test->words[0], (char *const *)(uintptr_t)test->words);
    _exit(99);
}

static double seconds_of(const struct rusage *used)
{
    return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) + (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
}

/* One that runs out of time has failed, whatever it should. *took: seconds of work. */
static bool passes(const struct test *test, unsigned seconds, double *took)
{
    struct rusage used;
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        become(test, seconds);
    setpgid(child, child);
    wait4(child, &status, 0, &used);
    kill(-child, SIGKILL);
    *took = seconds_of(&used);
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        return false;
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) != test->should_fail;
}

static void learn(size_t i)
{
    char path[4096];
    if (!getcwd(path, sizeof path - 32))
        exit(2);
    snprintf(path + strlen(path), 32, "/reached.%zu", i);
    setenv("NTSIM_MUTANT_REACHED", path, 1);
    learnt[i].passes = passes(&suite[i], SECONDS_AT_FIRST, &learnt[i].seconds);
    unsetenv("NTSIM_MUTANT_REACHED");
    FILE *file = fopen(path, "r");
    if (!file)
        return; /* it meets none */
    if (fread(learnt[i].meets, 1, MUTANTS_MAX, file) != MUTANTS_MAX)
        exit(2);
    fclose(file);
    remove(path);
}

size_t suite_learn(void)
{
    size_t passing = 0;
    share_out(suite_count, learn);
    for (size_t i = 0; i < suite_count; i++) {
        passing += learnt[i].passes;
        if (!learnt[i].passes)
            printf("%s does not pass as it is, and is not asked\n", suite[i].name);
    }
    return passing;
}

bool suite_passes(size_t i, unsigned n)
{
    char number[16];
    double took;
    snprintf(number, sizeof number, "%u", n);
    setenv("NTSIM_MUTANT", number, 1);
    return passes(&suite[i], (unsigned)(learnt[i].seconds * TIMES_LONGER) + SECONDS_MORE, &took);
}
