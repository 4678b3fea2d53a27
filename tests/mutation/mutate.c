/*
 * mutate FIRST FILE... changes C sources in place so that they hold their own mutants, and prints a row for each: number, file, line, kind, the line's text.
 *
 *   negate     if (c), while (c)             the condition is negated
 *   operand    a && b, a || b                b counts for nothing
 *   border     <, <=, >, >=                  equality changes sides
 *   equal      ==, !=                        (within the above: where it is no whole condition) is negated
 *   call       f(...);                       is not called
 *   assign     x = y; x += y; x++;           is not done
 *   result     return true;                  false, and the reverse
 *   constant   + 1, - 1                      0
 *
 * It only inserts, so mutants may lie within each other. It knows as much of C as the style of sim/ needs: no macros with statements, braces at functions in the
 * first column. sim_assert and what it says is left alone: an assertion that is not made is no change of behaviour. So is the bug check at the end of a function
 * that does not return: the compiler makes the call whatever stands before it.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOKENS_MAX = 20000, INSERTS_MAX = 40000 };

struct token {
    const char *at;
    size_t size;
    int depth; /* of parentheses and brackets */
};

struct insert {
    const char *at;
    int order; /* of what stands at the same place: what opens later stands further in */
    char text[48];
};

static struct token tokens[TOKENS_MAX];
static struct insert inserts[INSERTS_MAX];
static size_t token_count, insert_count;
static unsigned number;
static const char *file_name, *source;

/* --- tokens ------------------------------------------------------------------------------------------------------------------------------ */

static const char *skip(const char *at)
{
    for (;;) {
        while (isspace((unsigned char)*at))
            at++;
        if (at[0] == '/' && at[1] == '*') {
            at = strstr(at + 2, "*/") + 2;
        } else if (at[0] == '/' && at[1] == '/') {
            at += strcspn(at, "\n");
        } else if (*at == '#') {
            do
                at += strcspn(at, "\n") + 1;
            while (at[-2] == '\\');
        } else {
            return at;
        }
    }
}

static size_t quoted(const char *at)
{
    size_t n = 1;
    while (at[n] != at[0])
        n += at[n] == '\\' ? 2 : 1;
    return n + 1;
}

static size_t length_of(const char *at)
{
    static const char *const longer[] = {"<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="};
    size_t n = 0;
    if (*at == '"' || *at == '\'')
        return quoted(at);
    while (isalnum((unsigned char)at[n]) || at[n] == '_')
        n++;
    if (n)
        return n;
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++)
        if (strncmp(at, longer[i], strlen(longer[i])) == 0)
            return strlen(longer[i]);
    return 1;
}

static void tokenize(void)
{
    int depth = 0;
    token_count = 0;
    for (const char *at = skip(source); *at; at = skip(at + tokens[token_count - 1].size)) {
        struct token *token = &tokens[token_count++];
        *token = (struct token){at, length_of(at), 0};
        if (*at == ')' || *at == ']')
            depth--;
        token->depth = depth;
        if (*at == '(' || *at == '[')
            depth++;
        if (token_count == TOKENS_MAX)
            exit(1);
    }
}

static bool is(size_t i, const char *text)
{
    return i < token_count && strlen(text) == tokens[i].size && memcmp(tokens[i].at, text, tokens[i].size) == 0;
}

static bool is_one_of(size_t i, const char *const *list)
{
    for (; *list; list++)
        if (is(i, *list))
            return true;
    return false;
}

static bool is_word(size_t i)
{
    return i < token_count && (isalpha((unsigned char)*tokens[i].at) || *tokens[i].at == '_');
}

static bool is_keyword(size_t i)
{
    static const char *const list[] = {"if", "while", "for", "switch", "return", "sizeof", "do", "else", "case", "goto", "break", "continue", "default", "static", "const",
                                       "struct", "enum", "unsigned", "extern", "typedef", "union", "noreturn", "inline", NULL};
    return is_one_of(i, list);
}

/* The closing one of the parenthesis or bracket at i. */
static size_t closing(size_t i)
{
    size_t k = i + 1;
    while (k < token_count && tokens[k].depth > tokens[i].depth)
        k++;
    return k;
}

/* --- inserting ----------------------------------------------------------------------------------------------------------------------------- */

static void insert(const char *at, int order, const char *format, unsigned n)
{
    struct insert *one = &inserts[insert_count];
    if (++insert_count == INSERTS_MAX)
        exit(1);
    one->at = at;
    one->order = order;
    snprintf(one->text, sizeof one->text, format, n);
}

static const char *end_of(size_t i)
{
    return tokens[i].at + tokens[i].size;
}

/* Wraps tokens first..last. Wider spans are wrapped later, so at one place what opens later comes first, and what closes later comes last. */
static void wrap(size_t first, size_t last, const char *open, const char *close, const char *kind)
{
    unsigned line = 1;
    number++;
    insert(tokens[first].at, 1000000 - (int)(last - first) * 4, open, number);
    insert(end_of(last), -1000000 + (int)(last - first) * 4, close, number);
    for (const char *at = source; at < tokens[first].at; at++)
        line += *at == '\n';
    const char *start = tokens[first].at;
    while (start > source && start[-1] != '\n')
        start--;
    start += strspn(start, " ");
    printf("%u\t%s\t%u\t%s\t%.*s\n", number, file_name, line, kind, (int)strcspn(start, "\n"), start);
}

/* --- mutants ------------------------------------------------------------------------------------------------------------------------------- */

static const char *const ends_of_operand[] = {"&&", "||", "?", ":", ",", ";", "=", "+=", "-=", "|=", "&=", "&", "|", "^", "{", "}", "return", NULL};

/* & ends an operand where something stands before it of which it can be the and. */
static bool ends_operand(size_t i)
{
    bool unary = is(i, "&") && !(is_word(i - 1) || isdigit((unsigned char)*tokens[i - 1].at) || is(i - 1, ")") || is(i - 1, "]"));
    return is_one_of(i, ends_of_operand) && !unary;
}

static size_t operand_begin(size_t i)
{
    size_t k = i;
    while (k > 0 && !(tokens[k - 1].depth < tokens[i].depth) && !(tokens[k - 1].depth == tokens[i].depth && ends_operand(k - 1)))
        k--;
    return k;
}

static size_t operand_end(size_t i)
{
    size_t k = i;
    while (k + 1 < token_count && tokens[k + 1].depth >= tokens[i].depth && !(tokens[k + 1].depth == tokens[i].depth && ends_operand(k + 1)))
        k++;
    return k;
}

/* && binds tighter than ||; what ends at either. */
static size_t logical_end(size_t i)
{
    static const char *const ends[] = {"&&", "||", "?", ":", ",", ";", NULL};
    size_t k = i;
    while (k + 1 < token_count && tokens[k + 1].depth >= tokens[i].depth && !(tokens[k + 1].depth == tokens[i].depth && is_one_of(k + 1, ends)))
        k++;
    return k;
}

static void mutate_operators(size_t i)
{
    if (is(i, "&&"))
        wrap(i + 1, logical_end(i), "mutant_operand(%u, 1, !!(", "))", "operand");
    else if (is(i, "||"))
        wrap(i + 1, logical_end(i), "mutant_operand(%u, 0, !!(", "))", "operand");
    else if (is(i, "<") || is(i, ">="))
        wrap(i + 1, operand_end(i), "mutant(%u) + (", ")", "border");
    else if (is(i, "<=") || is(i, ">"))
        wrap(operand_begin(i), i - 1, "mutant(%u) + (", ")", "border");
    else if (is(i, "==") || is(i, "!="))
        wrap(operand_begin(i), operand_end(i), "(mutant(%u) == !(", "))", "equal");
    else if ((is(i, "+") || is(i, "-")) && is(i + 1, "1"))
        wrap(i + 1, i + 1, "(!mutant(%u) * (", "))", "constant");
}

static void mutate_condition(size_t i)
{
    if ((is(i, "if") || is(i, "while")) && is(i + 1, "("))
        wrap(i + 2, closing(i + 1) - 1, "mutant(%u) == !(", ")", "negate");
    if (is(i, "return") && (is(i + 1, "true") || is(i + 1, "false") || is(i + 1, "TRUE") || is(i + 1, "FALSE")) && is(i + 2, ";"))
        wrap(i + 1, i + 1, "mutant(%u) == !(", ")", "result");
}

static bool begins_statement(size_t i)
{
    if (is(i - 1, ";") || is(i - 1, "{") || is(i - 1, "}") || is(i - 1, "else") || is(i - 1, "do"))
        return tokens[i].depth == 0;
    if (!is(i - 1, ")") || tokens[i].depth != 0)
        return false;
    size_t k = i - 1; /* the parenthesis behind if, while, for */
    while (k > 0 && !(is(k, "(") && tokens[k].depth == 0))
        k--;
    return k > 0 && (is(k - 1, "if") || is(k - 1, "while") || is(k - 1, "for"));
}

static bool begins_line(size_t i)
{
    return i < token_count && tokens[i].at > source && tokens[i].at[-1] == '\n';
}

static void mutate_statement(size_t i)
{
    static const char *const assignments[] = {"=", "+=", "-=", "|=", "&=", "^=", "++", "--", NULL};
    static const char *const left_alone[] = {"sim_assert", "ddi_enter", "va_start", "va_end", "ke_end_run", "sim_broken", "exit", "abort", "host_out_of_memory", NULL};
    if (!begins_statement(i) || is_keyword(i) || !(is_word(i) || is(i, "*") || is(i, "++") || is(i, "--")) || is_one_of(i, left_alone))
        return;
    if (is_word(i) && (is_word(i + 1) || is(i + 1, "*") || is(i + 1, ":")))
        return; /* a declaration or a label */
    if (is_word(i) && is(i + 1, "(") && (is_word(closing(i + 1) + 1) || is(closing(i + 1) + 1, "{")))
        return; /* a macro that is a loop */
    if (is(i, "ke_bugcheck_blame") && begins_line(closing(i + 1) + 2))
        return; /* what comes behind it ends the function */
    size_t end = i, change = 0;
    while (end + 1 < token_count && !(is(end + 1, ";") && tokens[end + 1].depth == 0)) {
        end++;
        if (is(end, "{") && !is(end - 1, ")"))
            return;
    }
    for (size_t k = i; k <= end && !change; k++)
        if (tokens[k].depth == 0 && is_one_of(k, assignments))
            change = k;
    if (change)
        wrap(i, end, "mutant(%u) ? (void)0 : (void)(", ")", "assign");
    else if (is_word(i) && is(i + 1, "(") && closing(i + 1) == end)
        wrap(i, end, "mutant(%u) ? (void)0 : (void)(", ")", "call");
}

/* --- a file -------------------------------------------------------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
    const struct insert *a = left, *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void write_file(const char *path)
{
    FILE *out = fopen(path, "w");
    const char *at = source;
    if (!out)
        exit(1);
    qsort(inserts, insert_count, sizeof *inserts, by_place);
    fputs("#include \"base/mutant.h\"\n#line 1\n", out);
    for (size_t i = 0; i < insert_count; i++) {
        fwrite(at, 1, (size_t)(inserts[i].at - at), out);
        fputs(inserts[i].text, out);
        at = inserts[i].at;
    }
    fputs(at, out);
    fclose(out);
}

static char *read_file(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = calloc(1, 1 << 20);
    if (!in || !text || fread(text, 1, (1 << 20) - 1, in) == 0)
        exit(1);
    fclose(in);
    return text;
}

/* Code is what lies between a brace in the first column, behind a parenthesis, and its closing one in the first column. */
static void mutate(const char *path)
{
    char *text = read_file(path);
    source = text;
    file_name = path;
    insert_count = 0;
    tokenize();
    bool inside = false;
    for (size_t i = 1; i < token_count; i++) {
        if (begins_line(i) && is(i, "{") && is(i - 1, ")"))
            inside = true;
        if (begins_line(i) && is(i, "}"))
            inside = false;
        if (is(i, "sim_assert"))
            i = closing(i + 1);
        if (!inside)
            continue;
        mutate_operators(i);
        mutate_condition(i);
        mutate_statement(i);
    }
    write_file(path);
    free(text);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    number = (unsigned)strtoul(argv[1], NULL, 10) - 1;
    for (int i = 2; i < argc; i++)
        mutate(argv[i]);
    return 0;
}
