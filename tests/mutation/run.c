/*
 * run BUILD MUTANTS SURVIVORS SAMPLE SEED: which of the mutants that mutate.c made do the tests notice?
 *
 * The tests are those that ctest lists in BUILD with the labels unit and scenario, but not slow or search. Each is run once as it is, which tells which mutants it meets;
 * then each mutant (SAMPLE of them as SEED draws them; 0: all) is run against the tests that meet it, the quickest first, until one fails. A test that takes ten times as
 * long as it should (and three seconds more) has failed. Two mutants are looked at at a time. SURVIVORS has those that were looked at and cannot be noticed, or need not:
 * "file: kind: line's text: why". Whatever else survives is printed, verdicts.txt says which test killed which; exit code 1 when fewer than 85 % of the others were killed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TESTS_MAX = 2000, MUTANTS_MAX = 20000, WORDS_MAX = 64, SECONDS_MORE = 3, TIMES_LONGER = 10, JOBS = 2 };

struct test {
    const char *name, *folder;
    const char *words[WORDS_MAX + 1], *settings[16];
    bool should_fail;
    double seconds;
    unsigned char *meets; /* by mutant; NULL: it does not pass, or has not been run */
};

struct mutant {
    char *file, *kind, *text, *line;
};

static struct test tests[TESTS_MAX];
static struct mutant mutants[MUTANTS_MAX];
static size_t test_count, mutant_count;
static char *survivors;

/* --- what there is ------------------------------------------------------------------------------------------------------------------------------ */

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 22);
    if (!file || !text)
        exit(2);
    text[fread(text, 1, (1 << 22) - 1, file)] = 0;
    fclose(file);
    return text;
}

static bool is_wanted(json_t *properties)
{
    size_t i, k;
    json_t *property, *label;
    bool wanted = false, slow = false;
    json_array_foreach(properties, i, property) {
        if (strcmp(json_string_value(json_object_get(property, "name")), "LABELS") != 0)
            continue;
        json_array_foreach(json_object_get(property, "value"), k, label) {
            const char *text = json_string_value(label);
            wanted = wanted || strcmp(text, "unit") == 0 || strcmp(text, "scenario") == 0;
            slow = slow || strcmp(text, "slow") == 0 || strcmp(text, "search") == 0;
        }
    }
    return wanted && !slow;
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
                if (n < 15)
                    test->settings[n++] = json_string_value(value);
    }
}

static void read_tests(const char *build)
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
        struct test *test = &tests[test_count];
        json_t *properties = json_object_get(each, "properties"), *words = json_object_get(each, "command");
        if (!words || json_array_size(words) > WORDS_MAX || !is_wanted(properties) || test_count == TESTS_MAX)
            continue;
        json_array_foreach(words, k, word)
            test->words[k] = json_string_value(word);
        test->name = json_string_value(json_object_get(each, "name"));
        take_properties(test, properties);
        test_count++;
    }
}

static void read_mutants(const char *path)
{
    char *rest = read_all(path), *line;
    while ((line = strsep(&rest, "\n")) && *line) {
        struct mutant *mutant = &mutants[strtoul(strsep(&line, "\t"), NULL, 10)];
        mutant->file = strsep(&line, "\t");
        mutant->line = strsep(&line, "\t");
        mutant->kind = strsep(&line, "\t");
        mutant->text = line;
        mutant_count++;
    }
}

/* "file: kind: line's text: why" */
static bool may_survive(const struct mutant *mutant)
{
    char begin[1024];
    snprintf(begin, sizeof begin, "\n%s: %s: %s: ", mutant->file, mutant->kind, mutant->text);
    return strstr(survivors, begin);
}

/* --- runs -------------------------------------------------------------------------------------------------------------------------------------------- */

/* A group of its own, so that what the test started ends with it. */
static void become(const struct test *test)
{
    int nothing = open("/dev/null", O_RDWR);
    setpgid(0, 0);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    for (int i = 0; i < 3; i++)
        dup2(nothing, i);
    if (test->folder && chdir(test->folder) != 0)
        _exit(99);
    for (size_t i = 0; test->settings[i]; i++)
        putenv((char *)(uintptr_t)test->settings[i]);
    alarm((unsigned)(test->seconds * TIMES_LONGER) + SECONDS_MORE + (test->meets ? 0 : 20));
    execvp(test->words[0], (char *const *)(uintptr_t)test->words);
    _exit(99);
}

/* One that runs out of time has failed, whatever it should. */
static bool passes(const struct test *test)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        become(test);
    setpgid(child, child);
    waitpid(child, &status, 0);
    kill(-child, SIGKILL);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        return false;
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) != test->should_fail;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void look(struct test *test)
{
    remove("mutants.reached");
    double begin = now();
    if (!passes(test))
        return;
    test->seconds = now() - begin;
    test->meets = calloc(1, MUTANTS_MAX);
    FILE *file = fopen("mutants.reached", "r");
    unsigned n;
    while (file && fscanf(file, "%u", &n) == 1)
        test->meets[n] = 1;
    if (file)
        fclose(file);
}

static int by_seconds(const void *left, const void *right)
{
    const struct test *a = left, *b = right;
    return (a->seconds > b->seconds) - (a->seconds < b->seconds);
}

/* The test that notices; NULL: none. */
static const struct test *killer(unsigned n, bool *met)
{
    char number[16];
    snprintf(number, sizeof number, "%u", n);
    setenv("NTSIM_MUTANT", number, 1);
    *met = false;
    for (size_t i = 0; i < test_count; i++) {
        if (!tests[i].meets || !tests[i].meets[n])
            continue;
        *met = true;
        if (!passes(&tests[i]))
            return &tests[i];
    }
    return NULL;
}

/* --- verdicts ---------------------------------------------------------------------------------------------------------------------------------------- */

enum verdict { NOT_ASKED, KILLED, SURVIVES, NOT_MET, ACCEPTED };

struct verdicts {
    atomic_uint next;
    unsigned char of[MUTANTS_MAX];
    unsigned killer[MUTANTS_MAX];
};

/* The numbers of all mutants in the order that the seed gives: a sample is how it begins. */
static unsigned *shuffled(uint64_t seed)
{
    unsigned *order = calloc(mutant_count + 1, sizeof *order);
    if (!order)
        exit(2);
    for (unsigned i = 0; i < mutant_count; i++)
        order[i] = i + 1;
    for (size_t i = mutant_count; i > 1; i--) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t k = (size_t)(seed >> 33) % i;
        unsigned kept = order[k];
        order[k] = order[i - 1];
        order[i - 1] = kept;
    }
    return order;
}

static void judge_one(struct verdicts *all, unsigned n)
{
    bool met;
    const struct test *test = killer(n, &met);
    all->killer[n] = test ? (unsigned)(test - tests) : 0;
    all->of[n] = test ? KILLED : may_survive(&mutants[n]) ? ACCEPTED : met ? SURVIVES : NOT_MET;
    if (all->of[n] != SURVIVES && all->of[n] != NOT_MET)
        return;
    printf("%u: %s:%s: %s: %s%s\n", n, mutants[n].file, mutants[n].line, mutants[n].kind, mutants[n].text, met ? "" : " (no test comes here)");
    fflush(stdout);
}

static void judge(struct verdicts *all, const unsigned *order, unsigned sample)
{
    fflush(stdout);
    for (int job = 0; job < JOBS; job++) {
        if (fork() != 0)
            continue;
        for (unsigned i = atomic_fetch_add(&all->next, 1); i < sample; i = atomic_fetch_add(&all->next, 1))
            judge_one(all, order[i]);
        _exit(0);
    }
    while (wait(NULL) > 0)
        ;
}

static int tell(const struct verdicts *all)
{
    unsigned count[ACCEPTED + 1] = {0};
    FILE *file = fopen("verdicts.txt", "w");
    if (!file)
        return 2;
    for (unsigned n = 1; n <= mutant_count; n++) {
        count[all->of[n]]++;
        if (all->of[n] == KILLED)
            fprintf(file, "%u %s:%s: %s: %s\n", n, mutants[n].file, mutants[n].line, mutants[n].kind, tests[all->killer[n]].name);
    }
    fclose(file);
    unsigned alive = count[SURVIVES] + count[NOT_MET], asked = count[KILLED] + alive;
    double part = asked ? 100.0 * count[KILLED] / asked : 0;
    printf("%u of %zu mutants: %u killed, %u survived (%u where no test comes), %u more that cannot or need not be noticed: %.1f %%\n", asked + count[ACCEPTED],
           mutant_count, count[KILLED], alive, count[NOT_MET], count[ACCEPTED], part);
    return part >= 85 ? 0 : 1;
}

int main(int argc, char **argv)
{
    char reached[4096];
    if (argc != 6 || !getcwd(reached, sizeof reached - 32))
        return 2;
    struct verdicts *all = mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED)
        return 2;
    read_tests(argv[1]);
    read_mutants(argv[2]);
    survivors = read_all(argv[3]);
    strcat(reached, "/mutants.reached");
    setenv("NTSIM_MUTANT_REACHED", reached, 1);
    size_t passing = 0;
    for (size_t i = 0; i < test_count; i++) {
        look(&tests[i]);
        passing += tests[i].meets != NULL;
    }
    unsetenv("NTSIM_MUTANT_REACHED");
    qsort(tests, test_count, sizeof *tests, by_seconds);
    printf("%zu tests, %zu of them pass as it is\n", test_count, passing);
    unsigned sample = (unsigned)strtoul(argv[4], NULL, 10);
    judge(all, shuffled(strtoull(argv[5], NULL, 10)), sample && sample < mutant_count ? sample : (unsigned)mutant_count);
    return tell(all);
}
