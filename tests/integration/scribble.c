/*
 * A driver may write rubbish over everything that it can reach: that costs its run, never the simulator (design 4.6, 4.10). Each word of each object of the
 * scribble driver, and of the memory around it, is overwritten with each kind of rubbish, in a run of its own. Whatever NT would show is right; "broken" - our own
 * defect - a crash, or a loop without end of ours are not.
 *
 *   integration_scribble [OBJECT [OFFSET [PATTERN]]]    only those, with the report of each
 */
#include <signal.h> /* first: on AArch64 it has a structure member that is a word of SAL, __reserved */

#include "api/path.h"
#include "machine/machine.h"
#include <ntsim/ntsim.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* As in drivers/scribble/scribble.h, which is a driver's header. */
enum { OBJECTS = 23, PATTERNS = 10, AROUND = 32, SECONDS_MAX = 30 };

static char driver[512], application[512], now_at[80];
static int failures, runs, ends[NTSIM_INCONCLUSIVE + 1];

static void hang(int number)
{
    (void)number;
    static const char text[] = "a run does not end: ";
    if (write(2, text, sizeof text - 1) < 0 || write(2, now_at, sizeof now_at) < 0)
        _exit(3);
    _exit(2);
}

/* The size that the program found the object to have; 0: it did not get so far. */
static int run(int object, int offset, int pattern, FILE *told)
{
    char words[3][16];
    for (int i = 0; i < 3; i++)
        snprintf(words[i], sizeof words[i], "%d", i == 0 ? object : i == 1 ? offset : pattern);
    const char *drivers[] = {driver, NULL}, *arguments[] = {words[0], words[1], words[2], NULL};
    const struct ntsim_options options = {.drivers = drivers, .application = application, .arguments = arguments, .silent = !told, .step_limit = 100000};
    struct ntsim_report *report;
    snprintf(now_at, sizeof now_at, "scribble object %d offset %d pattern %d\n", object, offset, pattern);
    alarm(SECONDS_MAX);
    if (ntsim_run(NULL, &options, &report) != 0) {
        fprintf(stderr, "%s", ntsim_error());
        exit(2);
    }
    alarm(0);
    enum ntsim_outcome outcome = ntsim_report_outcome(report);
    runs++;
    ends[outcome]++;
    if (outcome == NTSIM_BROKEN || told)
        printf("%s", now_at);
    if (outcome == NTSIM_BROKEN || told)
        ntsim_report_print(report, stdout);
    failures += outcome == NTSIM_BROKEN;
    ntsim_report_free(report);
    const struct machine_session *session = machine_session();
    return session->program_ended ? (int)session->exit_code : 0;
}

static void run_object(int object)
{
    int size = run(object, 10000, 0, NULL); /* writes nothing */
    if (size <= 0) {
        printf("object %d: the driver does not know its size\n", object);
        failures++;
    }
    for (int offset = -AROUND; offset < size + AROUND; offset += 8)
        for (int pattern = 0; pattern < PATTERNS; pattern++)
            run(object, offset, pattern, NULL);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGALRM, hang);
    if (!path_find_module(NULL, "scribble", ".sys", driver, sizeof driver) || !path_find_module(NULL, "scribbler", ".exe", application, sizeof application)) {
        fprintf(stderr, "scribble.sys or scribbler.exe is not there\n");
        return 2;
    }
    if (argc > 3) {
        run(atoi(argv[1]), atoi(argv[2]), atoi(argv[3]), stdout);
        return failures != 0;
    }
    for (int object = argc > 1 ? atoi(argv[1]) : 0; object < (argc > 1 ? atoi(argv[1]) + 1 : OBJECTS); object++)
        run_object(object);
    printf("%d runs:", runs);
    for (int i = 0; i <= NTSIM_INCONCLUSIVE; i++)
        if (ends[i])
            printf(" %d %s", ends[i], ntsim_outcome_name((enum ntsim_outcome)i));
    printf("\n");
    return failures != 0;
}
