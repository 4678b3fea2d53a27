/* Scripted input (--input) and arguments of an application: the first line is arguments, separated by blanks, the rest is what the application reads. */
#include "fuzz.h"
#include <ntsim/ntsim.h>
#include <ntsim/outcome.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MAX = 300 }; /* more than there may be */

static void write_input(const char *path, const char *text, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text, 1, size, file) != size || fclose(file) != 0)
        exit(99);
}

static void run(const char *input, const char *const *arguments)
{
    struct ntsim_options options = {.application = NTSIM_MODULE_DIR "/input_reader.exe", .input = input, .arguments = arguments, .path = NTSIM_MODULE_DIR};
    struct ntsim_report *report;
    if (ntsim_run(NULL, &options, &report) != 0) {
        if (!ntsim_error()[0])
            abort();
        return;
    }
    if (ntsim_report_outcome(report) != NTSIM_QUIET)
        abort();
    free(ntsim_report_json(report));
    free(ntsim_report_junit(report));
    ntsim_report_free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *arguments[ARGUMENTS_MAX + 1] = {0};
    char path[64];
    char *text = malloc(size + 1), *rest = text, *line;
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = 0;
    snprintf(path, sizeof path, "target_input.%p", (void *)&path);
    line = strsep(&rest, "\n");
    for (size_t i = 0; i < ARGUMENTS_MAX && line; i++)
        arguments[i] = strsep(&line, " ");
    write_input(path, rest ? rest : "", rest ? size - (size_t)(rest - text) : 0);
    run(path, arguments);
    remove(path);
    free(text);
    return 0;
}
