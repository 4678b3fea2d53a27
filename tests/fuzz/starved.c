/*
 * Each time that the simulator asks its host for memory, there is none once: starved MOST program MODULES. The run then ends as if nothing had been, or with 2 or 4
 * and one sentence; and a file that was there is what it was, or the whole new one. MOST: so many times of each command, evenly spread (0: every time).
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS = 120, WORDS = 14 };

static const char *const commands[][WORDS] = {
    {"run", "u16_timer_left_set", "--json", "starved.json", "--junit", "starved.xml", "--trace", "starved.trace", "--view", "!drvobj timer_left_set", "--at", "IMAGE_FREE"},
    {"run", "u04_device_not_deleted", "--races", "--json=-"},
    {"run", "--app", "APP", "an", "argument", "--input"},
    {"explore", "u27_thread_last_instruction", "--runs=60", "--seed=1", "--points=2", "--junit", "starved.xml"},
    {"replay", "starved.schedule", "--json", "starved.json"},
    {"list", "--json"},
    {"trace", "starved.trace"},
};
static const char *const outputs[] = {"starved.json", "starved.xml", "starved.trace"};
enum { COMMANDS = sizeof commands / sizeof *commands, OUTPUTS = sizeof outputs / sizeof *outputs };

static const char old_text[] = "what was here before\n";

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        exit(99);
}

static bool has_text(const char *path, const struct fuzz_bytes *text)
{
    static struct fuzz_bytes now;
    fuzz_read(&now, path);
    return now.size == text->size && memcmp(now.data, text->data, now.size) == 0;
}

static unsigned long asked(void)
{
    struct fuzz_bytes text = {0};
    fuzz_read(&text, "starved.tell");
    text.data[text.size] = 0;
    unsigned long n = strtoul((char *)text.data, NULL, 10);
    free(text.data);
    return n;
}

static void run_one(const char *const *argv, unsigned long at, struct fuzz_run *run)
{
    char number[24];
    snprintf(number, sizeof number, "%lu", at);
    setenv("NTSIM_STARVE_AT", number, 1);
    fuzz_run(argv, SECONDS, run);
}

/* The first line that differs is not looked for: figures of time are all that may. */
static bool same_end(const struct fuzz_run *a, const struct fuzz_run *b, bool timed)
{
    return a->code == b->code && (timed || strcmp(a->out, b->out) == 0);
}

static const char *complaint_of(const struct fuzz_run *run, const struct fuzz_run *well, const struct fuzz_bytes *written, bool timed)
{
    const struct fuzz_bytes old = {(unsigned char *)(uintptr_t)old_text, sizeof old_text - 1, 0};
    if (run->code < 0)
        return "killed by a signal";
    if ((run->code == 2 || run->code == 4) && (strncmp(run->err, "ntsim: ", 7) != 0 || strchr(run->err, '\n') != run->err + strlen(run->err) - 1))
        return "ended with 2 or 4, without one sentence on standard error";
    if (run->code != 2 && run->code != 4 && !same_end(run, well, timed))
        return "ended otherwise than with enough memory, and did not say why";
    for (size_t i = 0; i < OUTPUTS; i++)
        if (!timed && !has_text(outputs[i], &old) && !has_text(outputs[i], &written[i]))
            return "left half of a file";
    return NULL;
}

static unsigned starve(const char *const *argv, unsigned long most)
{
    struct fuzz_run well, run;
    struct fuzz_bytes written[OUTPUTS] = {{0}};
    unsigned wrong = 0;
    bool timed = strcmp(argv[1], "explore") == 0;
    run_one(argv, 0, &well);
    for (size_t i = 0; i < OUTPUTS; i++)
        fuzz_read(&written[i], outputs[i]);
    unsigned long n = asked(), step = most && n > most ? n / most : 1, tried = 0, survived = 0;
    for (unsigned long at = 1; at <= n; at += step, tried++) {
        for (size_t i = 0; i < OUTPUTS; i++)
            if (strcmp(argv[1], "trace") != 0)
                write_text(outputs[i], old_text);
        run_one(argv, at, &run);
        const char *complaint = complaint_of(&run, &well, written, timed);
        survived += !complaint && run.code != 2 && run.code != 4;
        wrong += complaint != NULL;
        if (complaint)
            printf("%s %s, out of memory at %lu: %s (exit code %d, signal %d)\n%s", argv[1], argv[2] ? argv[2] : "", at, complaint, run.code, run.signal, run.err);
    }
    printf("%s: ended with %d, asked for memory %lu times; %lu of them failed, %lu without consequence\n", argv[1], well.code, n, tried, survived);
    for (size_t i = 0; i < OUTPUTS; i++)
        free(written[i].data);
    return wrong + (n == 0);
}

int main(int argc, char **argv)
{
    char app[512];
    unsigned wrong = 0;
    if (argc != 4)
        return 2;
    snprintf(app, sizeof app, "%s/echo_app.exe", argv[3]);
    setenv("NTSIM_STARVE_TELL", "starved.tell", 1);
    write_text("starved.schedule", "NTS1:v=0.1,s=u27_thread_last_instruction,p=2,l=1,d=00000000,8.KeSetEvent!.E2.1=P0,c=5426b740\n");
    for (size_t i = 0; i < OUTPUTS; i++)
        write_text(outputs[i], old_text);
    for (size_t i = 0; i < COMMANDS; i++) {
        const char *words[WORDS + 2] = {argv[2]};
        for (size_t k = 0; k < WORDS && commands[i][k]; k++)
            words[k + 1] = strcmp(commands[i][k], "APP") == 0 ? app : commands[i][k];
        if (strcmp(words[1], "trace") == 0) { /* of a trace that is one */
            const char *const make[] = {argv[2], "run", "echo", "--trace", "starved.trace", NULL};
            struct fuzz_run run;
            run_one(make, 0, &run);
        }
        wrong += starve(words, strtoul(argv[1], NULL, 10));
    }
    return wrong ? 1 : 0;
}
