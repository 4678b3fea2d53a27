/*
 * run BUILD MUTANTS SURVIVORS SAMPLE SEED: which of the mutants that mutate.c made do the tests notice?
 *
 * Each test is run once as the source is, which tells which mutants it meets; then each mutant (SAMPLE of them as SEED draws them; 0: all) is run against the tests
 * that meet it until one fails. First comes the test that noticed it the last time (earlier.txt), then those that are likeliest to for their time, as far as the
 * mutants of that file have shown. A verdict is written to results.txt as soon as it is known, and is not asked for again: what was broken off goes on.
 *
 * SURVIVORS has those that were looked at and cannot be noticed: "file: kind: line's text: why". Whatever else survives is printed; exit code 1 when fewer than 85 % of
 * the others were killed.
 */
#define _GNU_SOURCE
#include "suite.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 64, TEXT_MAX = 1 << 22 };
enum verdict { NOT_ASKED, KILLED, SURVIVES, NOT_MET, ACCEPTED, VERDICTS };
static const char *const verdict_names[] = {[KILLED] = "killed", [SURVIVES] = "survives", [NOT_MET] = "not met"};

struct mutant {
    const char *file, *kind, *text, *line;
    unsigned place; /* among those that look alike, which share file, kind and text */
    unsigned in;    /* number of the file */
    int noticed;    /* by this test, the last time; -1: by none */
};

struct score { /* of a test for a file: what it was asked and what it noticed */
    unsigned asked, noticed;
};

struct shared {
    unsigned char of[MUTANTS_MAX];
    struct score score[FILES_MAX][TESTS_MAX];
};

static struct mutant mutants[MUTANTS_MAX];
static const char *files[FILES_MAX];
static unsigned mutant_count, file_count, sample;
static unsigned *order;
static char *survivors;
static struct shared *all;
static FILE *results;

/* --- what there is ------------------------------------------------------------------------------------------------------------------------------ */

/* Empty when there is no such file. */
static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, TEXT_MAX);
    if (!text)
        exit(2);
    if (file) {
        text[fread(text, 1, TEXT_MAX - 1, file)] = 0;
        fclose(file);
    }
    return text;
}

static unsigned number_of_file(const char *name)
{
    unsigned i = 0;
    while (i < file_count && strcmp(files[i], name) != 0)
        i++;
    if (i == FILES_MAX)
        exit(2);
    if (i == file_count)
        files[file_count++] = name;
    return i;
}

static bool alike(const struct mutant *a, const struct mutant *b)
{
    return strcmp(a->file, b->file) == 0 && strcmp(a->kind, b->kind) == 0 && strcmp(a->text, b->text) == 0;
}

static void read_mutants(const char *path)
{
    char *rest = read_all(path), *line;
    while ((line = strsep(&rest, "\n")) && *line) {
        unsigned n = (unsigned)strtoul(strsep(&line, "\t"), NULL, 10);
        if (n != ++mutant_count || n >= MUTANTS_MAX)
            exit(2);
        struct mutant *mutant = &mutants[n];
        mutant->file = strsep(&line, "\t");
        mutant->line = strsep(&line, "\t");
        mutant->kind = strsep(&line, "\t");
        mutant->text = line;
        mutant->in = number_of_file(mutant->file);
        mutant->noticed = -1;
        for (unsigned k = 1; k < n; k++)
            mutant->place += alike(&mutants[k], mutant);
    }
}

/* "file: kind: line's text: why" */
static bool may_survive(const struct mutant *mutant)
{
    char begin[1024];
    snprintf(begin, sizeof begin, "\n%s: %s: %s: ", mutant->file, mutant->kind, mutant->text);
    return strstr(survivors, begin);
}

/* --- what is known already ------------------------------------------------------------------------------------------------------------------------ */

static struct mutant *find(const struct mutant *like)
{
    for (unsigned n = 1; n <= mutant_count; n++)
        if (mutants[n].place == like->place && alike(&mutants[n], like))
            return &mutants[n];
    return NULL;
}

/* Rows of results.txt: verdict, who noticed, file, place, kind, text. Those of an earlier build are advice only. */
static void read_results(const char *path, bool of_this_build)
{
    char *rest = read_all(path), *line;
    while ((line = strsep(&rest, "\n")) && *line) {
        const char *verdict = strsep(&line, "\t"), *test = strsep(&line, "\t");
        struct mutant like = {.file = strsep(&line, "\t")};
        const char *place = strsep(&line, "\t");
        like.kind = strsep(&line, "\t");
        like.text = line;
        if (!line)
            continue; /* cut off as it was written */
        like.place = (unsigned)strtoul(place, NULL, 10);
        struct mutant *mutant = find(&like);
        if (!mutant)
            continue;
        mutant->noticed = suite_find(test);
        for (enum verdict v = KILLED; of_this_build && v <= NOT_MET; v++)
            if (strcmp(verdict, verdict_names[v]) == 0)
                all->of[mutant - mutants] = (unsigned char)v;
    }
}

static void write_result(unsigned n, enum verdict verdict, int test)
{
    all->of[n] = (unsigned char)verdict;
    fprintf(results, "%s\t%s\t%s\t%u\t%s\t%s\n", verdict_names[verdict], test < 0 ? "" : suite[test].name, mutants[n].file, mutants[n].place, mutants[n].kind,
            mutants[n].text);
    fflush(results);
}

/* --- asking --------------------------------------------------------------------------------------------------------------------------------------- */

/* Likelihood by time. One that was never asked counts as likely, so that all are tried. */
static double worth(const struct mutant *mutant, size_t test)
{
    const struct score *score = &all->score[mutant->in][test];
    return (score->noticed + 1.0) / (score->asked + 3.0) / (learnt[test].seconds + 0.001);
}

static bool is_due(size_t test, unsigned n, const bool *done)
{
    return learnt[test].passes && learnt[test].meets[n] && !done[test];
}

/* -1: all that meet it were asked. */
static int next_test(unsigned n, const bool *done)
{
    int best = -1;
    for (size_t i = 0; i < suite_count; i++)
        if (is_due(i, n, done) && (best < 0 || worth(&mutants[n], i) > worth(&mutants[n], (size_t)best)))
            best = (int)i;
    return best;
}

static void judge(size_t place)
{
    bool done[TESTS_MAX] = {false}, met = false;
    unsigned n = order[place];
    if (all->of[n] != NOT_ASKED)
        return;
    int test = mutants[n].noticed >= 0 && is_due((size_t)mutants[n].noticed, n, done) ? mutants[n].noticed : next_test(n, done);
    for (; test >= 0; test = next_test(n, done)) {
        struct score *score = &all->score[mutants[n].in][test];
        met = done[test] = true;
        score->asked++;
        if (suite_passes((size_t)test, n))
            continue;
        score->noticed++;
        write_result(n, KILLED, test);
        return;
    }
    write_result(n, met ? SURVIVES : NOT_MET, -1);
}

/* The numbers of all mutants in the order that the seed gives: a sample is how it begins. */
static unsigned *shuffled(uint64_t seed)
{
    unsigned *numbers = calloc(mutant_count + 1, sizeof *numbers);
    if (!numbers)
        exit(2);
    for (unsigned i = 0; i < mutant_count; i++)
        numbers[i] = i + 1;
    for (size_t i = mutant_count; i > 1; i--) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        size_t k = (size_t)(seed >> 33) % i;
        unsigned kept = numbers[k];
        numbers[k] = numbers[i - 1];
        numbers[i - 1] = kept;
    }
    return numbers;
}

/* --- telling ---------------------------------------------------------------------------------------------------------------------------------------- */

static double part_of(const unsigned *count)
{
    unsigned asked = count[KILLED] + count[SURVIVES] + count[NOT_MET];
    return asked ? 100.0 * count[KILLED] / asked : 100;
}

static void print_counts(const char *of, const unsigned *count)
{
    printf("%s: %u killed, %u survived (%u where no test comes), %u more that cannot be noticed: %.1f %%\n", of, count[KILLED], count[SURVIVES] + count[NOT_MET],
           count[NOT_MET], count[ACCEPTED], part_of(count));
}

static void print_survivor(unsigned n)
{
    const struct mutant *mutant = &mutants[n];
    printf("%u: %s:%s: %s: %s%s\n", n, mutant->file, mutant->line, mutant->kind, mutant->text, all->of[n] == NOT_MET ? " (no test comes here)" : "");
}

/* A row of SURVIVORS stands for all that look alike. */
static bool one_alike_survives(unsigned n)
{
    for (unsigned k = 1; k <= mutant_count; k++)
        if (all->of[k] != KILLED && alike(&mutants[k], &mutants[n]))
            return true;
    return false;
}

static int tell(void)
{
    unsigned count[FILES_MAX][VERDICTS] = {0}, whole[VERDICTS] = {0};
    bool drawn[MUTANTS_MAX] = {false};
    for (unsigned i = 0; i < sample; i++)
        drawn[order[i]] = true;
    for (unsigned n = 1; n <= mutant_count; n++) {
        if (!drawn[n])
            continue;
        enum verdict verdict = all->of[n];
        if (verdict == KILLED && may_survive(&mutants[n]) && !one_alike_survives(n))
            printf("%u: %s:%s is killed, but is listed among those that cannot be noticed\n", n, mutants[n].file, mutants[n].line);
        else if (verdict != KILLED && may_survive(&mutants[n]))
            verdict = ACCEPTED;
        else if (verdict != KILLED)
            print_survivor(n);
        count[mutants[n].in][verdict]++;
        whole[verdict]++;
    }
    for (unsigned i = 0; i < file_count; i++)
        print_counts(files[i], count[i]);
    printf("%u of %u mutants\n", sample, mutant_count);
    print_counts("all", whole);
    return part_of(whole) >= 85 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc != 6)
        return 2;
    all = shared_memory(sizeof *all);
    suite_read(argv[1]);
    read_mutants(argv[2]);
    survivors = read_all(argv[3]);
    read_results("earlier.txt", false);
    read_results("results.txt", true);
    results = fopen("results.txt", "a");
    if (!results || mutant_count == 0)
        return 2;
    size_t passing = suite_learn();
    printf("%zu tests, %zu of them pass as it is\n", suite_count, passing);
    sample = (unsigned)strtoul(argv[4], NULL, 10);
    sample = sample && sample < mutant_count ? sample : mutant_count;
    order = shuffled(strtoull(argv[5], NULL, 10));
    share_out(sample, judge);
    return tell();
}
