/*
 * The command line with words that fit together by chance: cli CASES SEED ntsim MODULES. What is damaged by more than words is the targets' business.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 12, SECONDS = 60 };

static const char *const commands[] = {"run", "run", "run", "explore", "replay", "list", "trace", "ddi", "views", "help", "--help", "--version", "nonsense", ""};
static const char *const words[] = {
    "echo", "u04_device_not_deleted", "u16_timer_left_set", "nosuch", "../echo", "", "-", "--", "-x", "%s%s%n", "\x80\xFF", "--driver", "--app", "--processors", "--races", "--schedule",
    "--input", "--trace", "--view", "--at", "--json", "--junit", "--path", "--strategy", "--bound", "--time", "--seed", "--points", "--level", "--missing", "--runs", "--runs=5",
    "--strategy=delay", "--strategy=nosuch", "0", "1", "2", "32", "33", "-1", "99999999999999999999", "0.5", "1e400", "nan", "0x10", "IMAGE_FREE", "!drvobj echo", "!object \\Device",
    "!nosuch", "NTS1:", "NTS1:v=0.1,s=echo,p=2,l=1,d=00000000,c=00000000", "out.json", "/nonexistent/out", "/dev/full", "/dev/null", "/", ".", "KeSetEvent", "--json=-", "--junit=-",
    "MODULES/echo.sys", "MODULES/echo_app.exe", "MODULES/echo.scn", "MODULES/nosuch.sys", "MODULES", "NTSIM",
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

struct place {
    const char *program;
    char modules[512];
};

/* Sometimes damaged, and sometimes very long. */
static char *make_word(const struct place *place, uint64_t *seed)
{
    char text[1024];
    const char *word = words[fuzz_below(seed, COUNT(words))];
    if (strncmp(word, "MODULES", 7) == 0)
        snprintf(text, sizeof text, "%s%s", place->modules, word + 7);
    else
        snprintf(text, sizeof text, "%s", strcmp(word, "NTSIM") == 0 ? place->program : word);
    if (fuzz_below(seed, 8) != 0)
        return strdup(text);
    struct fuzz_bytes bytes = {0}, from = {(unsigned char *)text, strlen(text) + 1, 0};
    fuzz_copy(&bytes, &from);
    fuzz_damage(&bytes, seed);
    bytes.data[bytes.size] = 0;
    return (char *)bytes.data;
}

static void print_command(char *const *argv)
{
    for (size_t i = 0; argv[i]; i++)
        printf(" '%s'", argv[i]);
    printf("\n");
}

static bool one_case(const struct place *place, uint64_t seed)
{
    char *argv[WORDS_MAX + 4] = {0};
    struct fuzz_run run;
    size_t n = 0, more = fuzz_below(&seed, WORDS_MAX);
    argv[n++] = strdup(place->program);
    const char *command = commands[fuzz_below(&seed, COUNT(commands))];
    argv[n++] = strdup(command);
    if (strcmp(command, "explore") == 0)
        argv[n++] = strdup("--runs=20");
    while (more-- > 0)
        argv[n++] = make_word(place, &seed);
    fuzz_run((const char *const *)argv, SECONDS, &run);
    const char *complaint = fuzz_complaint(&run);
    if (complaint) {
        printf("%s (exit code %d, signal %d)\n%s", complaint, run.code, run.signal, run.err);
        print_command(argv);
    }
    while (n-- > 0)
        free(argv[n]);
    return !complaint;
}

int main(int argc, char **argv)
{
    struct place place;
    uint64_t wrong = 0;
    if (argc != 5)
        return 2;
    place.program = argv[3];
    snprintf(place.modules, sizeof place.modules, "%s", argv[4]);
    for (uint64_t i = 0, cases = strtoull(argv[1], NULL, 10), seed = strtoull(argv[2], NULL, 10); i < cases; i++)
        wrong += !one_case(&place, seed + i * 1000003);
    return wrong ? 1 : 0;
}
