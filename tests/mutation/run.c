/*
 * run BUILD MUTANTS SURVIVORS FIRST STEP: which of the mutants that mutate.c made do the tests notice?
 *
 * The tests are those that ctest lists in BUILD with the labels unit, scenario and search. Each is run once as it is, which tells which mutants it meets; then each mutant (from FIRST, each STEP-th)
 * is run against the tests that meet it, the quickest first, until one fails. SURVIVORS has those that were looked at and cannot be noticed, or need not: "file: kind: line's
 * text: why". Whatever else survives is printed; exit code 1 when fewer than 85 % of the others were killed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TESTS_MAX = 2000, MUTANTS_MAX = 20000, WORDS_MAX = 64, SECONDS_MAX = 20 };

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
            slow = slow || strcmp(text, "slow") == 0;
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

static void become(const struct test *test)
{
    int nothing = open("/dev/null", O_RDWR);
    for (int i = 0; i < 3; i++)
        dup2(nothing, i);
    if (test->folder && chdir(test->folder) != 0)
        _exit(99);
    for (size_t i = 0; test->settings[i]; i++)
        putenv((char *)(uintptr_t)test->settings[i]);
    alarm(SECONDS_MAX);
    execvp(test->words[0], (char *const *)(uintptr_t)test->words);
    _exit(99);
}

static bool passes(const struct test *test)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        become(test);
    waitpid(child, &status, 0);
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

static int judge(unsigned first, unsigned step)
{
    unsigned killed = 0, alive = 0, accepted = 0;
    for (unsigned n = first; n <= mutant_count; n += step) {
        const struct mutant *mutant = &mutants[n];
        bool met;
        if (killer(n, &met)) {
            killed++;
        } else if (may_survive(mutant)) {
            accepted++;
        } else {
            alive++;
            printf("%s:%s: %s: %s%s\n", mutant->file, mutant->line, mutant->kind, mutant->text, met ? "" : " (no test comes here)");
            fflush(stdout);
        }
    }
    double part = killed + alive ? 100.0 * killed / (killed + alive) : 0;
    printf("%u mutants: %u killed, %u survive, %u that cannot or need not be noticed: %.1f %%\n", killed + alive + accepted, killed, alive, accepted, part);
    return part >= 85 ? 0 : 1;
}

int main(int argc, char **argv)
{
    char reached[4096];
    if (argc != 6 || !getcwd(reached, sizeof reached - 32))
        return 2;
    read_tests(argv[1]);
    read_mutants(argv[2]);
    survivors = read_all(argv[3]);
    strcat(reached, "/mutants.reached");
    setenv("NTSIM_MUTANT_REACHED", reached, 1);
    for (size_t i = 0; i < test_count; i++)
        look(&tests[i]);
    unsetenv("NTSIM_MUTANT_REACHED");
    qsort(tests, test_count, sizeof *tests, by_seconds);
    return judge((unsigned)strtoul(argv[4], NULL, 10), (unsigned)strtoul(argv[5], NULL, 10));
}
