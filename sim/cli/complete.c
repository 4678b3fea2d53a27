/*
 * ntsim complete WORD...: what the last word on a command line may become, one candidate a line, a tab and its description behind it. The shells'
 * completion files (cli/shell) ask it. All it knows is what --help says, so the two cannot differ; the shape of that text is therefore fixed:
 *
 *     "       ntsim COMMAND ARGUMENTS  description"        [options]: the options of run; for explore the further ones too
 *     "  --name VALUE  description"                        under "options of run:" and "further options of explore:"
 *
 * A value that is a file or folder is the shell's business: ":files" and ":folders" stand for them.
 */
#include "cli/cli.h"

#include "ddi/ddi.h"
#include <ntsim/ntsim.h>
#include <ntsim/scenario.h>

#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 256, FORM_ROOM = 128, DESCRIPTION_ROOM = 256 };

struct question {
    char **words;
    int count;          /* the last is the one to complete */
    const char *prefix; /* of it */
};

/* A line of the help: what can be typed, and what it does. `further`: below "further options". */
struct entry {
    char form[FORM_ROOM], description[DESCRIPTION_ROOM];
    bool usage, further;
};

static void offer(const struct question *question, const char *word, size_t length, const char *description)
{
    if (strncmp(word, question->prefix, strlen(question->prefix)) == 0)
        printf("%.*s\t%s\n", (int)length, word, description);
}

static void copy(char *to, size_t room, const char *from, size_t length)
{
    snprintf(to, room, "%.*s", (int)length, from);
}

/* Two spaces end the form. False: no entry. */
static bool read_entry(const char *line, size_t length, struct entry *entry)
{
    const char *start = strstr(line, "ntsim ");
    entry->usage = start && (start == line + 7) && start < line + length;
    if (!entry->usage && strncmp(line, "  --", 4) != 0)
        return false;
    start = entry->usage ? start + strlen("ntsim ") : line + 2;
    const char *end = line + length, *gap = strstr(start, "  ");
    size_t form = gap && gap < end ? (size_t)(gap - start) : (size_t)(end - start);
    copy(entry->form, sizeof entry->form, start, form);
    start += form;
    start += strspn(start, " ");
    copy(entry->description, sizeof entry->description, start, start < end ? (size_t)(end - start) : 0);
    return true;
}

/* The next entry of the help behind *at; false at its end. */
static bool next_entry(const char **at, struct entry *entry)
{
    while (**at) {
        const char *line = *at;
        size_t length = strcspn(line, "\n");
        *at = line + length + (line[length] == '\n');
        entry->further |= strncmp(line, "further", 7) == 0;
        if (read_entry(line, length, entry))
            return true;
    }
    return false;
}

static bool is_named(const char *form, const char *name)
{
    size_t n = strcspn(form, " ");
    return strlen(name) == n && strncmp(form, name, n) == 0;
}

/* The command's own entry; false: there is none. */
static bool find_command(const char *name, struct entry *found)
{
    const char *at = cli_help;
    *found = (struct entry){0};
    while (next_entry(&at, found))
        if (found->usage && is_named(found->form, name))
            return true;
    return false;
}

/* --- values ---------------------------------------------------------------------------------------------------------------------------------- */

/* The scenarios are looked for where the command line says so far. */
static const char *path_of(const struct question *question)
{
    for (int i = 1; i + 1 < question->count; i++)
        if (strcmp(question->words[i], "--path") == 0)
            return question->words[i + 1];
    return NULL;
}

static void offer_scenario(void *context, const struct ntsim_scenario *scenario)
{
    offer(context, scenario->id, strlen(scenario->id), scenario->claim ? scenario->claim : "");
}

static void offer_views(const struct question *question)
{
    const char *name, *arguments;
    for (size_t i = 0; (name = ntsim_view_name(i)); i++)
        offer(question, name, strlen(name), ntsim_view_help(name, &arguments));
}

static void offer_routines(const struct question *question)
{
    for (int id = 1; id < DDI_COUNT; id++)
        offer(question, ddi_rows[id].name, strlen(ddi_rows[id].name), ddi_rows[id].modelled ? "modelled" : "declared only");
}

/* "random, pos or dfs (default: ...)", or "1|2": each word. A separator is anything that no name has. */
static void offer_list(const struct question *question, const char *list, size_t length)
{
    static const char inside[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    for (const char *at = list; at < list + length;) {
        size_t n = strspn(at, inside);
        if (n > 0 && !(n == 2 && strncmp(at, "or", 2) == 0))
            offer(question, at, n, "");
        at += n ? n : 1;
    }
}

/* What a word of this name (FILE, SCENARIO, 1|2) may be. */
static void offer_value(const struct question *question, const char *value, const char *description)
{
    if (strstr(value, "SCENARIO"))
        ntsim_scenario_each(path_of(question), offer_scenario, (void *)(uintptr_t)question);
    else if (strstr(value, "FILE"))
        puts(":files");
    else if (strstr(value, "FOLDERS"))
        puts(":folders");
    else if (strstr(value, "!VIEW"))
        offer_views(question);
    else if (strcmp(value, "NAME") == 0)
        offer_list(question, description, strcspn(description, "("));
    else if (strpbrk(value, "abcdefghijklmnopqrstuvwxyz0123456789") && strchr(value, '|'))
        offer_list(question, value, strlen(value));
}

/* --- options --------------------------------------------------------------------------------------------------------------------------------- */

static bool takes(const struct entry *command, const struct entry *option)
{
    return !option->usage && strstr(command->form, "[options]") && (!option->further || is_named(command->form, "explore"));
}

/* "--runs N, --time S" are two. Calls visit for each "--name VALUE" of a form, until it says true. */
typedef bool visit_option(const struct question *question, const char *form, const char *description);

static bool each_of_form(const struct question *question, const struct entry *entry, visit_option *visit)
{
    for (const char *at = entry->form; (at = strstr(at, "--")); at++) {
        char form[FORM_ROOM];
        copy(form, sizeof form, at, strcspn(at, ",]"));
        if (visit(question, form, entry->description))
            return true;
    }
    return false;
}

static bool each_option(const struct question *question, const struct entry *command, visit_option *visit)
{
    const char *at = cli_help;
    struct entry entry = {0};
    if (each_of_form(question, command, visit)) /* "list [--json]": in its own line */
        return true;
    while (next_entry(&at, &entry))
        if (takes(command, &entry) && each_of_form(question, &entry, visit))
            return true;
    return false;
}

static bool offer_option(const struct question *question, const char *form, const char *description)
{
    offer(question, form, strcspn(form, " "), description);
    return false;
}

static bool offer_value_of(const struct question *question, const char *form, const char *description)
{
    const char *value = form + strcspn(form, " ");
    if (!*value || !is_named(form, question->words[question->count - 2]))
        return false;
    offer_value(question, value + 1, description);
    return true;
}

/* --- the command line ------------------------------------------------------------------------------------------------------------------------ */

static void offer_commands(const struct question *question)
{
    const char *at = cli_help;
    struct entry entry = {0};
    while (next_entry(&at, &entry))
        if (entry.usage)
            offer(question, entry.form, strcspn(entry.form, " "), entry.description);
    offer(question, "--version", strlen("--version"), "");
}

/* "run [SCENARIO] [options]": what is neither the command nor an option. */
static void argument_of(const struct entry *command, char *argument, size_t room)
{
    const char *at = command->form + strcspn(command->form, " ");
    while (*at == ' ' || strncmp(at, "[--", 3) == 0 || strncmp(at, "[options]", 9) == 0)
        at += *at == ' ' ? 1 : strcspn(at, "]") + 1;
    copy(argument, room, at, strcspn(at, " "));
}

static void offer_argument(const struct question *question, const struct entry *command)
{
    char argument[FORM_ROOM];
    argument_of(command, argument, sizeof argument);
    if (strcmp(argument, "[NAME]") == 0)
        offer_routines(question);
    else
        offer_value(question, argument, "");
}

static void answer(const struct question *question)
{
    struct entry command;
    if (question->count == 1)
        offer_commands(question);
    if (question->count < 2 || !find_command(question->words[0], &command))
        return;
    for (int i = 1; i < question->count - 1; i++) {
        if (strcmp(question->words[i], "--app") == 0) { /* what follows is the application's */
            puts(":files");
            return;
        }
    }
    if (question->count > 2 && each_option(question, &command, offer_value_of))
        return;
    if (question->prefix[0] == '-')
        each_option(question, &command, offer_option);
    else
        offer_argument(question, &command);
}

int cli_complete(int argc, char **argv)
{
    if (argc < 1 || argc > WORDS_MAX)
        return cli_bad("complete takes the words of a command line, the last of them to be completed");
    answer(&(struct question){.words = argv, .count = argc, .prefix = argv[argc - 1]});
    return EXIT_AS_EXPECTED;
}
