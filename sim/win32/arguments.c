/*
 * A command line in words, by the rules of Microsoft's C runtime: the program's name ends at its closing quote or the first blank; behind it, backslashes
 * count only before a quote (two are one, an odd one makes the quote a character), and two quotes within quotes are one character.
 */
#include "win32/private.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The program's name is taken as it stands. */
static char *take_name(char *line, char **to)
{
    bool quoted = false;
    for (; *line && (quoted || !is_blank(*line)); line++) {
        if (*line == '"')
            quoted = !quoted;
        else
            *(*to)++ = *line;
    }
    return line;
}

/* Backslashes at `line`, and the quote behind them if it is a character. */
static char *take_backslashes(char *line, char **to)
{
    size_t n = 0;
    while (line[n] == '\\')
        n++;
    bool before_quote = line[n] == '"';
    for (size_t i = 0; i < (before_quote ? n / 2 : n); i++)
        *(*to)++ = '\\';
    if (before_quote && n % 2)
        *(*to)++ = line[n++];
    return line + n;
}

static char *take_word(char *line, char **to)
{
    bool quoted = false;
    while (*line && (quoted || !is_blank(*line))) {
        if (*line == '\\') {
            line = take_backslashes(line, to);
        } else if (*line != '"') {
            *(*to)++ = *line++;
        } else if (quoted && line[1] == '"') {
            *(*to)++ = '"';
            line += 2;
        } else {
            quoted = !quoted;
            line++;
        }
    }
    return line;
}

int win32_split_arguments(char *line, const char **argv, int room)
{
    int argc = 0;
    for (;;) {
        while (argc && is_blank(*line))
            line++;
        if (argc && !*line)
            return argc;
        if (argc == room)
            return -1;
        char *to = line;
        argv[argc] = line;
        line = argc ? take_word(line, &to) : take_name(line, &to);
        bool more = *line != 0; /* the word's end may be written over what comes next */
        *to = 0;
        line += more;
        argc++;
        if (!more)
            return argc;
    }
}
